// One organization: its settings, its people, whom it has invited, how they log in, which machines work for it, its end.
import { useParams } from '@tanstack/react-router'
import { DangerZone } from '../../parts/danger-zone.tsx'
import type { Document } from '../../parts/document.ts'
import { useDeparture } from '../../parts/departure.ts'
import { OnePage } from '../../parts/one-page.tsx'
import { Page } from '../../parts/page.tsx'
import { SettingsForm } from '../../parts/settings-form.tsx'
import { Tabbed } from '../../parts/tabbed.tsx'
import { useDelete, useSave } from '../../session/changes.ts'
import { ORGANIZATIONS, type Organization as Kept } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import { OrganizationConnections } from './connections.tsx'
import { OrganizationGrants } from './grants.tsx'
import { Invitations } from './invitations.tsx'
import { Members } from './members.tsx'
import { ORGANIZATION_SECTIONS } from './settings.ts'

export function Organization() {
  const { id } = useParams({ from: '/organizations/$id' })
  const path = `${ORGANIZATIONS}/${encodeURIComponent(id)}`
  return (
    <OnePage<Kept & Document> path={path}>
      {(organization) => <Known path={path} organization={organization} />}
    </OnePage>
  )
}

function Known({ path, organization }: { path: string; organization: Kept & Document }) {
  const texts = useTexts()
  const save = useSave(path, ORGANIZATIONS)
  const { name, display_name } = organization
  const remove = useDeparture('/organizations', useDelete(path, ORGANIZATIONS))
  const settings = (
    <>
      <SettingsForm
        key={JSON.stringify(organization)}
        document={organization}
        sections={ORGANIZATION_SECTIONS}
        onSave={save}
      />
      <DangerZone title={texts.deleteOrganization} hint={texts.deleteOrganizationHint} name={name} onDelete={remove} />
    </>
  )
  return (
    <Page title={display_name ?? name} lead={<span className="mono">{organization.id}</span>}>
      <Tabbed
        tabs={[
          { name: 'settings', title: texts.settings, content: settings },
          { name: 'members', title: texts.members, content: <Members path={path} /> },
          { name: 'invitations', title: texts.invitations, content: <Invitations path={path} /> },
          { name: 'connections', title: texts.connections, content: <OrganizationConnections path={path} /> },
          { name: 'grants', title: texts.organizationGrants, content: <OrganizationGrants path={path} /> },
        ]}
      />
    </Page>
  )
}
