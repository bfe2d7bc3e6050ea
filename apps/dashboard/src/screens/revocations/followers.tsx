// Who holds a connection to this server to hear of revocations, and how far behind each is.
import { Alert, Badge, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { use } from 'react'
import { Waiting } from '../../parts/page.tsx'
import { TableFrame } from '../../parts/table-frame.tsx'
import { call } from '../../session/call.ts'
import { LanguageContext } from '../../texts/index.ts'
import { useRevocationTexts } from './texts.ts'

export const FOLLOWERS = '/revocations/followers'

/** Milliseconds after which it is read again, though nothing has been revoked. */
const AGAIN = 10_000

type Follower = {
  readonly ip: string | null
  readonly user_agent: string | null
  readonly connected_at: string
  readonly seq: number
  readonly is_current: boolean
  readonly lag_ms: number | null
}

type Told = { readonly head: number; readonly total: number; readonly followers: readonly Follower[] }

export const useFollowers = () =>
  useQuery({ queryKey: [FOLLOWERS], queryFn: () => call<Told>('GET', FOLLOWERS), refetchInterval: AGAIN })

export function Followers() {
  const words = useRevocationTexts()
  const { language } = use(LanguageContext)
  const { data, error } = useFollowers()
  if (!data) return <Waiting error={error} />
  return (
    <Stack>
      <Text c="dimmed" maw={640}>
        {words.followersLead}
      </Text>
      {data.followers.length === 0 ? (
        <Alert variant="outline">{words.followersEmpty}</Alert>
      ) : (
        <TableFrame
          label={words.followers}
          columns={[words.follower, words.connected, words.state, words.lag]}
          minWidth={640}
        >
          {data.followers.map((one) => (
            <Table.Tr key={`${one.ip} ${one.connected_at} ${one.user_agent}`}>
              <Table.Td>
                <Text size="sm" className="wrap" lineClamp={2}>
                  {one.user_agent ?? '—'}
                </Text>
                <Text size="xs" c="dimmed" className="mono">
                  {one.ip}
                </Text>
              </Table.Td>
              <Table.Td>{new Date(one.connected_at).toLocaleString(language)}</Table.Td>
              <Table.Td>
                <Badge color={one.is_current ? 'teal.9' : 'yellow.9'} tt="none" miw="max-content" autoContrast>
                  {one.is_current ? words.isCurrent : words.isBehind}
                </Badge>
              </Table.Td>
              <Table.Td>{one.lag_ms === null ? '—' : `${one.lag_ms} ms`}</Table.Td>
            </Table.Tr>
          ))}
        </TableFrame>
      )}
    </Stack>
  )
}
