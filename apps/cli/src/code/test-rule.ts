// symbolon rule test: one rule, run here, in the sandbox that a server has, without a server.
import { basename } from 'node:path'
import { Command } from 'commander'
import type { DryRun } from '@symbolon/server/dry-run'
import { CommandError, EXIT } from '../command-error.ts'
import { printable, printableJson } from '../output/printable.ts'
import { readFileOrExplain, type Terminal } from '../terminal.ts'
import { dryRunLetter, letsThrough } from './dry-run-letter.ts'
import { readObject, readTexts } from './read-object.ts'

type Options = {
  readonly user?: string
  readonly context?: string
  readonly configuration?: string
  readonly callHost?: readonly string[]
  readonly json?: boolean
}

/** Adds the option that names hosts which the code may call. */
export const withCallHost = (command: Command): Command =>
  command.option(
    '--call-host <host>',
    'a host that the code may really call, as outbound_hosts of a tenant names it; may be said again',
    (text: string, previous: string[] = []) => [...previous, text],
  )

/** What the code may reach from here. */
export const surroundingsOf = (hosts: readonly string[] = [], { environment, now }: Terminal) => ({
  now,
  outbound_hosts: hosts.map((host) => host.toLowerCase()),
  egressAllow: (environment['SYMBOLON_EGRESS_ALLOW'] ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== ''),
})

/** Writes what came of it. @throws CommandError with exit code 1 when no tokens would be issued */
export function tellDryRun(name: string, run: DryRun, json: boolean | undefined, terminal: Terminal): void {
  terminal.write(json ? printableJson(run) : dryRunLetter(name, run, terminal.columns))
  if (letsThrough(run)) return
  throw new CommandError(`With ${printable(name)} as it is, nobody gets tokens.`, EXIT.failed)
}

const DESCRIPTION = `Runs one rule on this machine, in the same sandbox as the server, and shows what it does to the user, the context and the
tokens. Nothing is changed anywhere. Where no user is given one is made up; a context is laid over that of a login that is made up.

Ends with 0 when tokens would be issued, with 1 when the rule refuses, fails or cannot be run.`

export const testRuleCommand = (terminal: Terminal): Command => {
  const command = new Command('test')
    .summary('try one out here, without a server')
    .description(DESCRIPTION)
    .argument('<file>', 'the rule: function (user, context, callback) { … }')
    .option('--user <file|json>', 'the user: a file, JSON as it is, or "-" for standard input')
    .option('--context <file|json>', 'members of the context')
    .option('--configuration <file|json>', 'values of configuration, as texts; they are not shown')
    .option('--json', 'as JSON, for programs')
    .addHelpText(
      'after',
      `
Examples:
  symbolon rule test rules/team.js
  symbolon rule test rules/team.js --user user.json --configuration secrets.json
  symbolon rule test rules/team.js --user '{"app_metadata":{"team":"red"}}' --json`,
    )
  return withCallHost(command).action(async (file: string, options: Options) => {
    const script = readFileOrExplain(file, 'The file')
    const { user, context, configuration, callHost, json } = options
    const draft = {
      name: basename(file),
      script,
      user: user === undefined ? undefined : await readObject(user, '--user', terminal),
      context: context === undefined ? {} : await readObject(context, '--context', terminal),
      configuration: await readTexts(configuration, '--configuration', terminal),
    }
    const { tryRule } = await import('@symbolon/server/dry-run')
    tellDryRun(draft.name, await tryRule(surroundingsOf(callHost, terminal), draft), json, terminal)
  })
}
