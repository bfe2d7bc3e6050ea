// Which machines may work for an organization, at which API.
import { useAttempt } from '../../parts/attempt.ts'
import { Waiting } from '../../parts/page.tsx'
import { Part } from '../../parts/part.tsx'
import { SwitchList } from '../../parts/switch-list.tsx'
import { call } from '../../session/call.ts'
import { useList } from '../../session/lists.ts'
import { useApplications, type ClientGrant } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

const GRANTS = '/client-grants?subject_type=client'

export function OrganizationGrants({ path }: { path: string }) {
  const texts = useTexts()
  const at = `${path}/client-grants`
  const attempt = useAttempt(at)
  const applications = useApplications()
  const all = useList<ClientGrant>(GRANTS, 'client_grants')
  const given = useList<ClientGrant>(at, 'client_grants')
  if (!applications.data || !all.data || !given.data) {
    return <Waiting error={applications.error ?? all.error ?? given.error} />
  }
  const names = new Map(applications.data.items.map(({ client_id, name }) => [client_id, name]))
  const held = new Set(given.data.items.map(({ id }) => id))
  // What may not be used within any organization can be given to none.
  const items = all.data.items.filter(
    ({ id, organization_usage = 'deny' }) => organization_usage !== 'deny' || held.has(id),
  )
  return (
    <Part title={texts.organizationMachines}>
      <SwitchList
        label={texts.allowed}
        listed={{ items, isWhole: all.data.isWhole }}
        empty={texts.organizationGrantsNone}
        keyOf={({ id }) => id}
        nameOf={({ client_id }) => names.get(client_id) ?? client_id}
        noteOf={({ audience }) => audience}
        isOn={({ id }) => held.has(id)}
        onSwitch={({ id }, isOn) =>
          void attempt(() => (isOn ? call('POST', at, { grant_id: id }) : call('DELETE', `${at}/${id}`)))
        }
      />
    </Part>
  )
}
