// What a user may do: its roles, which are given and taken here, and the permissions that come of them.
import { Badge, Checkbox, Group, Stack, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Waiting } from '../../parts/page.tsx'
import { useToast } from '../../parts/toast.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import type { Role } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

export function Roles({ path }: { path: string }) {
  const texts = useTexts()
  const { fail } = useToast()
  const queries = useQueryClient()
  const all = useList<Role>('/roles', 'roles')
  const held = useList<Role>(`${path}/roles`, 'roles')
  if (!all.data || !held.data) return <Waiting error={all.error ?? held.error} />
  const mine = new Set(held.data.items.map(({ id }) => id))
  const toggle = async (id: string): Promise<void> => {
    try {
      await call(mine.has(id) ? 'DELETE' : 'POST', `${path}/roles`, { roles: [id] })
    } catch (error) {
      fail(error)
    }
    await Promise.all(
      [`${path}/roles`, `${path}/permissions`].map((key) => queries.invalidateQueries({ queryKey: [key] })),
    )
  }
  if (all.data.items.length === 0) return <Text c="dimmed">{texts.rolesEmpty}</Text>
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

type Right = {
  readonly permission_name: string
  readonly resource_server_identifier: string
  readonly sources: readonly { readonly source_name: string; readonly source_type: string }[]
}

const sourcesOf = ({ sources }: Right): string =>
  sources.map(({ source_name, source_type }) => (source_type === 'ROLE' ? ` (${source_name})` : '')).join('')

export function Rights({ path }: { path: string }) {
  const texts = useTexts()
  const { data, error } = useList<Right>(`${path}/permissions`, 'permissions')
  if (!data) return <Waiting error={error} />
  if (data.items.length === 0) return <Text c="dimmed">{texts.rightsEmpty}</Text>
  const apis = [...new Set(data.items.map((right) => right.resource_server_identifier))]
  return (
    <Stack gap="lg">
      {apis.map((api) => (
        <div key={api}>
          <Title order={3} size="sm" mb="xs" className="wrap">
            {api}
          </Title>
          <Group component="ul" className="story" gap={6} aria-label={api}>
            {data.items
              .filter((right) => right.resource_server_identifier === api)
              .map((right) => (
                <Badge key={right.permission_name} component="li" variant="default" tt="none" fw={400} className="mono">
                  {right.permission_name}
                  {sourcesOf(right)}
                </Badge>
              ))}
          </Group>
        </div>
      ))}
    </Stack>
  )
}
