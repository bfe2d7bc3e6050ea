// The answer as a story: the verdict, each claim with its origin, the scopes, what was decided on the way.
import { Alert, Badge, Code, Group, Progress, Stack, Table, Text, Timeline, Title } from '@mantine/core'
import { use } from 'react'
import { Part } from '../../parts/part.tsx'
import { shownValue } from '../../parts/shown-value.ts'
import { TableFrame } from '../../parts/table-frame.tsx'
import { fill, inWords, LanguageContext, useTexts } from '../../texts/index.ts'
import { isOfToken, type Answer, type ExplainedToken, type Story } from './answer.ts'

export function Told({ answer }: { answer: Answer }) {
  const texts = useTexts()
  const story = isOfToken(answer) ? answer.now : answer
  return (
    <Stack gap="lg">
      {isOfToken(answer) && <TheToken token={answer} />}
      {story && isOfToken(answer) && (
        <Title order={2} size="h3">
          {texts.explainNow}
        </Title>
      )}
      {story && <TheStory story={story} />}
      <details>
        <summary>{texts.explainRaw}</summary>
        <Code block mt="sm" className="wrap" tabIndex={0}>
          {JSON.stringify(answer, null, 2)}
        </Code>
      </details>
    </Stack>
  )
}

function Fix({ fix }: { fix: string | undefined }) {
  const texts = useTexts()
  return fix === undefined ? null : (
    <Text size="sm" fw={600} mt={4} className="wrap">
      {fill(texts.explainFix, { fix })}
    </Text>
  )
}

function TheToken({ token }: { token: ExplainedToken }) {
  const texts = useTexts()
  const { accepted, says, fix } = token.verdict
  return (
    <>
      <Alert
        variant="outline"
        color={accepted ? 'teal' : 'red'}
        role="status"
        title={
          <Group gap="xs">
            {accepted ? texts.explainVerdictGood : texts.explainVerdictBad}
            <Badge variant="default" tt="none">
              {token.kind}
            </Badge>
          </Group>
        }
      >
        <span className="wrap">{says}</span>
        <Fix fix={fix} />
      </Alert>
      <Claims claims={token.claims} />
    </>
  )
}

function Claims({ claims }: { claims: ExplainedToken['claims'] }) {
  const texts = useTexts()
  if (claims.length === 0) return null
  return (
    <Part order={3} title={texts.claim}>
      <TableFrame
        label={texts.claim}
        columns={[texts.claim, texts.value, texts.explainOrigin, texts.explainBytes]}
        minWidth={560}
        verticalSpacing="xs"
      >
        {claims.map(({ name, value, origin, bytes }) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" className="mono">
              {name}
            </Table.Th>
            <Table.Td className="mono">{shownValue(value)}</Table.Td>
            <Table.Td>{origin}</Table.Td>
            <Table.Td>{bytes}</Table.Td>
          </Table.Tr>
        ))}
      </TableFrame>
    </Part>
  )
}

function TheStory({ story }: { story: Story }) {
  const texts = useTexts()
  const { language } = use(LanguageContext)
  const { refusal, token, decisions } = story
  return (
    <>
      {refusal && (
        <Alert variant="outline" color="red" role="status" title={`${texts.explainRefused}: ${refusal.error}`}>
          <span className="wrap">{refusal.error_description}</span>
          {refusal.detail !== undefined && <Text size="sm">{refusal.detail}</Text>}
          <Fix fix={refusal.fix} />
        </Alert>
      )}
      {token && (
        <Part order={3} title={fill(texts.explainLifetime, { time: inWords(token.lifetime.seconds, language) })}>
          <Text c="dimmed">{token.lifetime.origin}</Text>
          {token.size && <Size {...token.size} />}
        </Part>
      )}
      <Scopes scopes={story.scopes} />
      {token && <Claims claims={token.claims} />}
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
    </>
  )
}

function Size({ bytes, budget }: { bytes: number; budget: number }) {
  const texts = useTexts()
  const words = fill(texts.explainSize, { bytes, budget })
  return (
    <>
      <Text size="sm" mt="md" mb={4}>
        {words}
      </Text>
      <Progress value={Math.min(100, (bytes / budget) * 100)} aria-label={words} />
    </>
  )
}

function Scopes({ scopes: { granted, dropped } }: Pick<Story, 'scopes'>) {
  const texts = useTexts()
  if (granted.length + dropped.length === 0) return null
  return (
    <Part order={3} title={texts.scopes}>
      <Stack component="ul" className="story" gap="sm">
        {granted.map(({ scope, origin }) => (
          <OneScope key={scope} scope={scope} color="teal.9" word={texts.explainGranted} why={origin} />
        ))}
        {dropped.map(({ scope, reason, fix }) => (
          <OneScope key={scope} scope={scope} color="red.9" word={texts.explainDropped} why={reason} fix={fix} />
        ))}
      </Stack>
    </Part>
  )
}

type ScopeProps = { scope: string; color: string; word: string; why: string; fix?: string | undefined }

const OneScope = ({ scope, color, word, why, fix }: ScopeProps) => (
  <li>
    <Badge variant="outline" color={color} tt="none" className="on-paper">
      {word}
    </Badge>{' '}
    <span className="mono">{scope}</span>
    <Text size="sm" c="dimmed">
      {why}
    </Text>
    <Fix fix={fix} />
  </li>
)
