// What was decided on the way, in that order.
import { Text, Timeline } from '@mantine/core'
import { Part } from '../../parts/part.tsx'
import { useTexts } from '../../texts/index.ts'
import type { Decision } from './answer.ts'

export function Decisions({ decisions }: { decisions: readonly Decision[] }) {
  const texts = useTexts()
  return (
    <Part order={3} title={texts.explainDecisions}>
      <Timeline bulletSize={14} lineWidth={2} active={decisions.length}>
        {decisions.map(({ step, says }) => (
          <Timeline.Item key={`${step} ${says}`} title={<span className="mono">{step}</span>}>
            <Text size="sm" className="wrap">
              {says}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Part>
  )
}
