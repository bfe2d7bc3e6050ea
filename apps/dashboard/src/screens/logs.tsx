// What happened at the tenant, newest first; each code in words.
import { Badge, Button, Card, Code, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { LOG_EVENTS } from '@symbolon/protocol/auth0/log-events'
import { useQuery } from '@tanstack/react-query'
import { use, useState } from 'react'
import { Page, Waiting } from '../parts/page.tsx'
import { call } from '../session/call.ts'
import { fill, LanguageContext, useTexts } from '../texts/index.ts'
import { meaningOf } from '../texts/log-events.ts'

const PER_PAGE = 25

const PAGES_READ = 5

const NEWEST = PAGES_READ * 100

type Line = Readonly<Record<string, unknown>> & {
  readonly log_id: string
  readonly date: string
  readonly type: string
}

/** The newest lines, newest first. */
async function readNewest(): Promise<readonly Line[]> {
  const lines: Line[] = []
  for (let page = 0; page < PAGES_READ; page += 1) {
    const more = await call<readonly Line[]>('GET', `/logs?page=${page}&per_page=100&sort=date:-1`)
    lines.push(...more)
    if (more.length < 100) break
  }
  return lines
}

export function Logs() {
  const texts = useTexts()
  const { language } = use(LanguageContext)
  const [type, setType] = useState('')
  const [words, setWords] = useState('')
  const { data, error, refetch, isFetching } = useQuery({ queryKey: ['/logs'], queryFn: readNewest })
  const wanted = words.trim().toLowerCase()
  const found = (data ?? []).filter(
    (line) => (type === '' || line.type === type) && JSON.stringify(line).toLowerCase().includes(wanted),
  )
  const again = (
    <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
      {texts.reload}
    </Button>
  )
  return (
    <Page title={texts.logs} lead={fill(texts.logsLead, { count: NEWEST })} action={again}>
      <Group align="flex-end">
        <NativeSelect
          flex={1}
          miw={240}
          label={texts.event}
          value={type}
          onChange={(event) => setType(event.currentTarget.value)}
          data={[
            { value: '', label: texts.all },
            ...Object.keys(LOG_EVENTS).map((value) => ({ value, label: `${meaningOf(value, language)} (${value})` })),
          ]}
        />
        <TextInput
          flex={1}
          miw={240}
          type="search"
          label={texts.search}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      </Group>
      {data && !error ? <Lines key={`${type} ${wanted}`} lines={found} /> : <Waiting error={error} />}
    </Page>
  )
}

function Lines({ lines }: { lines: readonly Line[] }) {
  const texts = useTexts()
  const [count, setCount] = useState(PER_PAGE)
  if (lines.length === 0) {
    return (
      <Text c="dimmed" py="lg" ta="center">
        {texts.logsEmpty}
      </Text>
    )
  }
  return (
    <Stack gap="xs" component="ul" className="story">
      {lines.slice(0, count).map((line) => (
        <OneLine key={line.log_id} line={line} />
      ))}
      {lines.length > count && (
        <li>
          <Button variant="default" fullWidth onClick={() => setCount(count + PER_PAGE)}>
            {texts.more}
          </Button>
        </li>
      )}
    </Stack>
  )
}

function OneLine({ line }: { line: Line }) {
  const { language } = use(LanguageContext)
  const time = new Date(line.date).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' })
  const about = [line['client_name'], line['user_name'], line['description']].filter((one) => typeof one === 'string')
  return (
    <Card withBorder padding="sm" component="li">
      <details>
        <summary>
          <Badge variant="default" tt="none" mr="xs" className="mono">
            {line.type}
          </Badge>
          <strong>{meaningOf(line.type, language)}</strong>
          <Text size="sm" c="dimmed" component="span" ml="xs">
            {time}
          </Text>
          {about.length > 0 && (
            <Text size="sm" c="dimmed" className="wrap" component="span" display="block">
              {about.join(' · ')}
            </Text>
          )}
        </summary>
        <Code block mt="sm" className="wrap" tabIndex={0}>
          {JSON.stringify(line, null, 2)}
        </Code>
      </details>
    </Card>
  )
}
