// What stands in a token, or is said of a user, name by name.
import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import { shownValue } from './shown-value.ts'

export type Claims = Readonly<Record<string, unknown>>

/** What stands in a JWT; undefined where only the API can read it. */
export function claimsIn(token: string): Claims | undefined {
  const [, payload, signature, ...more] = token.split('.')
  if (payload === undefined || signature === undefined || more.length > 0) return undefined
  return Object(JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(payload, { alphabet: 'base64url' }))))
}

type Props = {
  readonly label: string
  readonly claims: Claims
  /** Rows after those of the claims. */
  readonly children?: ReactNode
}

export const ClaimsTable = ({ label, claims, children }: Props) => (
  <Table aria-label={label}>
    <Table.Tbody>
      {Object.entries(claims).map(([name, value]) => (
        <Table.Tr key={name}>
          <Table.Th scope="row" className="mono" w={150}>
            {name}
          </Table.Th>
          <Table.Td className="mono">{shownValue(value)}</Table.Td>
        </Table.Tr>
      ))}
      {children}
    </Table.Tbody>
  </Table>
)
