// Who has a role: given and taken here.
import { Stack } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useAttempt } from '../../parts/attempt.ts'
import { PagedTable } from '../../parts/paged-table.tsx'
import { Part } from '../../parts/part.tsx'
import { RemoveButton } from '../../parts/remove-button.tsx'
import { UserPicker } from '../../parts/user-picker.tsx'
import { call } from '../../session/call.ts'
import { nameOfUser, type Role, type User } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

export function RoleUsers({ path, role: { id } }: { path: string; role: Role }) {
  const texts = useTexts()
  const attempt = useAttempt(path, '/users/')
  const give = async (user_id: string): Promise<void> =>
    void (await attempt(() => call('POST', `${path}/users`, { users: [user_id] })))
  const take = (user_id: string): void =>
    void attempt(() => call('DELETE', `/users/${encodeURIComponent(user_id)}/roles`, { roles: [id] }))
  return (
    <Stack>
      <Part title={texts.roleGive}>
        <UserPicker label={texts.user} action={texts.add} onPick={give} />
      </Part>
      <PagedTable<User>
        path={`${path}/users`}
        list="users"
        label={texts.users}
        empty={texts.roleNoUsers}
        columns={[texts.fieldName, 'user_id', texts.actions]}
        keyOf={({ user_id }) => user_id}
        cellsOf={(user) => [
          <Link key="name" className="row-link" to="/users/$id" params={{ id: user.user_id }}>
            {nameOfUser(user)}
          </Link>,
          <span key="id" className="mono">
            {user.user_id}
          </span>,
          <RemoveButton key="take" name={nameOfUser(user)} onRemove={() => take(user.user_id)} />,
        ]}
      />
    </Stack>
  )
}
