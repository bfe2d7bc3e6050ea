// What code would do, as a dry run says it: in the token, to user and request, on the console, and by what it failed.
import { Alert, Badge, Code, Group, Stack, Table, Text } from '@mantine/core'
import { Part } from '../../parts/part.tsx'
import { shownValue } from '../../parts/shown-value.ts'
import { TableFrame } from '../../parts/table-frame.tsx'
import { fill } from '../../texts/index.ts'
import { letsThrough, type Difference, type Run } from './run.ts'
import { useCodeTexts, type CodeTextKey } from './texts.ts'

const OUTCOMES = {
  ok: 'ranOk',
  ended: 'ranEnded',
  suspended: 'ranSuspended',
  refused: 'ranRefused',
  syntax: 'ranSyntax',
  cpu: 'ranCpu',
  timeout: 'ranTimeout',
  crashed: 'ranCrashed',
  busy: 'ranBusy',
} as const satisfies Readonly<Record<Run['outcome'], CodeTextKey>>

export function RunResult({ run }: { run: Run }) {
  const texts = useCodeTexts()
  const { outcome, denied, message, line, redirect, logs, tokens, changes, kept, commands, stats } = run
  const why = denied ?? message
  const isFine = letsThrough(run)
  const isQuiet = isFine && redirect === null && [tokens, changes, kept].every((list) => list.length === 0)
  return (
    <Part title={texts.result} order={3}>
      <Stack role="status" aria-label={texts.result}>
        <Group gap="xs">
          <Badge color={isFine ? 'teal.9' : 'red.9'} tt="none" autoContrast>
            {texts[OUTCOMES[outcome]]}
          </Badge>
          <Text size="sm" c="dimmed">
            {fill(texts.took, { time: stats.duration_ms })}
          </Text>
        </Group>
        {why !== null && (
          <Alert color="red" variant="outline">
            {line === null ? why : `${fill(texts.line, { line })} ${why}`}
          </Alert>
        )}
        {redirect !== null && <Alert variant="outline">{fill(texts.sentTo, { url: redirect })}</Alert>}
        {isQuiet && <Text c="dimmed">{texts.changesNothing}</Text>}
        <Differences title={texts.inTokens} differences={tokens} />
        <Differences title={texts.inInput} differences={changes} />
        <Differences title={texts.wouldKeep} differences={kept} />
        <Lines
          title={texts.askedFor}
          lines={commands.map(
            ({ name, values }) => `api.${name}(${values.map((value) => JSON.stringify(value)).join(', ')})`,
          )}
        />
        <Lines title={texts.console} lines={logs.map(({ level, text }) => `${level}  ${text}`)} />
      </Stack>
    </Part>
  )
}

const signOf = ({ before, after }: Difference): string => (before === undefined ? '+' : after === undefined ? '−' : '~')

export function Differences({ title, differences }: { title: string; differences: readonly Difference[] }) {
  const texts = useCodeTexts()
  if (differences.length === 0) return null
  return (
    <div>
      <Text fw={600} size="sm" mb={4}>
        {title}
      </Text>
      <TableFrame label={title} columns={['±', texts.member, texts.before, texts.after]}>
        {differences.map((one) => (
          <Table.Tr key={one.path}>
            <Table.Td className="mono" w={24}>
              {signOf(one)}
            </Table.Td>
            <Table.Th scope="row" className="mono" fw={600}>
              {one.path}
            </Table.Th>
            <Table.Td className="mono">{one.before === undefined ? '' : shownValue(one.before)}</Table.Td>
            <Table.Td className="mono">{one.after === undefined ? '' : shownValue(one.after)}</Table.Td>
          </Table.Tr>
        ))}
      </TableFrame>
    </div>
  )
}

export function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <div>
      <Text fw={600} size="sm" mb={4}>
        {title}
      </Text>
      <Code block className="wrap" tabIndex={0} role="group" aria-label={title}>
        {lines.join('\n')}
      </Code>
    </div>
  )
}
