// symbolon action test: one action, run here, in the sandbox that a server has, without a server.
import { basename } from 'node:path'
import { Command } from 'commander'
import { usageError } from '../command-error.ts'
import { printable } from '../output/printable.ts'
import { readFileOrExplain, type Terminal } from '../terminal.ts'
import { readObject, readTexts } from './read-object.ts'
import { surroundingsOf, tellDryRun, withCallHost } from './test-rule.ts'

type Options = {
  readonly trigger?: string
  readonly event?: string
  readonly secrets?: string
  readonly module: readonly string[]
  readonly callHost?: readonly string[]
  readonly json?: boolean
}

const DESCRIPTION = `Runs one action on this machine, in the same sandbox as the server, and shows what it asks for and what becomes of the
tokens. Nothing is changed anywhere. An event is laid, member by member, over one that is made up.

Ends with 0 when tokens would be issued, with 1 when the action denies, fails or cannot be run.`

const modulesOf = (named: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    named.map((text) => {
      const [name = '', file = ''] = text.split(/=(.*)/s)
      if (name === '' || file === '') throw usageError('--module is said as NAME=FILE.')
      return [name, readFileOrExplain(file, 'The file of --module,')]
    }),
  )

export const testActionCommand = (terminal: Terminal): Command => {
  const command = new Command('test')
    .summary('try one out here, without a server')
    .description(DESCRIPTION)
    .argument('<file>', 'the action: exports.onExecutePostLogin = async (event, api) => { … }')
    .option('--trigger <trigger>', 'where it runs: post-login, credentials-exchange, …; else by what it exports')
    .option('--event <file|json>', 'members of the event: a file, JSON as it is, or "-" for standard input')
    .option('--secrets <file|json>', 'values of event.secrets, as texts; they are not shown')
    .option(
      '--module <name=file>',
      'a module that it requires as actions:NAME; may be said again',
      (text: string, previous: string[]) => [...previous, text],
      [],
    )
    .option('--json', 'as JSON, for programs')
    .addHelpText(
      'after',
      `
Examples:
  symbolon action test actions/team/code.js
  symbolon action test actions/team/code.js --event event.json --secrets secrets.json
  symbolon action test code.js --trigger credentials-exchange --event '{"client":{"name":"Export"}}'`,
    )
  return withCallHost(command).action(async (file: string, options: Options) => {
    const code = readFileOrExplain(file, 'The file')
    const { event, secrets, callHost, json } = options
    const { DRY_TRIGGERS, triggerIn, tryAction } = await import('@symbolon/server/dry-run')
    const trigger = options.trigger ?? triggerIn(code) ?? 'post-login'
    if (!DRY_TRIGGERS.includes(trigger)) {
      throw usageError(`There is no trigger ${printable(trigger)}: --trigger is one of ${DRY_TRIGGERS.join(', ')}.`)
    }
    const name = basename(file)
    const draft = {
      name,
      code,
      trigger,
      event: event === undefined ? {} : await readObject(event, '--event', terminal),
      secrets: await readTexts(secrets, '--secrets', terminal),
      modules: modulesOf(options.module),
    }
    tellDryRun(name, await tryAction(surroundingsOf(callHost, terminal), draft), json, terminal)
  })
}
