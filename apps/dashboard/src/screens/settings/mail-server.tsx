// A mail server of the tenant's own. Its password goes in and never comes back.
import { Button, Group, NumberInput, PasswordInput, Stack, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { LeaveGuard } from '../../parts/leave-guard.tsx'
import { Part } from '../../parts/part.tsx'
import { FieldRefused, useSending } from '../../parts/sending.ts'
import { useToast } from '../../parts/toast.tsx'
import { call } from '../../session/call.ts'
import { useSaid, useTexts } from '../../texts/index.ts'
import { MAIL } from './mail-texts.ts'

export type Provider = {
  readonly name: string
  readonly enabled: boolean
  readonly default_from_address?: string | null
  readonly credentials?: { readonly smtp_host?: string; readonly smtp_port?: number; readonly smtp_user?: string }
}

type Draft = { enabled: boolean; from: string; host: string; port: number; user: string; password: string }

const draftOf = (provider: Provider | null): Draft => ({
  enabled: provider?.enabled ?? true,
  from: provider?.default_from_address ?? '',
  host: provider?.credentials?.smtp_host ?? '',
  port: provider?.credentials?.smtp_port ?? 587,
  user: provider?.credentials?.smtp_user ?? '',
  password: '',
})

const credentialsOf = ({ host, port, user, password }: Draft) => ({
  smtp_host: host,
  smtp_port: port,
  ...(user === '' ? {} : { smtp_user: user }),
  ...(password === '' ? {} : { smtp_pass: password }),
})

const isSameServer = (one: Draft, other: Draft): boolean =>
  one.host === other.host && one.port === other.port && one.user === other.user && one.password === other.password

/** Credentials are sent whole, or not at all. @throws CallRefused */
const keep = (provider: Provider | null, draft: Draft): Promise<unknown> => {
  const fields = { enabled: draft.enabled, default_from_address: draft.from === '' ? null : draft.from }
  const credentials = credentialsOf(draft)
  if (provider === null) return call('POST', '/emails/provider', { ...fields, name: 'smtp', credentials })
  const isSame = isSameServer(draft, draftOf(provider))
  return call('PATCH', '/emails/provider', isSame ? fields : { ...fields, credentials })
}

type Props = { readonly provider: Provider | null; readonly onSaved: () => Promise<void> }

export function MailServer({ provider, onSaved }: Props) {
  const said = useSaid(MAIL)
  const texts = useTexts()
  const { say } = useToast()
  const kept = draftOf(provider)
  const [draft, setDraft] = useState(kept)
  const { send, problemOf } = useSending()
  const change = (some: Partial<Draft>): void => setDraft((before) => ({ ...before, ...some }))
  const isDirty = JSON.stringify(draft) !== JSON.stringify(kept)
  const save = async (): Promise<void> => {
    if (provider && draft.user !== '' && draft.password === '' && !isSameServer(draft, kept)) {
      throw new FieldRefused('credentials.smtp_pass', said.passwordAgain)
    }
    await keep(provider, draft)
    say(texts.changed)
    await onSaved()
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send(save)
      }}
    >
      <Part title={said.server}>
        <Stack maw={640}>
          <Fields draft={draft} change={change} problemOf={problemOf} />
          <Group>
            <Button type="submit" disabled={!isDirty}>
              {texts.save}
            </Button>
          </Group>
        </Stack>
      </Part>
      <LeaveGuard isDirty={isDirty} />
    </form>
  )
}

type FieldsProps = {
  readonly draft: Draft
  readonly change: (some: Partial<Draft>) => void
  readonly problemOf: (field: string) => string | undefined
}

function Fields({ draft, change, problemOf }: FieldsProps) {
  const said = useSaid(MAIL)
  return (
    <>
      <Switch
        label={said.enabled}
        checked={draft.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
      <TextInput
        label={said.host}
        placeholder="smtp.example.com"
        value={draft.host}
        error={problemOf('credentials.smtp_host')}
        onChange={(event) => change({ host: event.currentTarget.value })}
      />
      <NumberInput
        label={said.port}
        description={said.portHint}
        hideControls
        maw={200}
        value={draft.port}
        error={problemOf('credentials.smtp_port')}
        onChange={(port) => change({ port: Number(port) })}
      />
      <TextInput
        label={said.user}
        autoComplete="off"
        value={draft.user}
        error={problemOf('credentials.smtp_user')}
        onChange={(event) => change({ user: event.currentTarget.value })}
      />
      <PasswordInput
        label={said.password}
        description={said.passwordHint}
        autoComplete="new-password"
        value={draft.password}
        error={problemOf('credentials.smtp_pass')}
        visibilityToggleButtonProps={{ 'aria-hidden': true }}
        onChange={(event) => change({ password: event.currentTarget.value })}
      />
      <TextInput
        label={said.from}
        placeholder="Symbolon <no-reply@example.com>"
        value={draft.from}
        error={problemOf('default_from_address')}
        onChange={(event) => change({ from: event.currentTarget.value })}
      />
    </>
  )
}
