// One user: who it is, whether it may log in, which roles it has, its end.
import { Card, Stack, Switch, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { CopiedValue } from '../../parts/copied-value.tsx'
import { DangerZone } from '../../parts/danger-zone.tsx'
import { Page, Waiting } from '../../parts/page.tsx'
import { useToast } from '../../parts/toast.tsx'
import { call } from '../../session/call.ts'
import { useOne } from '../../session/lists.ts'
import type { User as Kept } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import { Rights, Roles } from './rights.tsx'

export function User() {
  const { id } = useParams({ from: '/users/$id' })
  const path = `/users/${encodeURIComponent(id)}`
  const { data, error } = useOne<Kept>(path)
  if (!data) {
    return (
      <Page title="…">
        <Waiting error={error} />
      </Page>
    )
  }
  return <Known key={id} path={path} user={data} />
}

function Known({ path, user }: { path: string; user: Kept }) {
  const texts = useTexts()
  const { say, fail } = useToast()
  const go = useNavigate()
  const queries = useQueryClient()
  const block = async (blocked: boolean): Promise<void> => {
    try {
      queries.setQueryData([path], await call('PATCH', path, { blocked }))
      say(texts.changed)
    } catch (error) {
      fail(error)
    }
  }
  const remove = async (): Promise<void> => {
    await call('DELETE', path)
    queries.removeQueries({ queryKey: [path] })
    await queries.invalidateQueries()
    say(texts.deleted)
    await go({ to: '/users' })
  }
  const name = user.email ?? user.name ?? user.user_id
  return (
    <Page title={name} lead={<span className="mono">{user.user_id}</span>}>
      <Card withBorder padding="lg">
        <Stack>
          <CopiedValue label="user_id" value={user.user_id} />
          <Switch
            label={texts.blocked}
            description={texts.blockedHint}
            checked={user.blocked === true}
            onChange={(event) => void block(event.currentTarget.checked)}
          />
        </Stack>
      </Card>
      <Part title={texts.roles}>
        <Roles path={path} />
      </Part>
      <Part title={texts.apiPermissions}>
        <Rights path={path} />
      </Part>
      <Part title={texts.raw}>
        <Text component="pre" className="mono" m={0} style={{ whiteSpace: 'pre-wrap' }}>
          {JSON.stringify(user, null, 2)}
        </Text>
      </Part>
      <DangerZone title={texts.deleteUser} hint={texts.deleteUserHint} name={name} onDelete={remove} />
    </Page>
  )
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <Card withBorder padding="lg" component="section">
    <Title order={2} size="h4" mb="md">
      {title}
    </Title>
    {children}
  </Card>
)
