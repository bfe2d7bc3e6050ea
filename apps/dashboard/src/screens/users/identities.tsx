// The accounts that one user is: those that were linked can stand alone again, and another user's can be linked.
import { Stack, Table, Text } from '@mantine/core'
import { useAttempt } from '../../parts/attempt.ts'
import { Part } from '../../parts/part.tsx'
import { RemoveButton } from '../../parts/remove-button.tsx'
import { TableFrame } from '../../parts/table-frame.tsx'
import { UserPicker } from '../../parts/user-picker.tsx'
import { call } from '../../session/call.ts'
import type { User } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

export function Identities({ path, user: { user_id: own, identities = [] } }: { path: string; user: User }) {
  const texts = useTexts()
  const attempt = useAttempt(path, '/users?')
  const at = `${path}/identities`
  const link = async (user_id: string): Promise<void> => {
    const [provider = ''] = user_id.split('|', 1)
    await attempt(() => call('POST', at, { provider, user_id: user_id.slice(provider.length + 1) }))
  }
  return (
    <Stack gap="lg">
      <Part title={texts.identities}>
        <TableFrame label={texts.identities} columns={[texts.connection, 'user_id', texts.actions]}>
          {identities.map(({ connection, provider, user_id }, order) => (
            <Table.Tr key={`${provider}|${user_id}`}>
              <Table.Td>{connection}</Table.Td>
              <Table.Td className="mono">
                {provider}|{user_id}
              </Table.Td>
              <Table.Td>
                {order > 0 && (
                  <RemoveButton
                    name={`${provider}|${user_id}`}
                    onRemove={() =>
                      void attempt(() =>
                        call('DELETE', `${at}/${encodeURIComponent(provider)}/${encodeURIComponent(user_id)}`),
                      )
                    }
                  />
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </TableFrame>
      </Part>
      <Part title={texts.identityLink}>
        <Text size="sm" c="dimmed" mb="md" maw={640}>
          {texts.identityLinkHint}
        </Text>
        <UserPicker label={texts.user} action={texts.identityLinkButton} except={own} onPick={link} />
      </Part>
    </Stack>
  )
}
