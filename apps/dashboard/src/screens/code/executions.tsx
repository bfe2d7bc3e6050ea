// How code ran for real: the newest executions, with what each script wrote to the console.
import { Alert, Badge, Button, Card, Code, Group, Stack, Text } from '@mantine/core'
import { use } from 'react'
import { Waiting } from '../../parts/page.tsx'
import { useOne } from '../../session/lists.ts'
import { LanguageContext, useTexts } from '../../texts/index.ts'
import { useCodeTexts, type CodeTextKey } from './texts.ts'

type Result = {
  readonly action_name: string
  readonly error?: { readonly id: string; readonly msg: string }
  readonly logs: readonly { readonly level: string; readonly text: string }[]
  readonly started_at: string
  readonly ended_at: string
}

type Execution = {
  readonly id: string
  readonly trigger_id: string
  readonly status: 'final' | 'partial' | 'suspended' | 'canceled'
  readonly results: readonly Result[]
  readonly created_at: string
}

const STATUSES = {
  final: 'statusFinal',
  partial: 'statusPartial',
  suspended: 'statusSuspended',
  canceled: 'statusCanceled',
} as const satisfies Readonly<Record<Execution['status'], CodeTextKey>>

type Props = {
  /** Of which trigger, `rules` for rules; absent: of all. */
  readonly trigger?: string
  /** Only those in which this script took part. */
  readonly script?: string
}

export function Executions({ trigger, script }: Props) {
  const texts = useTexts()
  const words = useCodeTexts()
  const path = `/actions/executions${trigger === undefined ? '' : `?trigger_id=${encodeURIComponent(trigger)}`}`
  const { data, error, refetch, isFetching } = useOne<{ executions: readonly Execution[] }>(path)
  if (!data) return <Waiting error={error} />
  const found = data.executions.filter(
    ({ results }) => script === undefined || results.some(({ action_name }) => action_name === script),
  )
  return (
    <Stack>
      <Group justify="space-between" align="flex-start">
        <Text c="dimmed" maw={640}>
          {words.executionsLead}
        </Text>
        <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
          {texts.reload}
        </Button>
      </Group>
      {found.length === 0 ? (
        <Alert variant="outline">{words.executionsEmpty}</Alert>
      ) : (
        <Stack component="ul" gap="xs" className="story" aria-label={words.executions}>
          {found.map((execution) => (
            <OneExecution key={execution.id} execution={execution} />
          ))}
        </Stack>
      )}
    </Stack>
  )
}

function OneExecution({ execution: { id, trigger_id, status, results, created_at } }: { execution: Execution }) {
  const words = useCodeTexts()
  const { language } = use(LanguageContext)
  const isBad = results.some(({ error }) => error !== undefined)
  return (
    <Card withBorder padding="sm" component="li">
      <details>
        <summary>
          <Badge color={isBad ? 'red.9' : 'teal.9'} tt="none" mr="xs" autoContrast>
            {words[STATUSES[status]]}
          </Badge>
          <strong>{results.map(({ action_name }) => action_name).join(', ')}</strong>
          <Text size="sm" c="dimmed" component="span" ml="xs">
            {trigger_id} · {new Date(created_at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' })}
          </Text>
        </summary>
        <Stack gap="xs" mt="sm">
          <Text size="xs" c="dimmed" className="mono">
            {id}
          </Text>
          {results.map((result) => (
            <OneResult key={`${result.action_name} ${result.started_at}`} result={result} />
          ))}
        </Stack>
      </details>
    </Card>
  )
}

function OneResult({ result: { action_name, error, logs, started_at, ended_at } }: { result: Result }) {
  const words = useCodeTexts()
  return (
    <div>
      <Text size="sm">
        <strong>{action_name}</strong> · {Date.parse(ended_at) - Date.parse(started_at)} ms
      </Text>
      {error && (
        <Alert color="red" variant="outline" my={4}>
          {error.id}: {error.msg}
        </Alert>
      )}
      <Code block className="wrap" tabIndex={0} role="group" aria-label={`${words.console}: ${action_name}`}>
        {logs.length === 0 ? words.consoleEmpty : logs.map(({ level, text }) => `${level}  ${text}`).join('\n')}
      </Code>
    </div>
  )
}
