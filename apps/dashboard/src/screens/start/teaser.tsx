// Where somebody is in the guided start, for the overview, until all is done or nobody wants to hear of it.
import { Button, Card, Group, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { fill, useSaid, useTexts } from '../../texts/index.ts'
import { STEPS, useProgress } from './progress.ts'
import { START } from './texts.ts'

export function StartTeaser() {
  const texts = useTexts()
  const said = useSaid(START)
  const { progress, current, hide } = useProgress()
  if (current === undefined || progress.isHidden) return null
  const hasBegun = progress.done.length > 0
  return (
    <Card withBorder padding="lg" component="section">
      <Group justify="space-between">
        <div>
          <Title order={2} size="h4">
            {texts.start}
          </Title>
          <Text c="dimmed">{hasBegun ? fill(said.step, { step: STEPS.indexOf(current) + 1 }) : said.teaser}</Text>
        </div>
        <Group gap="xs">
          <Button variant="default" onClick={hide}>
            {said.hide}
          </Button>
          <Button component={Link} to="/start">
            {hasBegun ? said.resume : said.begin}
          </Button>
        </Group>
      </Group>
    </Card>
  )
}
