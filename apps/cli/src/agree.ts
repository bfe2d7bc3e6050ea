// What cannot be undone is asked for first.
import { CommandError, usageError } from './command-error.ts'
import type { Terminal } from './terminal.ts'

/** Returns when a person said yes, or `--yes` did. @throws CommandError otherwise, also when nobody is there to ask */
export async function agreed(question: string, { yes }: { readonly yes?: boolean }, terminal: Terminal): Promise<void> {
  if (yes === true) return
  const answer = await terminal.ask(`${question} [y/N] `)
  if (answer === undefined) throw usageError('Nobody is at the terminal to ask: say --yes if it shall be done.')
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new CommandError('Nothing was done.')
}
