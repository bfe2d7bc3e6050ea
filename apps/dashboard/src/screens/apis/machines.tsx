// Which applications may call an API in their own name, and with which permissions.
import { Card, Checkbox, Group, Stack, Switch, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Waiting } from '../../parts/page.tsx'
import { useToast } from '../../parts/toast.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import { useApplications, type Api, type Application, type ClientGrant } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

const grantsPath = (api: Api): string =>
  `/client-grants?audience=${encodeURIComponent(api.identifier)}&subject_type=client`

export function Machines({ api }: { api: Api }) {
  const texts = useTexts()
  const applications = useApplications()
  const grants = useList<ClientGrant>(grantsPath(api), 'client_grants')
  if (!applications.data || !grants.data) return <Waiting error={applications.error ?? grants.error} />
  const machines = applications.data.items.filter(({ grant_types }) => grant_types?.includes('client_credentials'))
  return (
    <Stack>
      <Text c="dimmed">{machines.length === 0 ? texts.apiMachinesEmpty : texts.apiMachinesLead}</Text>
      {machines.map((client) => (
        <Machine
          key={client.client_id}
          api={api}
          client={client}
          grant={grants.data.items.find(({ client_id }) => client_id === client.client_id)}
        />
      ))}
    </Stack>
  )
}

type Props = { readonly api: Api; readonly client: Application; readonly grant: ClientGrant | undefined }

function Machine({ api, client, grant }: Props) {
  const texts = useTexts()
  const { fail } = useToast()
  const queries = useQueryClient()
  const change = async (method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<void> => {
    try {
      await call(method, path, body)
    } catch (error) {
      fail(error)
    }
    await queries.invalidateQueries({ queryKey: [grantsPath(api)] })
  }
  const all = (api.scopes ?? []).map(({ value }) => value)
  const allow = (isAllowed: boolean): Promise<void> =>
    isAllowed
      ? change('POST', '/client-grants', { client_id: client.client_id, audience: api.identifier, scope: [] })
      : change('DELETE', `/client-grants/${grant?.id}`)
  const toggle = (scope: string): Promise<void> => {
    const held = new Set(grant?.scope)
    const next = all.filter((one) => (one === scope ? !held.has(one) : held.has(one)))
    return change('PATCH', `/client-grants/${grant?.id}`, { scope: next })
  }
  return (
    <Card withBorder padding="md">
      <Group justify="space-between" wrap="nowrap">
        <div>
          <Text fw={600} className="wrap">
            {client.name}
          </Text>
          <Text className="mono" c="dimmed">
            {client.client_id}
          </Text>
        </div>
        <Switch
          checked={grant !== undefined}
          onChange={(event) => void allow(event.currentTarget.checked)}
          aria-label={`${texts.allowed}: ${client.name}`}
        />
      </Group>
      {grant && all.length > 0 && !api.is_system && (
        <Group mt="md" gap="md">
          {all.map((scope) => (
            <Checkbox
              key={scope}
              label={<span className="mono">{scope}</span>}
              checked={grant.allow_all_scopes === true || grant.scope.includes(scope)}
              disabled={grant.allow_all_scopes === true}
              onChange={() => void toggle(scope)}
            />
          ))}
        </Group>
      )}
    </Card>
  )
}
