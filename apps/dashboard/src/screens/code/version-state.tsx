// Whether what runs of code is what its draft says.
import { Badge } from '@mantine/core'
import { useCodeTexts, type CodeTextKey } from './texts.ts'

export type VersionState = 'draft' | 'changed' | 'current'

const LOOKS = {
  draft: ['stateDraft', { variant: 'default' }],
  changed: ['stateChanged', { color: 'yellow.9', autoContrast: true }],
  current: ['stateCurrent', { color: 'teal.9', autoContrast: true }],
} as const satisfies Readonly<Record<VersionState, readonly [CodeTextKey, object]>>

export function StateBadge({ state }: { state: VersionState }) {
  const words = useCodeTexts()
  const [word, look] = LOOKS[state]
  return (
    <Badge {...look} tt="none" miw="max-content">
      {words[word]}
    </Badge>
  )
}
