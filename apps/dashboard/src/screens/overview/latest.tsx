// What happened last.
import { Badge, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { use } from 'react'
import { Waiting } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import { call } from '../../session/call.ts'
import { meaningOf } from '../../texts/log-events.ts'
import { LanguageContext, useSaid, useTexts } from '../../texts/index.ts'
import { OVERVIEW } from './texts.ts'

type Line = {
  readonly log_id: string
  readonly date: string
  readonly type: string
  readonly client_name?: string
  readonly user_name?: string
  readonly description?: string
}

const COUNT = 7

export function Latest() {
  const said = useSaid(OVERVIEW)
  const texts = useTexts()
  const { data, error } = useQuery({
    queryKey: ['/logs', 'latest'],
    queryFn: () => call<readonly Line[]>('GET', `/logs?per_page=${COUNT}&sort=date:-1`),
    refetchInterval: 15_000,
  })
  return (
    <Part title={said.events}>
      {!data && <Waiting error={error} />}
      {data?.length === 0 && <Text c="dimmed">{texts.logsEmpty}</Text>}
      <Stack component="ul" className="story" gap="sm" mih={280}>
        {data?.map((line) => (
          <OneLine key={line.log_id} line={line} />
        ))}
      </Stack>
      <Link to="/logs">{said.eventsAll}</Link>
    </Part>
  )
}

function OneLine({ line: { date, type, client_name, user_name, description } }: { line: Line }) {
  const { language } = use(LanguageContext)
  const about = [client_name, user_name, description].filter((one) => one !== undefined && one !== '')
  return (
    <li>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Badge variant="default" tt="none" className="mono" w={84} flex="none">
          {type}
        </Badge>
        <div>
          <Text size="sm" className="wrap">
            {meaningOf(type, language)}
          </Text>
          <Text size="xs" c="dimmed" className="wrap">
            {[new Date(date).toLocaleString(language, { dateStyle: 'short', timeStyle: 'medium' }), ...about].join(
              ' · ',
            )}
          </Text>
        </div>
      </Group>
    </li>
  )
}
