// Things of the tenant that can be on or off for another: searched as one types, page by page, each with a switch.
import { Alert, Box, Card, Group, Stack, Switch, Text } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { Listed } from '../session/lists.ts'
import { fill, useTexts } from '../texts/index.ts'
import { Pager, PER_PAGE } from './pager.tsx'
import { SearchField } from './search-field.tsx'

/** Things from which on one would rather search. */
const MANY = 8

type Props<T> = {
  /** What being on means. */
  readonly label: string
  readonly listed: Listed<T>
  readonly empty: string
  readonly keyOf: (item: T) => string
  readonly nameOf: (item: T) => string
  readonly noteOf: (item: T) => string
  readonly isOn: (item: T) => boolean
  readonly onSwitch: (item: T, isOn: boolean) => void
  /** What can be said of a thing that is on. */
  readonly detailsOf?: (item: T) => ReactNode
}

export function SwitchList<T>(props: Props<T>) {
  const { label, listed, empty, keyOf, nameOf, noteOf, isOn, onSwitch, detailsOf } = props
  const texts = useTexts()
  const [query, setQuery] = useState('')
  const [page, setPage] = useState(0)
  const wanted = query.trim().toLowerCase()
  const found = listed.items.filter((item) => `${nameOf(item)} ${noteOf(item)}`.toLowerCase().includes(wanted))
  const shown = found.slice(page * PER_PAGE, (page + 1) * PER_PAGE)
  const search = (text: string): void => {
    setQuery(text)
    setPage(0)
  }
  if (listed.items.length === 0) return <Text c="dimmed">{empty}</Text>
  return (
    <Box>
      {listed.items.length > MANY && <SearchField value={query} onSearch={search} />}
      {!listed.isWhole && !listed.isGrowing && <Alert mb="md">{texts.whole}</Alert>}
      {shown.length === 0 && <Text c="dimmed">{fill(texts.nothingFound, { query })}</Text>}
      <Stack component="ul" className="story" gap="xs">
        {shown.map((item) => (
          <Card key={keyOf(item)} component="li" withBorder padding="sm">
            <Group justify="space-between" wrap="nowrap">
              <div>
                <Text fw={600} className="wrap">
                  {nameOf(item)}
                </Text>
                <Text className="mono" c="dimmed">
                  {noteOf(item)}
                </Text>
              </div>
              <Switch
                checked={isOn(item)}
                onChange={(event) => onSwitch(item, event.currentTarget.checked)}
                aria-label={`${label}: ${nameOf(item)}`}
              />
            </Group>
            {isOn(item) && detailsOf?.(item)}
          </Card>
        ))}
      </Stack>
      {found.length > PER_PAGE && <Pager page={page} total={found.length} onPage={setPage} />}
    </Box>
  )
}
