// What would help, and the way there.
import { Text } from '@mantine/core'
import { fill, useTexts } from '../../texts/index.ts'
import type { Help as Given } from '@symbolon/protocol/explain/help'
import { PlaceLink } from './place-link.tsx'

export function Help({ fix, at }: Given) {
  const texts = useTexts()
  return (
    <>
      {fix !== undefined && (
        <Text size="sm" fw={600} mt={4} className="wrap">
          {fill(texts.explainFix, { fix })}
        </Text>
      )}
      <PlaceLink at={at} />
    </>
  )
}
