// The first place: how much is going on, whether it goes well, and what happened last.
import { Card, SegmentedControl, SimpleGrid, Text } from '@mantine/core'
import { use, useState } from 'react'
import { Page, Waiting } from '../../parts/page.tsx'
import { LanguageContext, useSaid, useTexts } from '../../texts/index.ts'
import { StartTeaser } from '../start/teaser.tsx'
import { sumOf, useEventCounts, type Period, type Piece } from './event-counts.ts'
import { Health } from './health.tsx'
import { Latest } from './latest.tsx'
import { OverTime } from './over-time.tsx'
import { OVERVIEW } from './texts.ts'

const PERIODS: readonly Period[] = ['day', 'week', 'month']

export function Overview() {
  const texts = useTexts()
  const said = useSaid(OVERVIEW)
  const [period, setPeriod] = useState<Period>('week')
  const { data, error } = useEventCounts(period)
  const choose = (
    <SegmentedControl
      aria-label={said.period}
      value={period}
      onChange={(value) => setPeriod(PERIODS.find((one) => one === value) ?? 'week')}
      data={PERIODS.map((value) => ({ value, label: said[value] }))}
    />
  )
  return (
    <Page title={texts.overview} lead={said.lead} action={choose}>
      <StartTeaser />
      <Tiles pieces={data} />
      {!data && error && <Waiting error={error} />}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" mih={372}>
        {data && (
          <>
            <OverTime
              title={said.loginsChart}
              pieces={data}
              isByHour={period === 'day'}
              good={{ name: said.good, number: 'logins' }}
              bad={{ name: said.bad, number: 'failed_logins' }}
            />
            <OverTime
              title={said.tokensChart}
              pieces={data}
              isByHour={period === 'day'}
              good={{ name: said.issued, number: 'tokens' }}
              bad={{ name: said.refused, number: 'failed_tokens' }}
            />
          </>
        )}
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Latest />
        <Health />
      </SimpleGrid>
    </Page>
  )
}

function Tiles({ pieces }: { pieces: readonly Piece[] | undefined }) {
  const said = useSaid(OVERVIEW)
  const tiles = [
    [said.logins, ['logins']],
    [said.tokens, ['tokens']],
    [said.signups, ['signups']],
    [said.failures, ['failed_logins', 'failed_tokens']],
  ] as const
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} component="dl" m={0}>
      {tiles.map(([name, numbers]) => (
        <Tile key={name} name={name} value={pieces && sumOf(pieces, ...numbers)} />
      ))}
    </SimpleGrid>
  )
}

function Tile({ name, value }: { name: string; value: number | undefined }) {
  const { language } = use(LanguageContext)
  return (
    <Card withBorder padding="md">
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} fz={28} fw={650} lh={1.3} mih={37}>
        {value?.toLocaleString(language) ?? '–'}
      </Text>
    </Card>
  )
}
