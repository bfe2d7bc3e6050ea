// What a role may do, picked from the APIs.
import { Stack } from '@mantine/core'
import { useAttempt } from '../../parts/attempt.ts'
import { Waiting } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import { PermissionList } from '../../parts/permission-list.tsx'
import { PermissionPicker } from '../../parts/permission-picker.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import type { Right } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

export function RolePermissions({ path }: { path: string }) {
  const texts = useTexts()
  const attempt = useAttempt(path)
  const held = useList<Right>(`${path}/permissions`, 'permissions')
  if (!held.data) return <Waiting error={held.error} />
  const remove = ({ resource_server_identifier, permission_name }: Right): void =>
    void attempt(() =>
      call('DELETE', `${path}/permissions`, { permissions: [{ resource_server_identifier, permission_name }] }),
    )
  return (
    <Stack>
      <Part title={texts.rolePermissions}>
        <PermissionList held={held.data.items} empty={texts.roleNoPermissions} removerOf={(one) => () => remove(one)} />
      </Part>
      <Part title={texts.permissionsPick}>
        <PermissionPicker path={path} held={held.data.items} />
      </Part>
    </Stack>
  )
}
