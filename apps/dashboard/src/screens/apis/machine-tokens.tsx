// Long-lived tokens of machines for an API: each with a name, shown once, ended by itself.
import { Alert, Badge, Checkbox, Group, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { use, useState } from 'react'
import { ApplicationPicker } from '../../parts/application-picker.tsx'
import { useAttempt } from '../../parts/attempt.ts'
import { CopiedValue } from '../../parts/copied-value.tsx'
import { CreateButton } from '../../parts/create-form.tsx'
import { NameField } from '../../parts/name-field.tsx'
import { PagedTable } from '../../parts/paged-table.tsx'
import { RemoveButton } from '../../parts/remove-button.tsx'
import { SettingField } from '../../parts/setting-field.tsx'
import { call } from '../../session/call.ts'
import type { Api } from '../../session/nouns.ts'
import { LanguageContext, useTexts } from '../../texts/index.ts'

type MachineToken = {
  readonly id: string
  readonly name: string
  readonly client_id: string
  readonly scope: readonly string[]
  readonly expires_at: string
  readonly revoked: boolean
  /** Only in the answer to the call that made it. */
  readonly token?: string
}

const PATH = '/machine-tokens'

const MONTH = 2_592_000

export function MachineTokens({ api }: { api: Api }) {
  const texts = useTexts()
  const { language } = use(LanguageContext)
  const queries = useQueryClient()
  const attempt = useAttempt(PATH)
  const [made, setMade] = useState<MachineToken>()
  const show = async (token: MachineToken): Promise<void> => {
    setMade(token)
    await queries.invalidateQueries({ predicate: ({ queryKey: [key] }) => String(key).startsWith(PATH) })
  }
  const end = (id: string): void =>
    void attempt(async () => {
      await call('DELETE', `${PATH}/${encodeURIComponent(id)}`)
      setMade((shown) => (shown?.id === id ? undefined : shown))
    })
  return (
    <Stack>
      <Text c="dimmed" maw={640}>
        {texts.machineTokensLead}
      </Text>
      <NewMachineToken api={api} onMade={show} />
      {made?.token !== undefined && (
        <Alert color="teal" role="status" variant="outline">
          <CopiedValue label={texts.explainToken} value={made.token} />
          <Text size="sm" mt="xs">
            {texts.machineTokenOnce}
          </Text>
        </Alert>
      )}
      <PagedTable<MachineToken>
        path={`${PATH}?audience=${encodeURIComponent(api.identifier)}`}
        list="machine_tokens"
        label={texts.machineTokens}
        empty={texts.machineTokensNone}
        columns={[texts.fieldName, texts.scopes, texts.keyUntilLabel, texts.actions]}
        keyOf={({ id }) => id}
        cellsOf={({ id, name, scope, expires_at, revoked }) => [
          <Group key="name" gap="xs">
            {name}
            {revoked && (
              <Badge variant="outline" color="red.9" className="on-paper" tt="none">
                {texts.keyRevoked}
              </Badge>
            )}
          </Group>,
          <span key="scope" className="mono">
            {scope.join(' ') || '—'}
          </span>,
          new Date(expires_at).toLocaleString(language),
          <RemoveButton key="end" name={name} onRemove={() => end(id)} />,
        ]}
      />
    </Stack>
  )
}

function NewMachineToken({ api, onMade }: { api: Api; onMade: (made: MachineToken) => Promise<void> }) {
  const texts = useTexts()
  const [name, setName] = useState('')
  const [client_id, setClient] = useState<string | null>(null)
  const [scope, setScope] = useState<readonly string[]>([])
  const [lifetime, setLifetime] = useState<unknown>(MONTH)
  const create = async (): Promise<void> => {
    const audience = api.identifier
    const made = await call<MachineToken>('POST', PATH, { name, client_id, audience, scope, lifetime })
    setName('')
    await onMade(made)
  }
  return (
    <Group>
      <CreateButton title={texts.machineTokenCreate} onCreate={create}>
        {(problemOf) => (
          <Stack>
            <NameField placeholder="Nightly backup" value={name} problem={problemOf('name')} onName={setName} />
            <ApplicationPicker
              description={texts.machineTokenClientHint}
              grantType="client_credentials"
              value={client_id}
              problem={problemOf('client_id')}
              onChange={setClient}
            />
            <Scopes api={api} value={scope} onChange={setScope} />
            <SettingField
              field={{ kind: 'seconds', name: 'lifetime', label: 'machineTokenLifetime' }}
              value={lifetime}
              problem={problemOf('lifetime')}
              onChange={setLifetime}
            />
          </Stack>
        )}
      </CreateButton>
    </Group>
  )
}

type ScopesProps = { api: Api; value: readonly string[]; onChange: (scope: readonly string[]) => void }

function Scopes({ api: { scopes = [] }, value, onChange }: ScopesProps) {
  const texts = useTexts()
  if (scopes.length === 0) return null
  return (
    <Checkbox.Group label={texts.scopes} value={[...value]} onChange={onChange}>
      <Group mt={6} className="tall">
        {scopes.map((one) => (
          <Checkbox key={one.value} value={one.value} label={<span className="mono">{one.value}</span>} />
        ))}
      </Group>
    </Checkbox.Group>
  )
}
