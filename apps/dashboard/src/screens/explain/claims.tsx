// Each claim with where it comes from, and what it weighs.
import { Table } from '@mantine/core'
import { Part } from '../../parts/part.tsx'
import { shownValue } from '../../parts/shown-value.ts'
import { TableFrame } from '../../parts/table-frame.tsx'
import { useSaid, useTexts } from '../../texts/index.ts'
import type { ExplainedToken } from './answer.ts'
import { EXPLAIN } from './texts.ts'

export function Claims({ claims }: Pick<ExplainedToken, 'claims'>) {
  const texts = useTexts()
  const said = useSaid(EXPLAIN)
  if (claims.length === 0) return null
  return (
    <Part order={3} title={said.claims}>
      <TableFrame
        label={texts.claim}
        columns={[texts.claim, texts.value, texts.explainOrigin, texts.explainBytes]}
        minWidth={560}
        verticalSpacing="xs"
      >
        {claims.map(({ name, value, origin, bytes }) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" className="mono">
              {name}
            </Table.Th>
            <Table.Td className="mono">{shownValue(value)}</Table.Td>
            <Table.Td>{origin}</Table.Td>
            <Table.Td>{bytes}</Table.Td>
          </Table.Tr>
        ))}
      </TableFrame>
    </Part>
  )
}
