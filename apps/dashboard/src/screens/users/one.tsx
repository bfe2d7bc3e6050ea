// One user: who it is, whether it may log in, which roles it has, its end.
import { Card, Stack, Switch, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { CopiedValue } from '../../parts/copied-value.tsx'
import { DangerZone } from '../../parts/danger-zone.tsx'
import { OnePage } from '../../parts/one-page.tsx'
import { Page } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import { useToast } from '../../parts/toast.tsx'
import { call } from '../../session/call.ts'
import { useDelete } from '../../session/changes.ts'
import type { User as Kept } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import { Rights, Roles } from './rights.tsx'

export function User() {
  const { id } = useParams({ from: '/users/$id' })
  const path = `/users/${encodeURIComponent(id)}`
  return <OnePage<Kept> path={path}>{(user) => <Known path={path} user={user} />}</OnePage>
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
  const erase = useDelete(path)
  const remove = async (): Promise<void> => {
    await erase()
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
