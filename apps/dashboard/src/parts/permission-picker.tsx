// Permissions, picked from those that the tenant's APIs know; given and taken with the click.
import { Checkbox, NativeSelect, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { call } from '../session/call.ts'
import { useApis, type Api, type Right } from '../session/nouns.ts'
import { useTexts } from '../texts/index.ts'
import { useAttempt } from './attempt.ts'
import { Waiting } from './page.tsx'
import { SearchField } from './search-field.tsx'

/** Permissions from which on one would rather search. */
const MANY = 12

type Props = {
  /** Of whom: `/roles/ID` or `/users/ID`. */
  readonly path: string
  /** What is held, by itself. */
  readonly held: readonly Right[]
}

export function PermissionPicker({ path, held }: Props) {
  const texts = useTexts()
  const apis = useApis()
  const [chosen, setChosen] = useState('')
  if (!apis.data) return <Waiting error={apis.error} />
  const offered = apis.data.items.filter(({ scopes = [] }) => scopes.length > 0)
  const api = offered.find(({ identifier }) => identifier === chosen)
  if (offered.length === 0) return <Text c="dimmed">{texts.permissionsNoApi}</Text>
  return (
    <Stack>
      <NativeSelect
        maw={420}
        label={texts.permissionsApi}
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={[
          { value: '', label: texts.noChoice },
          ...offered.map(({ identifier, name }) => ({ value: identifier, label: name || identifier })),
        ]}
      />
      {api && <Offered key={api.identifier} api={api} path={path} held={held} />}
    </Stack>
  )
}

function Offered({ api, path, held }: Props & { api: Api }) {
  const texts = useTexts()
  const [query, setQuery] = useState('')
  const attempt = useAttempt(path)
  const { identifier, scopes = [] } = api
  const has = (name: string): boolean =>
    held.some((one) => one.resource_server_identifier === identifier && one.permission_name === name)
  const toggle = (permission_name: string): Promise<boolean> =>
    attempt(() =>
      call(has(permission_name) ? 'DELETE' : 'POST', `${path}/permissions`, {
        permissions: [{ resource_server_identifier: identifier, permission_name }],
      }),
    )
  const wanted = query.trim().toLowerCase()
  const shown = scopes.filter(({ value, description = '' }) => `${value} ${description}`.toLowerCase().includes(wanted))
  return (
    <fieldset className="plain">
      <Text component="legend" size="sm" fw={500} mb={6}>
        {texts.permissionsOf}
      </Text>
      {scopes.length > MANY && <SearchField value={query} onSearch={setQuery} />}
      <Stack gap={8} className="tall">
        {shown.map(({ value, description }) => (
          <Checkbox
            key={value}
            label={<span className="mono">{value}</span>}
            description={description}
            checked={has(value)}
            onChange={() => void toggle(value)}
          />
        ))}
      </Stack>
    </fieldset>
  )
}
