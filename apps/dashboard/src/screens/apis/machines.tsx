// Which applications may call an API in their own name, and with which permissions.
import { Stack, Text } from '@mantine/core'
import { useAttempt } from '../../parts/attempt.ts'
import { GrantDetails } from '../../parts/grant-details.tsx'
import { Waiting } from '../../parts/page.tsx'
import { SwitchList } from '../../parts/switch-list.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import { useApplications, type Api, type ClientGrant } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

export function Machines({ api }: { api: Api }) {
  const texts = useTexts()
  const path = `/client-grants?audience=${encodeURIComponent(api.identifier)}&subject_type=client`
  const attempt = useAttempt('/client-grants')
  const applications = useApplications()
  const grants = useList<ClientGrant>(path, 'client_grants')
  if (!applications.data || !grants.data) return <Waiting error={applications.error ?? grants.error} />
  const items = applications.data.items.filter(({ grant_types }) => grant_types?.includes('client_credentials'))
  const known = new Map(grants.data.items.map((grant) => [grant.client_id, grant]))
  const allow = (client_id: string, isOn: boolean): Promise<boolean> =>
    attempt(() =>
      isOn
        ? call('POST', '/client-grants', { client_id, audience: api.identifier, scope: [] })
        : call('DELETE', `/client-grants/${known.get(client_id)?.id}`),
    )
  return (
    <Stack>
      <Text c="dimmed">{texts.apiMachinesLead}</Text>
      <SwitchList
        label={texts.allowed}
        listed={{ ...applications.data, items }}
        empty={texts.apiMachinesEmpty}
        keyOf={({ client_id }) => client_id}
        nameOf={({ name }) => name}
        noteOf={({ client_id }) => client_id}
        isOn={({ client_id }) => known.has(client_id)}
        onSwitch={({ client_id }, isOn) => void allow(client_id, isOn)}
        detailsOf={({ client_id }) => {
          const grant = known.get(client_id)
          return (
            grant && (
              <GrantDetails
                api={api}
                grant={grant}
                onChange={(changes) => void attempt(() => call('PATCH', `/client-grants/${grant.id}`, changes))}
              />
            )
          )
        }}
      />
    </Stack>
  )
}
