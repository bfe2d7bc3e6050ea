// What each rule, action and hook changed, and what it wrote meanwhile.
import { Group, Stack, Text, Title } from '@mantine/core'
import { Part } from '../../parts/part.tsx'
import { useSaid } from '../../texts/index.ts'
import { Differences, Lines } from '../code/run-result.tsx'
import type { Step } from './answer.ts'
import { PlaceLink } from './place-link.tsx'
import { EXPLAIN } from './texts.ts'

export function CodeSteps({ steps }: { steps: readonly Step[] }) {
  const said = useSaid(EXPLAIN)
  if (steps.length === 0) return null
  return (
    <Part order={3} title={said.code}>
      <Stack component="ol" className="story" gap="lg">
        {steps.map((step) => (
          <li key={`${step.kind} ${step.id}`}>
            <OneStep {...step} />
          </li>
        ))}
      </Stack>
    </Part>
  )
}

function OneStep({ kind, id, name, tokens, changes, lines, denied }: Step) {
  const said = useSaid(EXPLAIN)
  const isQuiet = tokens.length + changes.length === 0 && denied === null
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={4} size="h6" className="wrap">
          {name}
        </Title>
        <PlaceLink at={{ entity: kind, id, field: kind === 'action' ? 'code' : 'script' }} />
      </Group>
      {denied !== null && <Text c="var(--mantine-color-error)">{denied}</Text>}
      {isQuiet && <Text c="dimmed">{said.codeNothing}</Text>}
      <Differences title={said.inTokens} differences={tokens} />
      <Differences title={said.inInput} differences={changes} />
      <Lines title={said.console} lines={lines.map(({ level, text }) => `${level}  ${text}`)} />
    </Stack>
  )
}
