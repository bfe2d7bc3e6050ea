// What a client grant allows: which permissions of the API, and whether within organizations.
import { Checkbox, Group, NativeSelect, Stack, Switch } from '@mantine/core'
import type { Api, ClientGrant } from '../session/nouns.ts'
import { useTexts } from '../texts/index.ts'

type Props = {
  readonly api: Api
  readonly grant: ClientGrant
  readonly onChange: (changes: Readonly<Record<string, unknown>>) => void
}

export function GrantDetails({ api, grant, onChange }: Props) {
  const texts = useTexts()
  const all = (api.scopes ?? []).map(({ value }) => value)
  const toggle = (scope: string): void => {
    const held = new Set(grant.scope)
    onChange({ scope: all.filter((one) => (one === scope ? !held.has(one) : held.has(one))) })
  }
  const hasAll = grant.allow_all_scopes === true
  return (
    <Stack mt="md" gap="md">
      <Group gap="lg" align="flex-end">
        <Switch
          label={texts.grantAll}
          checked={hasAll}
          onChange={(event) => onChange({ allow_all_scopes: event.currentTarget.checked })}
        />
        <NativeSelect
          size="xs"
          label={texts.grantOrganizations}
          value={grant.organization_usage ?? 'deny'}
          onChange={(event) => onChange({ organization_usage: event.currentTarget.value })}
          data={['deny', 'allow', 'require']}
        />
        <Switch
          label={texts.grantAnyOrganization}
          checked={grant.allow_any_organization === true}
          disabled={(grant.organization_usage ?? 'deny') === 'deny'}
          onChange={(event) => onChange({ allow_any_organization: event.currentTarget.checked })}
        />
      </Group>
      {!hasAll && all.length > 0 && !api.is_system && (
        <Group gap="md">
          {all.map((scope) => (
            <Checkbox
              key={scope}
              label={<span className="mono">{scope}</span>}
              checked={grant.scope.includes(scope)}
              onChange={() => toggle(scope)}
            />
          ))}
        </Group>
      )}
    </Stack>
  )
}
