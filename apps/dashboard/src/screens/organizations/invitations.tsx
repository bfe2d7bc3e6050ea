// Who is invited to an organization. The link is shown once, when it is made: only its hash is kept.
import { Alert, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { use, useState } from 'react'
import { useAttempt } from '../../parts/attempt.ts'
import { CopiedValue } from '../../parts/copied-value.tsx'
import { Waiting } from '../../parts/page.tsx'
import { RemoveButton } from '../../parts/remove-button.tsx'
import { SearchedTable } from '../../parts/searched-table.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import { useApplications } from '../../session/nouns.ts'
import { LanguageContext, useTexts } from '../../texts/index.ts'
import { NewInvitation, type Invitation } from './new-invitation.tsx'

export function Invitations({ path }: { path: string }) {
  const texts = useTexts()
  const { language } = use(LanguageContext)
  const queries = useQueryClient()
  const at = `${path}/invitations`
  const attempt = useAttempt(at)
  const { data, error } = useList<Invitation>(at, 'invitations')
  const applications = useApplications()
  const [made, setMade] = useState<Invitation>()
  const show = async (invitation: Invitation): Promise<void> => {
    setMade(invitation)
    await queries.invalidateQueries({ queryKey: [at] })
  }
  const revoke = (id: string): void =>
    void attempt(async () => {
      await call('DELETE', `${at}/${encodeURIComponent(id)}`)
      setMade((shown) => (shown?.id === id ? undefined : shown))
    })
  if (!data) return <Waiting error={error} />
  const nameOf = (id: string): string => applications.data?.items.find(({ client_id }) => client_id === id)?.name ?? id
  return (
    <Stack>
      <NewInvitation path={path} onMade={show} />
      {made?.invitation_url !== undefined && (
        <Alert color="teal" role="status" variant="outline">
          <CopiedValue label={texts.invitationLink} value={made.invitation_url} />
          <Text size="sm" mt="xs">
            {texts.invitationOnce}
          </Text>
        </Alert>
      )}
      <SearchedTable
        listed={data}
        label={texts.invitations}
        empty={texts.invitationsNone}
        columns={[texts.email, texts.explainClient, texts.invitationUntil, texts.actions]}
        textOf={({ invitee, inviter }) => `${invitee.email} ${inviter.name}`}
        keyOf={({ id }) => id}
        cellsOf={({ id, invitee, client_id, expires_at }) => [
          invitee.email,
          nameOf(client_id),
          new Date(expires_at).toLocaleString(language),
          <RemoveButton key="revoke" name={invitee.email} onRemove={() => revoke(id)} />,
        ]}
      />
    </Stack>
  )
}
