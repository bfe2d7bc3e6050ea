// The answer as a story, the most important first: the verdict and what would help, then each scope and claim with its origin, then how it
// came to that.
import { Alert, Badge, Code, Group, Stack, Text, Title } from '@mantine/core'
import { Part } from '../../parts/part.tsx'
import { fill, useSaid, useTexts } from '../../texts/index.ts'
import { isOfToken, type Answer, type Decision, type ExplainedToken, type Story, type Withheld } from './answer.ts'
import { Claims } from './claims.tsx'
import { CodeSteps } from './code-steps.tsx'
import { Decisions } from './decisions.tsx'
import { Help } from './help.tsx'
import { Lifetime } from './lifetime.tsx'
import { Scopes } from './scopes.tsx'
import { EXPLAIN } from './texts.ts'

export function Told({ answer }: { answer: Answer }) {
  const texts = useTexts()
  const said = useSaid(EXPLAIN)
  const isToken = isOfToken(answer)
  const story = isToken ? answer.now : answer
  return (
    <Stack gap="lg">
      <Title order={2} size="h3">
        {isToken ? said.aboutToken : said.aboutRequest}
      </Title>
      {isToken && <TheToken token={answer} />}
      {story && isToken && (
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

function TheToken({ token }: { token: ExplainedToken }) {
  const texts = useTexts()
  const { accepted, says, ...help } = token.verdict
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
        <Help {...help} />
        <Signed header={token.header} />
      </Alert>
      <Claims claims={token.claims} />
      <NotShown parts={token.withheld} />
    </>
  )
}

/** What is there, and for others. */
function NotShown({ parts }: { parts: readonly Withheld[] }) {
  const said = useSaid(EXPLAIN)
  const words = { now: said.withheldNow, org_id: said.withheldOrganization, code: said.withheldCode }
  return parts.map(({ part, scope }) => (
    <Text key={`${part} ${scope}`} size="sm" c="dimmed" className="wrap">
      {fill(words[part], { scope })}
    </Text>
  ))
}

function Signed({ header }: { header: ExplainedToken['header'] }) {
  const said = useSaid(EXPLAIN)
  if (!header) return null
  const { alg, kid } = header
  return (
    <Text size="sm" mt={4} c="dimmed" className="wrap">
      {fill(said.signed, { alg: String(alg), kid: String(kid ?? '—') })}
    </Text>
  )
}

function TheStory({ story }: { story: Story }) {
  const texts = useTexts()
  const { refusal, token, decisions, code } = story
  return (
    <>
      {refusal && (
        <Alert variant="outline" color="red" role="status" title={`${texts.explainRefused}: ${refusal.error}`}>
          <span className="wrap">{refusal.error_description}</span>
          {refusal.detail !== undefined && <Text size="sm">{refusal.detail}</Text>}
          <Help {...refusal} />
        </Alert>
      )}
      <Notes decisions={decisions.filter(({ fix }) => fix !== undefined)} />
      <Scopes scopes={story.scopes} />
      {token && (
        <>
          <Lifetime {...token} />
          <Claims claims={token.claims} />
        </>
      )}
      <CodeSteps steps={code} />
      <NotShown parts={story.withheld} />
      <Decisions decisions={decisions} />
    </>
  )
}

/** What was decided otherwise than somebody may have wanted. */
function Notes({ decisions }: { decisions: readonly Decision[] }) {
  const said = useSaid(EXPLAIN)
  if (decisions.length === 0) return null
  return (
    <Part order={3} title={said.notes}>
      <Stack component="ul" className="story" gap="sm">
        {decisions.map(({ step, says, ...help }) => (
          <li key={`${step} ${says}`}>
            <Text size="sm" className="wrap">
              {says}
            </Text>
            <Help {...help} />
          </li>
        ))}
      </Stack>
    </Part>
  )
}
