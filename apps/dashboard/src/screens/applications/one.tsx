// One application: its settings, its credentials, how people come to it, which APIs it may ask, its end.
import { DASHBOARD_CLIENT_ID } from '@symbolon/protocol/auth0/dashboard'
import { useParams } from '@tanstack/react-router'
import type { Document } from '../../parts/document.ts'
import { withRemovals } from '../../parts/document.ts'
import { DangerZone } from '../../parts/danger-zone.tsx'
import { useDeparture } from '../../parts/departure.ts'
import { OnePage } from '../../parts/one-page.tsx'
import { Page } from '../../parts/page.tsx'
import { SettingsForm } from '../../parts/settings-form.tsx'
import { Tabbed } from '../../parts/tabbed.tsx'
import { useDelete, useSave } from '../../session/changes.ts'
import { useList } from '../../session/lists.ts'
import { APPLICATIONS, ORGANIZATIONS, type Application as Kept, type Organization } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import { ApplicationApis } from './apis.tsx'
import { ApplicationConnections } from './connections.tsx'
import { Credentials } from './credentials.tsx'
import { applicationSections, withOrganization } from './settings.ts'

export function Application() {
  const { id } = useParams({ from: '/applications/$id' })
  const path = `/clients/${encodeURIComponent(id)}`
  return <OnePage<Kept & Document> path={path}>{(client) => <Known path={path} client={client} />}</OnePage>
}

function Known({ path, client }: { path: string; client: Kept & Document }) {
  const texts = useTexts()
  const save = useSave(path, APPLICATIONS)
  const remove = useDeparture('/applications', useDelete(path, APPLICATIONS))
  const { data } = useList<Organization>(ORGANIZATIONS, 'organizations')
  const organizations = (data?.items ?? []).map(({ id, name, display_name = name }) => ({
    value: id,
    label: display_name,
  }))
  const settings = (
    <>
      <SettingsForm
        key={JSON.stringify(client)}
        document={client}
        sections={applicationSections(organizations)}
        onSave={(changes) => save(withOrganization(withRemovals(client, changes, ['client_metadata'])))}
      />
      {client.client_id !== DASHBOARD_CLIENT_ID && (
        <DangerZone title={texts.deleteApp} hint={texts.deleteAppHint} name={client.name} onDelete={remove} />
      )}
    </>
  )
  return (
    <Page title={client.name} lead={<span className="mono">{client.client_id}</span>}>
      <Tabbed
        tabs={[
          { name: 'settings', title: texts.settings, content: settings },
          { name: 'credentials', title: texts.credentials, content: <Credentials path={path} client={client} /> },
          { name: 'connections', title: texts.connections, content: <ApplicationConnections client={client} /> },
          { name: 'apis', title: texts.apis, content: <ApplicationApis client={client} /> },
        ]}
      />
    </Page>
  )
}
