// Somebody is invited: with which address, to which application, with which roles.
import { Checkbox, Group, NativeSelect, Stack, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ApplicationPicker } from '../../parts/application-picker.tsx'
import { CreateButton } from '../../parts/create-form.tsx'
import { SettingField } from '../../parts/setting-field.tsx'
import { call } from '../../session/call.ts'
import { userName } from '../../session/client.ts'
import { useConnections, useRoles } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

export type Invitation = {
  readonly id: string
  readonly invitee: { readonly email: string }
  readonly inviter: { readonly name: string }
  readonly client_id: string
  readonly expires_at: string
  /** Only in the answer to the call that made it. */
  readonly invitation_url?: string
}

type Draft = {
  readonly email: string
  readonly inviter: string
  readonly client_id: string | null
  readonly connection_id: string
  readonly ttl_sec: unknown
  readonly roles: readonly string[]
  readonly send_invitation_email: boolean
}

const WEEK = 604_800

const newDraft = (): Draft => ({
  email: '',
  inviter: userName(),
  client_id: null,
  connection_id: '',
  ttl_sec: WEEK,
  roles: [],
  send_invitation_email: true,
})

const bodyOf = ({ email, inviter, connection_id, roles, ...rest }: Draft): Readonly<Record<string, unknown>> => ({
  ...rest,
  invitee: { email },
  inviter: { name: inviter },
  ...(connection_id === '' ? {} : { connection_id }),
  ...(roles.length === 0 ? {} : { roles }),
})

export function NewInvitation({ path, onMade }: { path: string; onMade: (made: Invitation) => Promise<void> }) {
  const texts = useTexts()
  const [draft, setDraft] = useState(newDraft)
  const change = (changes: Partial<Draft>): void => setDraft((before) => ({ ...before, ...changes }))
  const create = async (): Promise<void> => {
    const made = await call<Invitation>('POST', `${path}/invitations`, bodyOf(draft))
    setDraft(newDraft())
    await onMade(made)
  }
  return (
    <Group>
      <CreateButton title={texts.invite} onCreate={create}>
        {(problemOf) => (
          <Stack>
            <People draft={draft} problemOf={problemOf} onChange={change} />
            <ApplicationPicker
              description={texts.invitationClientHint}
              grantType="authorization_code"
              value={draft.client_id}
              problem={problemOf('client_id')}
              onChange={(client_id) => change({ client_id })}
            />
            <WayIn draft={draft} problemOf={problemOf} onChange={change} />
            <SettingField
              field={{ kind: 'seconds', name: 'ttl_sec', label: 'invitationLifetime' }}
              value={draft.ttl_sec}
              problem={problemOf('ttl_sec')}
              onChange={(ttl_sec) => change({ ttl_sec })}
            />
            <Switch
              label={texts.invitationMail}
              checked={draft.send_invitation_email}
              onChange={(event) => change({ send_invitation_email: event.currentTarget.checked })}
            />
          </Stack>
        )}
      </CreateButton>
    </Group>
  )
}

type Props = {
  readonly draft: Draft
  readonly problemOf: (field: string) => string | undefined
  readonly onChange: (changes: Partial<Draft>) => void
}

function People({ draft, problemOf, onChange }: Props) {
  const texts = useTexts()
  return (
    <>
      <TextInput
        data-autofocus
        required
        type="email"
        label={texts.email}
        value={draft.email}
        error={problemOf('invitee.email')}
        onChange={(event) => onChange({ email: event.currentTarget.value })}
      />
      <TextInput
        required
        label={texts.inviter}
        description={texts.inviterHint}
        value={draft.inviter}
        error={problemOf('inviter.name')}
        onChange={(event) => onChange({ inviter: event.currentTarget.value })}
      />
    </>
  )
}

function WayIn({ draft, problemOf, onChange }: Props) {
  const texts = useTexts()
  const connections = useConnections()
  const roles = useRoles()
  return (
    <>
      <NativeSelect
        label={texts.connection}
        value={draft.connection_id}
        error={problemOf('connection_id')}
        onChange={(event) => onChange({ connection_id: event.currentTarget.value })}
        data={[
          { value: '', label: texts.invitationAnyConnection },
          ...(connections.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      {(roles.data?.items.length ?? 0) > 0 && (
        <Checkbox.Group label={texts.roles} value={[...draft.roles]} onChange={(chosen) => onChange({ roles: chosen })}>
          <Group mt={6}>
            {roles.data?.items.map(({ id, name }) => (
              <Checkbox key={id} value={id} label={name} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
    </>
  )
}
