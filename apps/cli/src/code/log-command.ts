// symbolon action log: what the tenant's code did lately, with its console lines. Rules and hooks are in it too.
import { Command } from 'commander'
import type { Document } from '@symbolon/protocol/entities/entity'
import { withConnection, type ConnectionOptions } from '../connection.ts'
import { isDocument, openManagement } from '../management-client.ts'
import { printableJson, shown } from '../output/printable.ts'
import type { Terminal } from '../terminal.ts'

type Options = ConnectionOptions & { readonly trigger?: string; readonly json?: boolean }

const documentsIn = (value: unknown): readonly Document[] => (Array.isArray(value) ? value.filter(isDocument) : [])

/** An ISO 8601 time, to the second. */
const secondOf = (time: unknown): string => shown(time).slice(0, 19).replace('T', ' ')

const resultLines = ({ kind, action_name, started_at, ended_at, logs, error }: Document): readonly string[] => {
  const took = Date.parse(String(ended_at)) - Date.parse(String(started_at))
  return [
    `  ${shown(kind)} ${shown(action_name)}, ${took} ms`,
    ...documentsIn(logs).map(({ level, text }) => `    ${shown(level)}: ${shown(text)}`),
    ...(isDocument(error) ? [`    ${shown(error['id'])}: ${shown(error['msg'])}`] : []),
  ]
}

const executionLines = ({ id, trigger_id, status, created_at, results }: Document): readonly string[] => [
  `${secondOf(created_at)}  ${shown(trigger_id)}  ${shown(status)}  ${shown(id)}`,
  ...documentsIn(results).flatMap(resultLines),
]

export const logCommand = (terminal: Terminal): Command => {
  const command = new Command('log')
    .summary('what code did lately')
    .description(
      `Shows the newest executions of the tenant's code, the latest last: actions, and rules and hooks as well. Each says how it ended and
what it wrote to the console. Values of secrets are not in it.`,
    )
    .option('--trigger <trigger>', 'only of this trigger; "rules" for rules')
    .option('--json', 'as JSON, for programs')
    .addHelpText('after', '\nExamples:\n  symbolon action log\n  symbolon action log --trigger rules --json')
  return withConnection(command).action(async (options: Options) => {
    const { trigger } = options
    const query = trigger === undefined ? '' : `?trigger_id=${encodeURIComponent(trigger)}`
    const answer = await openManagement(options, terminal).call('GET', `actions/executions${query}`)
    const executions = documentsIn(isDocument(answer) ? answer['executions'] : []).toReversed()
    if (options.json) return terminal.write(printableJson(executions))
    if (executions.length === 0) return terminal.write('No code has run lately.')
    terminal.write(executions.flatMap(executionLines).join('\n'))
  })
}
