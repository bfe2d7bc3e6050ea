// Who belongs to an organization, and which roles each has in it.
import { Badge, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useAttempt } from '../../parts/attempt.ts'
import { Waiting } from '../../parts/page.tsx'
import { PagedTable } from '../../parts/paged-table.tsx'
import { Part } from '../../parts/part.tsx'
import { RemoveButton } from '../../parts/remove-button.tsx'
import { UserPicker } from '../../parts/user-picker.tsx'
import { call } from '../../session/call.ts'
import { nameOfUser, useRoles, type Role, type User } from '../../session/nouns.ts'
import { fill, useTexts } from '../../texts/index.ts'

type Member = User & { readonly roles: readonly Role[] }

export function Members({ path }: { path: string }) {
  const texts = useTexts()
  const attempt = useAttempt(`${path}/members`)
  const change = (method: 'POST' | 'DELETE', user_id: string): Promise<boolean> =>
    attempt(() => call(method, `${path}/members`, { members: [user_id] }))
  return (
    <Stack>
      <Part title={texts.memberAdd}>
        <UserPicker
          label={texts.user}
          action={texts.add}
          onPick={async (user_id) => void (await change('POST', user_id))}
        />
      </Part>
      <PagedTable<Member>
        path={`${path}/members?fields=user_id,email,name,roles`}
        list="members"
        label={texts.members}
        empty={texts.membersNone}
        columns={[texts.fieldName, texts.roles, texts.actions]}
        keyOf={({ user_id }) => user_id}
        cellsOf={(member) => [
          <Link key="name" className="row-link" to="/users/$id" params={{ id: member.user_id }}>
            {nameOfUser(member)}
          </Link>,
          <Held key="roles" member={member} />,
          <Group key="actions" gap="xs" wrap="nowrap">
            <MemberRoles path={path} member={member} />
            <RemoveButton name={nameOfUser(member)} onRemove={() => void change('DELETE', member.user_id)} />
          </Group>,
        ]}
      />
    </Stack>
  )
}

const Held = ({ member: { roles } }: { member: Member }) =>
  roles.length === 0 ? (
    '—'
  ) : (
    <Group gap={4}>
      {roles.map(({ id, name }) => (
        <Badge key={id} variant="default" tt="none" fw={500}>
          {name}
        </Badge>
      ))}
    </Group>
  )

function MemberRoles({ path, member }: { path: string; member: Member }) {
  const texts = useTexts()
  const [isOpen, { open, close }] = useDisclosure()
  const name = nameOfUser(member)
  return (
    <>
      <Button variant="default" size="xs" onClick={open} aria-label={fill(texts.memberRolesOf, { name })}>
        {texts.roles}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={fill(texts.memberRolesOf, { name })}
        closeButtonProps={{ 'aria-label': texts.close }}
      >
        <Choice path={path} member={member} />
      </Modal>
    </>
  )
}

function Choice({ path, member: { user_id, roles } }: { path: string; member: Member }) {
  const texts = useTexts()
  const all = useRoles()
  const attempt = useAttempt(`${path}/members`)
  if (!all.data) return <Waiting error={all.error} />
  if (all.data.items.length === 0) return <Text c="dimmed">{texts.rolesNone}</Text>
  const held = new Set(roles.map(({ id }) => id))
  const toggle = (id: string): Promise<boolean> =>
    attempt(() =>
      call(held.has(id) ? 'DELETE' : 'POST', `${path}/members/${encodeURIComponent(user_id)}/roles`, { roles: [id] }),
    )
  return (
    <Stack gap="sm" className="tall">
      <Text size="sm" c="dimmed">
        {texts.memberRolesHint}
      </Text>
      {all.data.items.map(({ id, name, description }) => (
        <Checkbox
          key={id}
          label={name}
          description={description}
          checked={held.has(id)}
          onChange={() => void toggle(id)}
        />
      ))}
    </Stack>
  )
}
