// What a user holds: sessions in browsers, refresh tokens of applications. Each can be ended, or all at once.
import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core'
import { use } from 'react'
import { useAttempt } from '../../parts/attempt.ts'
import { Waiting } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import { RemoveButton } from '../../parts/remove-button.tsx'
import { TableFrame } from '../../parts/table-frame.tsx'
import { call } from '../../session/call.ts'
import { useOne } from '../../session/lists.ts'
import { useApplications } from '../../session/nouns.ts'
import { LanguageContext, useTexts } from '../../texts/index.ts'

type Device = { readonly last_ip?: string; readonly last_user_agent?: string }

type Session = {
  readonly id: string
  readonly created_at: string
  readonly last_interacted_at: string
  readonly device?: Device
  readonly clients: readonly { readonly client_id: string }[]
}

type RefreshToken = {
  readonly id: string
  readonly client_id: string
  readonly created_at: string
  readonly rotating?: boolean
  readonly expires_at?: string | null
}

/** The newest are shown; there are hardly ever more. */
const TAKE = 50

function useNames(): (client_id: string) => string {
  const applications = useApplications()
  const names = new Map(applications.data?.items.map(({ client_id, name }) => [client_id, name]))
  return (client_id) => names.get(client_id) ?? client_id
}

export function Access({ path }: { path: string }) {
  const texts = useTexts()
  const attempt = useAttempt(path)
  return (
    <Stack gap="lg">
      <Part title={texts.sessions}>
        <Sessions path={path} />
      </Part>
      <Part title={texts.refreshTokens}>
        <RefreshTokens path={path} />
      </Part>
      <Part title={texts.revokeAccess}>
        <Text size="sm" c="dimmed" mb="md" maw={640}>
          {texts.revokeAccessHint}
        </Text>
        <Group>
          <Button color="red.9" onClick={() => void attempt(() => call('POST', `${path}/revoke-access`, {}))}>
            {texts.revokeAccess}
          </Button>
        </Group>
      </Part>
    </Stack>
  )
}

function Sessions({ path }: { path: string }) {
  const texts = useTexts()
  const { language } = use(LanguageContext)
  const nameOf = useNames()
  const attempt = useAttempt(path)
  const { data, error } = useOne<{ readonly sessions: readonly Session[] }>(`${path}/sessions?take=${TAKE}`)
  if (!data) return <Waiting error={error} />
  if (data.sessions.length === 0) return <Text c="dimmed">{texts.sessionsNone}</Text>
  return (
    <TableFrame
      label={texts.sessions}
      columns={[texts.sessionSeen, texts.sessionWhere, texts.applications, texts.actions]}
    >
      {data.sessions.map(({ id, last_interacted_at, device, clients }) => {
        const when = new Date(last_interacted_at).toLocaleString(language)
        return (
          <Table.Tr key={id}>
            <Table.Td>{when}</Table.Td>
            <Table.Td className="wrap">
              {device?.last_ip}
              <Text size="xs" c="dimmed">
                {device?.last_user_agent}
              </Text>
            </Table.Td>
            <Table.Td>{clients.map(({ client_id }) => nameOf(client_id)).join(', ')}</Table.Td>
            <Table.Td>
              <RemoveButton
                name={when}
                onRemove={() => void attempt(() => call('DELETE', `/sessions/${encodeURIComponent(id)}`))}
              />
            </Table.Td>
          </Table.Tr>
        )
      })}
    </TableFrame>
  )
}

function RefreshTokens({ path }: { path: string }) {
  const texts = useTexts()
  const { language } = use(LanguageContext)
  const nameOf = useNames()
  const attempt = useAttempt(path)
  const { data, error } = useOne<{ readonly tokens: readonly RefreshToken[] }>(`${path}/refresh-tokens?take=${TAKE}`)
  if (!data) return <Waiting error={error} />
  if (data.tokens.length === 0) return <Text c="dimmed">{texts.refreshTokensNone}</Text>
  const when = (time: string): string => new Date(time).toLocaleString(language)
  return (
    <TableFrame
      label={texts.refreshTokens}
      columns={[texts.explainClient, texts.refreshSince, texts.keyUntilLabel, texts.actions]}
    >
      {data.tokens.map(({ id, client_id, created_at, expires_at, rotating }) => (
        <Table.Tr key={id}>
          <Table.Td>
            <Group gap="xs">
              {nameOf(client_id)}
              {rotating === true && (
                <Badge variant="default" tt="none" fw={500}>
                  rotating
                </Badge>
              )}
            </Group>
          </Table.Td>
          <Table.Td>{when(created_at)}</Table.Td>
          <Table.Td>{expires_at ? when(expires_at) : '—'}</Table.Td>
          <Table.Td>
            <RemoveButton
              name={nameOf(client_id)}
              onRemove={() => void attempt(() => call('DELETE', `/refresh-tokens/${encodeURIComponent(id)}`))}
            />
          </Table.Td>
        </Table.Tr>
      ))}
    </TableFrame>
  )
}
