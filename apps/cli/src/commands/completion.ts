// symbolon completion: what a shell needs to complete commands and options.
import { Command } from 'commander'
import { usageError } from '../command-error.ts'
import { bashScript } from '../completion/bash.ts'
import { fishScript } from '../completion/fish.ts'
import { placesIn, type Place } from '../completion/words.ts'
import { zshScript } from '../completion/zsh.ts'
import { printable } from '../output/printable.ts'
import type { Terminal } from '../terminal.ts'

const SCRIPTS: ReadonlyMap<string, (places: readonly Place[]) => string> = new Map([
  ['bash', bashScript],
  ['zsh', zshScript],
  ['fish', fishScript],
])

/** The command `completion`. */
export const completionCommand = (terminal: Terminal): Command => {
  const command = new Command('completion')
    .summary('have a shell complete commands and options')
    .description('Prints a script with which a shell completes the commands and options of symbolon.')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText(
      'after',
      `
Examples:
  symbolon completion bash > /etc/bash_completion.d/symbolon
      or in ~/.bashrc: source <(symbolon completion bash)
  symbolon completion zsh > "\${fpath[1]}/_symbolon"
      or in ~/.zshrc, after compinit: source <(symbolon completion zsh)
  symbolon completion fish > ~/.config/fish/completions/symbolon.fish`,
    )
  return command.action((shell: string) => {
    const script = SCRIPTS.get(shell)
    if (!script) throw usageError(`There is no completion for ${printable(shell)}: bash, zsh and fish have one.`)
    terminal.write(script(placesIn(command.parent ?? command)))
  })
}
