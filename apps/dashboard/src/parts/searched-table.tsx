// A list that is searched as one types, and shown page by page.
import { Alert, Button, Card, Group, Table, Text, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { Listed } from '../session/lists.ts'
import { Icon } from '../shell/icons.tsx'
import { fill, useTexts } from '../texts/index.ts'

const PER_PAGE = 25

type Props<T> = {
  readonly listed: Listed<T>
  readonly label: string
  readonly empty: string
  readonly columns: readonly string[]
  readonly textOf: (item: T) => string
  readonly keyOf: (item: T) => string
  readonly cellsOf: (item: T) => readonly ReactNode[]
}

export function SearchedTable<T>({ listed, label, empty, columns, textOf, keyOf, cellsOf }: Props<T>) {
  const texts = useTexts()
  const [query, setQuery] = useState('')
  const [page, setPage] = useState(0)
  const wanted = query.trim().toLowerCase()
  const found = listed.items.filter((item) => textOf(item).toLowerCase().includes(wanted))
  const shown = found.slice(page * PER_PAGE, (page + 1) * PER_PAGE)
  const search = (text: string): void => {
    setQuery(text)
    setPage(0)
  }
  return (
    <Card withBorder padding="md">
      <TextInput
        type="search"
        aria-label={texts.search}
        placeholder={texts.search}
        leftSection={<Icon sign="search" size={16} />}
        value={query}
        onChange={(event) => search(event.currentTarget.value)}
        mb="md"
      />
      {!listed.isWhole && <Alert mb="md">{texts.whole}</Alert>}
      {shown.length === 0 ? (
        <Text c="dimmed" py="lg" ta="center">
          {listed.items.length === 0 ? empty : fill(texts.nothingFound, { query })}
        </Text>
      ) : (
        <Table.ScrollContainer
          minWidth={420}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': label, role: 'group' } }}
        >
          <Table verticalSpacing="sm" highlightOnHover aria-label={label}>
            <Table.Thead>
              <Table.Tr>
                {columns.map((column) => (
                  <Table.Th key={column} scope="col">
                    {column}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((item) => (
                <Table.Tr key={keyOf(item)}>
                  {cellsOf(item).map((cell, at) => (
                    <Table.Td key={columns[at]}>{cell}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {found.length > PER_PAGE && <Pages page={page} total={found.length} onPage={setPage} />}
    </Card>
  )
}

function Pages({ page, total, onPage }: { page: number; total: number; onPage: (page: number) => void }) {
  const texts = useTexts()
  const to = Math.min((page + 1) * PER_PAGE, total)
  return (
    <Group justify="space-between" mt="md">
      <Text size="sm" c="dimmed" role="status">
        {fill(texts.of, { from: page * PER_PAGE + 1, to, total })}
      </Text>
      <Group gap="xs">
        <Button variant="default" disabled={page === 0} onClick={() => onPage(page - 1)}>
          {texts.previous}
        </Button>
        <Button variant="default" disabled={to === total} onClick={() => onPage(page + 1)}>
          {texts.next}
        </Button>
      </Group>
    </Group>
  )
}
