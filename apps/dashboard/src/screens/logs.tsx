// What happened at the tenant, newest first; each code in words. Searched at the server, and followed for as long as one looks.
import { Badge, Button, Card, Code, Group, NativeSelect, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { LOG_EVENTS } from '@symbolon/protocol/auth0/log-events'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { use, useState } from 'react'
import { Page, Waiting } from '../parts/page.tsx'
import { CallRefused, call } from '../session/call.ts'
import { LanguageContext, useSaid, useTexts } from '../texts/index.ts'
import { meaningOf } from '../texts/log-events.ts'

const PER_PAGE = 25

/** How far back pages reach. */
const MOST_PAGES = 1000 / PER_PAGE

/** How often it is looked for new lines, milliseconds. */
const EVERY = 3000

/** Milliseconds without a key. */
const MOMENT = 300

const SAID = {
  lead: { en: 'What happened at this tenant, newest first.', de: 'Was in diesem Mandanten geschah, Neuestes zuerst.' },
  follow: { en: 'Follow', de: 'Mitlesen' },
  searchHint: {
    en: 'Words, or fields: ip:10.0.* AND NOT type:s, date:>2026-11-01',
    de: 'Wörter, oder Felder: ip:10.0.* AND NOT type:s, date:>2026-11-01',
  },
  interrupted: { en: 'No answer just now; it is tried again.', de: 'Gerade keine Antwort; es wird wieder versucht.' },
} as const

type Line = Readonly<Record<string, unknown>> & {
  readonly log_id: string
  readonly date: string
  readonly type: string
}

/** What names a field is a query; anything else is looked for as it was typed. */
function queryOf(type: string, words: string): string {
  const text = words.trim()
  const isQuery = /(?:^|[\s(+-])[\w.]+:\S/.test(text)
  const quoted = `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
  return [type === '' ? '' : `type:${type}`, text === '' ? '' : isQuery ? `(${text})` : quoted]
    .filter(Boolean)
    .join(' AND ')
}

function useLines(q: string, isFollowed: boolean) {
  return useInfiniteQuery({
    queryKey: ['/logs', q],
    queryFn: ({ pageParam }) =>
      call<readonly Line[]>(
        'GET',
        `/logs?page=${pageParam}&per_page=${PER_PAGE}&sort=date:-1${q === '' ? '' : `&q=${encodeURIComponent(q)}`}`,
      ),
    initialPageParam: 0,
    getNextPageParam: (last, all) => (last.length < PER_PAGE || all.length >= MOST_PAGES ? undefined : all.length),
    placeholderData: keepPreviousData,
    refetchInterval: isFollowed ? EVERY : false,
    retry: false,
  })
}

/** Between two pages a line may have come, which moves one over the edge. */
const eachOnce = (lines: readonly Line[]): readonly Line[] => [
  ...new Map(lines.map((line) => [line.log_id, line])).values(),
]

export function Logs() {
  const texts = useTexts()
  const said = useSaid(SAID)
  const { language } = use(LanguageContext)
  const [type, setType] = useState('')
  const [words, setWords] = useState('')
  const [isFollowed, setFollowed] = useState(false)
  const [q] = useDebouncedValue(queryOf(type, words), MOMENT)
  const { data, error, refetch, isFetching, hasNextPage, fetchNextPage } = useLines(q, isFollowed)
  const isRefused = error instanceof CallRefused
  const again = (
    <Group>
      <Switch label={said.follow} checked={isFollowed} onChange={(event) => setFollowed(event.currentTarget.checked)} />
      <Button variant="default" loading={isFetching && !isFollowed} onClick={() => void refetch()}>
        {texts.reload}
      </Button>
    </Group>
  )
  return (
    <Page title={texts.logs} lead={said.lead} action={again}>
      <Group align="flex-start">
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
          description={said.searchHint}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          error={isRefused && error.field === 'q' ? error.message : undefined}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      </Group>
      {error && !isRefused && data && (
        <Text c="dimmed" size="sm" role="status">
          {said.interrupted}
        </Text>
      )}
      {data && !isRefused ? <Lines lines={eachOnce(data.pages.flat())} /> : <Waiting error={error} />}
      {hasNextPage && !isRefused && (
        <Button variant="default" fullWidth loading={isFetching} onClick={() => void fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </Page>
  )
}

function Lines({ lines }: { lines: readonly Line[] }) {
  const texts = useTexts()
  if (lines.length === 0) {
    return (
      <Text c="dimmed" py="lg" ta="center">
        {texts.logsEmpty}
      </Text>
    )
  }
  return (
    <Stack gap="xs" component="ul" className="story">
      {lines.map((line) => (
        <OneLine key={line.log_id} line={line} />
      ))}
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
