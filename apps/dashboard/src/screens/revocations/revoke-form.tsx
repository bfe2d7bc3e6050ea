// Revoke by anything: a token, a user, a session, an application, an API, or all that there was before now.
import { Group, NativeSelect, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { useToast } from '../../parts/toast.tsx'
import { UserField } from '../../parts/user-field.tsx'
import { call, CallRefused } from '../../session/call.ts'
import { ISSUER } from '../../session/client.ts'
import { nameOfUser, useApis, useApplications, type User } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import { REVOCATIONS } from './feed.tsx'
import { SessionPicker } from './session-picker.tsx'
import { useRevocationTexts, type RevocationTextKey } from './texts.ts'

const KINDS = ['token', 'user', 'session', 'client', 'api', 'everything'] as const

type Kind = (typeof KINDS)[number]

const WORDS = {
  token: ['kindToken', 'kindTokenHint'],
  user: ['kindUser', 'kindUserHint'],
  session: ['kindSession', 'kindSessionHint'],
  client: ['kindClient', 'kindClientHint'],
  api: ['kindApi', 'kindApiHint'],
  everything: ['kindEverything', 'kindEverythingHint'],
} as const satisfies Readonly<Record<Kind, readonly [RevocationTextKey, RevocationTextKey]>>

type Chosen = {
  readonly token: string
  readonly user: User | undefined
  readonly session_id: string
  readonly client_id: string
  readonly audience: string
}

const NOTHING: Chosen = { token: '', user: undefined, session_id: '', client_id: '', audience: '' }

/** What is sent; undefined while something is missing. */
function bodyOf(kind: Kind, { token, user, session_id, client_id, audience }: Chosen): object | undefined {
  switch (kind) {
    case 'token':
      return token.trim() === '' ? undefined : { token: token.trim() }
    case 'user':
      return user && { user_id: user.user_id }
    case 'session':
      return session_id === '' ? undefined : { session_id }
    case 'client':
      return client_id === '' ? undefined : { client_id, ...(audience !== '' && { audience }) }
    case 'api':
      return audience === '' ? undefined : { audience }
    case 'everything':
      return { everything: true }
  }
}

export function RevokeForm({ onRevoked }: { onRevoked: () => void }) {
  const words = useRevocationTexts()
  const { say } = useToast()
  const applications = useApplications().data?.items ?? []
  const apis = useApis().data?.items ?? []
  const [kind, setKind] = useState<Kind>('token')
  const [chosen, setChosen] = useState(NOTHING)
  const [problem, setProblem] = useState<string>()
  const choose = (changes: Partial<Chosen>): void => {
    setProblem(undefined)
    setChosen((before) => ({ ...before, ...changes }))
  }
  const body = bodyOf(kind, chosen)
  const nameOf = (): string => {
    if (kind === 'token') return words.tokenName
    if (kind === 'everything') return new URL(ISSUER).host
    if (kind === 'user' || kind === 'session') return chosen.user ? nameOfUser(chosen.user) : ''
    if (kind === 'api') return apis.find(({ identifier }) => identifier === chosen.audience)?.name ?? ''
    return applications.find(({ client_id }) => client_id === chosen.client_id)?.name ?? ''
  }
  const revoke = async (): Promise<void> => {
    try {
      await call('POST', REVOCATIONS, body)
    } catch (error) {
      if (!(error instanceof CallRefused) || error.field === undefined) throw error
      return setProblem(error.message)
    }
    setChosen(NOTHING)
    say(words.revoked)
    onRevoked()
  }
  const [, hint] = WORDS[kind]
  return (
    <Stack maw={640}>
      <NativeSelect
        aria-label={words.kind}
        description={words[hint]}
        value={kind}
        onChange={(event) => {
          setKind(KINDS.find((one) => one === event.currentTarget.value) ?? 'token')
          choose(NOTHING)
        }}
        data={KINDS.map((one) => ({ value: one, label: words[WORDS[one][0]] }))}
      />
      <Subject kind={kind} chosen={chosen} problem={problem} onChoose={choose} />
      <Group>
        <ConfirmButton
          key={kind}
          label={words.button}
          hint={`${words[hint]} ${words.hint}`}
          name={nameOf()}
          disabled={body === undefined}
          onConfirm={revoke}
        />
      </Group>
    </Stack>
  )
}

type SubjectProps = {
  readonly kind: Kind
  readonly chosen: Chosen
  readonly problem: string | undefined
  readonly onChoose: (changes: Partial<Chosen>) => void
}

/** Whose tokens it is about. */
function Subject({ kind, chosen, problem, onChoose: choose }: SubjectProps) {
  const words = useRevocationTexts()
  const applications = useApplications().data?.items ?? []
  const apis = useApis().data?.items ?? []
  return (
    <>
      {kind === 'token' && (
        <Textarea
          label={words.token}
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          autoComplete="off"
          classNames={{ input: 'mono' }}
          value={chosen.token}
          error={problem}
          onChange={(event) => choose({ token: event.currentTarget.value })}
        />
      )}
      {(kind === 'user' || kind === 'session') && (
        <UserField label={words.ofUser} user={chosen.user} onUser={(user) => choose({ user, session_id: '' })} />
      )}
      {kind === 'session' && chosen.user && (
        <SessionPicker
          user={chosen.user}
          session={chosen.session_id}
          onSession={(session_id) => choose({ session_id })}
        />
      )}
      {kind === 'client' && (
        <Choice
          label={words.ofClient}
          value={chosen.client_id}
          options={applications.map(({ client_id, name }) => ({ value: client_id, label: name }))}
          onChoice={(client_id) => choose({ client_id })}
        />
      )}
      {(kind === 'client' || kind === 'api') && (
        <Choice
          label={kind === 'api' ? words.ofApi : words.atApi}
          value={chosen.audience}
          options={apis.map(({ identifier, name }) => ({ value: identifier, label: `${name} · ${identifier}` }))}
          {...(kind === 'client' && { none: words.allApis })}
          onChoice={(audience) => choose({ audience })}
        />
      )}
    </>
  )
}

type ChoiceProps = {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  /** What stands there for none; absent: one has to be chosen. */
  readonly none?: string
  readonly onChoice: (value: string) => void
}

function Choice({ label, value, options, none, onChoice }: ChoiceProps) {
  const texts = useTexts()
  return (
    <NativeSelect
      label={label}
      value={value}
      onChange={(event) => onChoice(event.currentTarget.value)}
      data={[{ value: '', label: none ?? texts.noChoice }, ...options]}
    />
  )
}
