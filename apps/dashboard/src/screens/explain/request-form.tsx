// A request that nobody has made: who asks, in whose name, for what.
import { Autocomplete, NativeSelect, Select, SimpleGrid, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ApplicationPicker } from '../../parts/application-picker.tsx'
import { UserField } from '../../parts/user-field.tsx'
import { useList } from '../../session/lists.ts'
import { ORGANIZATIONS, useApis, type Organization } from '../../session/nouns.ts'
import { useSaid, useTexts } from '../../texts/index.ts'
import { AskForm, type Asking } from './ask-form.tsx'
import type { AskedRequest } from './asked.ts'
import { EXPLAIN } from './texts.ts'

/** Things that are offered at once. */
const MOST = 50

const EMPTY: AskedRequest = {
  client_id: '',
  user: undefined,
  grant_type: '',
  audience: '',
  scope: '',
  organization: '',
}

const GRANTS = [
  'client_credentials',
  'authorization_code',
  'implicit',
  'refresh_token',
  'password',
  'http://auth0.com/oauth/grant-type/password-realm',
]

export function RequestForm({
  isBusy,
  problemOf,
  onAsk,
  first,
}: Asking & { readonly first: AskedRequest | undefined }) {
  const texts = useTexts()
  const said = useSaid(EXPLAIN)
  const [request, setRequest] = useState(first ?? EMPTY)
  const change = (changes: Partial<AskedRequest>): void => setRequest((before) => ({ ...before, ...changes }))
  return (
    <AskForm isBusy={isBusy} onAsk={() => onAsk(request)}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="md">
        <ApplicationPicker
          value={request.client_id || null}
          problem={problemOf('client_id')}
          onChange={(client_id) => change({ client_id: client_id ?? '' })}
        />
        <UserField
          label={said.userField}
          description={said.asClient}
          user={request.user}
          onUser={(user) => change({ user })}
        />
        <AudienceField
          problem={problemOf('audience')}
          value={request.audience}
          onChange={(audience) => change({ audience })}
        />
        <TextInput
          label={texts.explainScope}
          error={problemOf('scope')}
          value={request.scope}
          onChange={(event) => change({ scope: event.currentTarget.value })}
        />
        <NativeSelect
          label={said.grant}
          error={problemOf('grant_type') ?? problemOf('user_id')}
          value={request.grant_type}
          onChange={(event) => change({ grant_type: event.currentTarget.value })}
          data={[{ value: '', label: said.anyGrant }, ...GRANTS]}
        />
        <OrganizationField
          problem={problemOf('organization')}
          value={request.organization}
          onChange={(organization) => change({ organization })}
        />
      </SimpleGrid>
    </AskForm>
  )
}

type ChoiceProps = { problem: string | undefined; value: string; onChange: (value: string) => void }

/** An API's identifier; also one that no API has, since that may be what is wrong. */
function AudienceField({ problem, value, onChange }: ChoiceProps) {
  const texts = useTexts()
  const apis = useApis().data?.items ?? []
  const names = new Map(apis.map(({ identifier, name }) => [identifier, name]))
  const textOf = (identifier: string): string => `${names.get(identifier) ?? ''} ${identifier}`.toLowerCase()
  return (
    <Autocomplete
      label={texts.explainAudience}
      error={problem}
      limit={MOST}
      value={value}
      onChange={onChange}
      data={apis.map(({ identifier }) => identifier)}
      filter={({ options, search }) =>
        options.filter((option) => 'value' in option && textOf(option.value).includes(search.trim().toLowerCase()))
      }
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{names.get(option.value)}</Text>
          <Text className="mono" c="dimmed">
            {option.value}
          </Text>
        </div>
      )}
    />
  )
}

/** For tenants that have any. */
function OrganizationField({ problem, value, onChange }: ChoiceProps) {
  const texts = useTexts()
  const said = useSaid(EXPLAIN)
  const organizations = useList<Organization>(ORGANIZATIONS, 'organizations').data?.items ?? []
  if (organizations.length === 0) return null
  return (
    <Select
      searchable
      clearable
      clearButtonProps={{ 'aria-label': texts.discard }}
      limit={MOST}
      nothingFoundMessage={texts.paletteNothing}
      label={said.organizationField}
      error={problem}
      value={value || null}
      onChange={(id) => onChange(id ?? '')}
      data={organizations.map(({ id, name, display_name }) => ({ value: id, label: display_name ?? name }))}
    />
  )
}
