// What a user may do: its roles, which are given and taken here, and the permissions that come of them.
import { Checkbox, Group, Stack, Text, Title } from '@mantine/core'
import { useAttempt } from '../../parts/attempt.ts'
import { Waiting } from '../../parts/page.tsx'
import { PermissionList } from '../../parts/permission-list.tsx'
import { PermissionPicker } from '../../parts/permission-picker.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import type { Right, Role } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

export function Roles({ path }: { path: string }) {
  const texts = useTexts()
  const attempt = useAttempt(path)
  const all = useList<Role>('/roles', 'roles')
  const held = useList<Role>(`${path}/roles`, 'roles')
  if (!all.data || !held.data) return <Waiting error={all.error ?? held.error} />
  const mine = new Set(held.data.items.map(({ id }) => id))
  const toggle = (id: string): Promise<boolean> =>
    attempt(() => call(mine.has(id) ? 'DELETE' : 'POST', `${path}/roles`, { roles: [id] }))
  if (all.data.items.length === 0) return <Text c="dimmed">{texts.rolesNone}</Text>
  return (
    <Group>
      {all.data.items.map(({ id, name, description }) => (
        <Checkbox
          key={id}
          label={name}
          description={description}
          checked={mine.has(id)}
          onChange={() => void toggle(id)}
        />
      ))}
    </Group>
  )
}

type Held = Right & {
  readonly sources: readonly { readonly source_name: string; readonly source_type: string }[]
}

const isOwn = ({ sources }: Held): boolean => sources.some(({ source_type }) => source_type === 'DIRECT')

const rolesIn = ({ sources }: Held): string =>
  sources.map(({ source_name, source_type }) => (source_type === 'ROLE' ? ` (${source_name})` : '')).join('')

export function Rights({ path }: { path: string }) {
  const texts = useTexts()
  const attempt = useAttempt(path)
  const { data, error } = useList<Held>(`${path}/permissions`, 'permissions')
  if (!data) return <Waiting error={error} />
  const take = ({ resource_server_identifier, permission_name }: Held): void =>
    void attempt(() =>
      call('DELETE', `${path}/permissions`, { permissions: [{ resource_server_identifier, permission_name }] }),
    )
  return (
    <Stack>
      <PermissionList
        held={data.items}
        empty={texts.rightsEmpty}
        noteOf={rolesIn}
        removerOf={(right) => (isOwn(right) ? () => take(right) : undefined)}
      />
      <Title order={3} size="h5" mt="md">
        {texts.rightsOwn}
      </Title>
      <PermissionPicker path={path} held={data.items.filter(isOwn)} />
    </Stack>
  )
}
