// A list that is searched as one types, and shown page by page.
import { Alert, Card, Table, Text } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { Listed } from '../session/lists.ts'
import { fill, useTexts } from '../texts/index.ts'
import { Pager, PER_PAGE } from './pager.tsx'
import { SearchField } from './search-field.tsx'
import { TableFrame } from './table-frame.tsx'

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
      <SearchField value={query} onSearch={search} />
      {!listed.isWhole && !listed.isGrowing && <Alert mb="md">{texts.whole}</Alert>}
      {shown.length === 0 ? (
        <Text c="dimmed" py="lg" ta="center">
          {listed.items.length === 0 ? empty : fill(texts.nothingFound, { query })}
        </Text>
      ) : (
        <TableFrame label={label} columns={columns} verticalSpacing="sm" highlightOnHover isStacked>
          {shown.map((item) => (
            <Table.Tr key={keyOf(item)}>
              {cellsOf(item).map((cell, at) => (
                <Table.Td key={columns[at]}>{cell}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </TableFrame>
      )}
      {found.length > PER_PAGE && <Pager page={page} total={found.length} onPage={setPage} />}
    </Card>
  )
}
