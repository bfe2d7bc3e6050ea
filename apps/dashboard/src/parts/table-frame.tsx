// A table with the names of its columns, which can be moved sideways where it is too narrow, with the keyboard too.
import { Table, type TableProps } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = Pick<TableProps, 'verticalSpacing' | 'highlightOnHover'> & {
  readonly label: string
  readonly columns: readonly string[]
  /** Pixels below which it is moved. */
  readonly minWidth?: number
  /** Whether a row is told from above to below where it is narrow: lists whose cells speak for themselves. */
  readonly isStacked?: boolean
  /** The rows. */
  readonly children: ReactNode
}

export const TableFrame = ({ label, columns, minWidth = 420, isStacked = false, children, ...looks }: Props) => (
  <Table.ScrollContainer
    minWidth={minWidth}
    {...(isStacked && { className: 'stacked' })}
    scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': label, role: 'group' } }}
  >
    <Table aria-label={label} {...looks}>
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column} scope="col">
              {column}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>{children}</Table.Tbody>
    </Table>
  </Table.ScrollContainer>
)
