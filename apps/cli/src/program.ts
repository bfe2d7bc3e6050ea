// The commands, together, and what becomes of what they throw.
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { CommandError, EXIT } from './command-error.ts'
import { applyCommand, diffCommand } from './commands/apply.ts'
import { completionCommand } from './commands/completion.ts'
import { decodeCommand } from './commands/decode.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { keyCommand } from './commands/key.ts'
import { entityCommands } from './commands/others.ts'
import { startCommand } from './commands/start.ts'
import { tenantCommand } from './commands/tenant.ts'
import { tokenCommand } from './commands/token.ts'
import { printable } from './output/printable.ts'
import type { Terminal } from './terminal.ts'

const DESCRIPTION = `Symbolon is an authorization server: it gives applications the tokens with which they call APIs.

Begin with symbolon start. It prints a first client_id and secret; with these two in SYMBOLON_CLIENT_ID and
SYMBOLON_CLIENT_SECRET every other command works, from another terminal.`

const EXAMPLES = `
Examples:
  symbolon start
      the server, on http://localhost:3000
  symbolon token --audience https://api.example.com/ | symbolon decode
      a first token, and what stands in it

Every command explains itself: symbolon token --help`

const versionOf = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return String(Reflect.get(Object(manifest), 'version'))
}

/** The program, ready to parse. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('symbolon')
    .description(DESCRIPTION)
    .usage('<command> [options]')
    .version(versionOf(), '--version', 'say which version this is')
    .helpOption('-h, --help', 'explain')
    .addHelpText('after', EXAMPLES)
  for (const command of [startCommand(terminal), tokenCommand(terminal), decodeCommand(terminal)])
    program.addCommand(command)
  for (const command of [
    applyCommand(terminal),
    diffCommand(terminal),
    importCommand(terminal),
    exportCommand(terminal),
  ])
    program.addCommand(command)
  for (const command of [...entityCommands(terminal), keyCommand(terminal), tenantCommand(terminal)])
    program.addCommand(command)
  program.addCommand(completionCommand(terminal))
  settle(program, terminal)
  return program
}

/** The same manners for every command below: errors are thrown, options are explained alike, paragraphs fit the terminal. */
function settle(command: Command, terminal: Terminal): void {
  command
    .helpCommand(false)
    .exitOverride()
    .helpOption('-h, --help', 'explain')
    .configureHelp({ subcommandTerm: (below) => below.name() })
    .configureOutput({
      writeOut: (text) => terminal.write(text.trimEnd()),
      writeErr: (text) => terminal.remark(text.trimEnd()),
      getOutHelpWidth: () => terminal.columns ?? 80,
      getErrHelpWidth: () => terminal.columns ?? 80,
      outputError: (text, write) => write(sentence(text)),
    })
  // Line ends of the source are for its readers; empty lines part paragraphs.
  command.description(command.description().replace(/([^\n])\n(?!\n)/g, '$1 '))
  for (const below of command.commands) settle(below, terminal)
}

/** Commander's errors, which quote what was typed, as one sentence that a terminal survives. */
const sentence = (text: string): string => {
  const plain = text.replace(/^error: /, '').trimEnd()
  const lines = plain.split('\n').map(printable)
  return `${lines
    .map((line) => line.slice(0, 1).toUpperCase() + line.slice(1))
    .join(' ')
    .replace(/([^.?!)])$/, '$1.')}\n`
}

/** Runs what was `typed` says, and answers with the exit code. */
export async function runProgram(typed: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await createProgram(terminal).parseAsync([...typed], { from: 'user' })
    return EXIT.done
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    if (error instanceof CommandError) {
      terminal.remark(error.message)
      return error.exitCode
    }
    throw error
  }
}
