// One role: what it is called, what it may do, who has it, its end.
import { useParams } from '@tanstack/react-router'
import { DangerZone } from '../../parts/danger-zone.tsx'
import type { Document } from '../../parts/document.ts'
import { useDeparture } from '../../parts/departure.ts'
import { OnePage } from '../../parts/one-page.tsx'
import { Page } from '../../parts/page.tsx'
import { SettingsForm } from '../../parts/settings-form.tsx'
import { Tabbed } from '../../parts/tabbed.tsx'
import { useDelete, useSave } from '../../session/changes.ts'
import { ROLES, type Role as Kept } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import { RolePermissions } from './permissions.tsx'
import { ROLE_SECTIONS } from './settings.ts'
import { RoleUsers } from './users.tsx'

export function Role() {
  const { id } = useParams({ from: '/roles/$id' })
  const path = `/roles/${encodeURIComponent(id)}`
  return <OnePage<Kept & Document> path={path}>{(role) => <Known path={path} role={role} />}</OnePage>
}

function Known({ path, role }: { path: string; role: Kept & Document }) {
  const texts = useTexts()
  const save = useSave(path, ROLES)
  const remove = useDeparture('/roles', useDelete(path, ROLES))
  const settings = (
    <>
      <SettingsForm key={JSON.stringify(role)} document={role} sections={ROLE_SECTIONS} onSave={save} />
      <DangerZone title={texts.deleteRole} hint={texts.deleteRoleHint} name={role.name} onDelete={remove} />
    </>
  )
  return (
    <Page title={role.name} lead={role.description ?? <span className="mono">{role.id}</span>}>
      <Tabbed
        tabs={[
          { name: 'permissions', title: texts.apiPermissions, content: <RolePermissions path={path} /> },
          { name: 'users', title: texts.users, content: <RoleUsers path={path} role={role} /> },
          { name: 'settings', title: texts.settings, content: settings },
        ]}
      />
    </Page>
  )
}
