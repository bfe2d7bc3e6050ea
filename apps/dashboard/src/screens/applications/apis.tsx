// Which APIs an application may ask in its own name, and for which permissions.
import { Text } from '@mantine/core'
import { useAttempt } from '../../parts/attempt.ts'
import { GrantDetails } from '../../parts/grant-details.tsx'
import { Waiting } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import { SwitchList } from '../../parts/switch-list.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import { useApis, type Application, type ClientGrant } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

export function ApplicationApis({ client: { client_id, grant_types = [] } }: { client: Application }) {
  const texts = useTexts()
  const path = `/client-grants?client_id=${encodeURIComponent(client_id)}&subject_type=client`
  const attempt = useAttempt('/client-grants')
  const apis = useApis()
  const grants = useList<ClientGrant>(path, 'client_grants')
  if (!apis.data || !grants.data) return <Waiting error={apis.error ?? grants.error} />
  const known = new Map(grants.data.items.map((grant) => [grant.audience, grant]))
  const allow = (audience: string, isOn: boolean): Promise<boolean> =>
    attempt(() =>
      isOn
        ? call('POST', '/client-grants', { client_id, audience, scope: [] })
        : call('DELETE', `/client-grants/${known.get(audience)?.id}`),
    )
  return (
    <Part title={texts.appApis}>
      <Text c="dimmed" mb="md" maw={640}>
        {grant_types.includes('client_credentials') ? texts.appApisLead : texts.appApisPeople}
      </Text>
      <SwitchList
        label={texts.allowed}
        listed={apis.data}
        empty={texts.apisEmpty}
        keyOf={({ id }) => id}
        nameOf={({ name, identifier }) => name || identifier}
        noteOf={({ identifier }) => identifier}
        isOn={({ identifier }) => known.has(identifier)}
        onSwitch={({ identifier }, isOn) => void allow(identifier, isOn)}
        detailsOf={(api) => {
          const grant = known.get(api.identifier)
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
    </Part>
  )
}
