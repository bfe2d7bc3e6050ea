// Every scope: granted and why, or dropped, why, and what would help.
import { Badge, Stack, Text } from '@mantine/core'
import { Part } from '../../parts/part.tsx'
import { useTexts } from '../../texts/index.ts'
import type { Help as Given } from '@symbolon/protocol/explain/help'
import type { Story } from './answer.ts'
import { Help } from './help.tsx'

export function Scopes({ scopes: { granted, dropped } }: Pick<Story, 'scopes'>) {
  const texts = useTexts()
  if (granted.length + dropped.length === 0) return null
  return (
    <Part order={3} title={texts.scopes}>
      <Stack component="ul" className="story" gap="sm">
        {dropped.map(({ scope, reason, ...help }) => (
          <OneScope key={scope} scope={scope} color="red.9" word={texts.explainDropped} why={reason} {...help} />
        ))}
        {granted.map(({ scope, origin }) => (
          <OneScope key={scope} scope={scope} color="teal.9" word={texts.explainGranted} why={origin} />
        ))}
      </Stack>
    </Part>
  )
}

type ScopeProps = { scope: string; color: string; word: string; why: string } & Given

const OneScope = ({ scope, color, word, why, ...help }: ScopeProps) => (
  <li>
    <Badge variant="outline" color={color} tt="none" className="on-paper">
      {word}
    </Badge>{' '}
    <span className="mono">{scope}</span>
    <Text size="sm" c="dimmed">
      {why}
    </Text>
    <Help {...help} />
  </li>
)
