// A list that the server gives page by page.
import { Card, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { call } from '../session/call.ts'
import { Waiting } from './page.tsx'
import { Pager, PER_PAGE } from './pager.tsx'
import { TableFrame } from './table-frame.tsx'

type Props<T> = {
  /** Where the Management API has it, and what it calls it in its answer. */
  readonly path: string
  readonly list: string
  readonly label: string
  readonly empty: string
  readonly columns: readonly string[]
  readonly keyOf: (item: T) => string
  readonly cellsOf: (item: T) => readonly ReactNode[]
}

export function PagedTable<T>({ path, list, label, empty, columns, keyOf, cellsOf }: Props<T>) {
  const [page, setPage] = useState(0)
  const full = `${path}${path.includes('?') ? '&' : '?'}page=${page}&per_page=${PER_PAGE}&include_totals=true`
  const { data, error } = useQuery({
    queryKey: [full],
    queryFn: () => call<Readonly<Record<string, unknown>>>('GET', full),
    placeholderData: keepPreviousData,
  })
  if (!data) return <Waiting error={error} />
  const items = data[list] as readonly T[]
  const total = Number(data['total'])
  // The last one of the last page has gone.
  if (items.length === 0 && page > 0) setPage(page - 1)
  if (items.length === 0) {
    return (
      <Text c="dimmed" py="lg" ta="center">
        {empty}
      </Text>
    )
  }
  return (
    <Card withBorder padding="md">
      <TableFrame label={label} columns={columns} verticalSpacing="sm" highlightOnHover isStacked>
        {items.map((item) => (
          <Table.Tr key={keyOf(item)}>
            {cellsOf(item).map((cell, at) => (
              <Table.Td key={columns[at]}>{cell}</Table.Td>
            ))}
          </Table.Tr>
        ))}
      </TableFrame>
      {total > PER_PAGE && <Pager page={page} total={total} onPage={setPage} />}
    </Card>
  )
}
