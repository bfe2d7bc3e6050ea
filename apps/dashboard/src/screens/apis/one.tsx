// One API: its settings, its permissions, who may call it, a token to look at.
import { Alert } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import type { Document } from '../../parts/document.ts'
import { DangerZone } from '../../parts/danger-zone.tsx'
import { useDeparture } from '../../parts/departure.ts'
import { OnePage } from '../../parts/one-page.tsx'
import { Page } from '../../parts/page.tsx'
import { SettingsForm } from '../../parts/settings-form.tsx'
import { Tabbed } from '../../parts/tabbed.tsx'
import { useDelete, useSave } from '../../session/changes.ts'
import { APIS, type Api as Kept } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import { Encryption } from './encryption.tsx'
import { MachineTokens } from './machine-tokens.tsx'
import { Machines } from './machines.tsx'
import { Permissions } from './permissions.tsx'
import { SECTIONS, SYSTEM_SECTIONS } from './settings.ts'
import { TestToken } from './test-token.tsx'

export function Api() {
  const { id } = useParams({ from: '/apis/$id' })
  const path = `/resource-servers/${encodeURIComponent(id)}`
  return <OnePage<Kept & Document> path={path}>{(api) => <Known path={path} api={api} />}</OnePage>
}

function Known({ path, api }: { path: string; api: Kept & Document }) {
  const texts = useTexts()
  const save = useSave(path, APIS)
  const remove = useDeparture('/apis', useDelete(path, APIS))
  const settings = (
    <>
      {api.is_system && <Alert mb="md">{texts.apiSystem}</Alert>}
      <SettingsForm
        key={JSON.stringify(api)}
        document={api}
        sections={api.is_system ? SYSTEM_SECTIONS : SECTIONS}
        onSave={save}
      />
      {!api.is_system && (
        <DangerZone title={texts.deleteApi} hint={texts.deleteApiHint} name={api.name} onDelete={remove} />
      )}
    </>
  )
  return (
    <Page title={api.name} lead={<span className="mono">{api.identifier}</span>}>
      <Tabbed
        tabs={[
          { name: 'settings', title: texts.settings, content: settings },
          { name: 'permissions', title: texts.apiPermissions, content: <Permissions api={api} onSave={save} /> },
          { name: 'machines', title: texts.apiMachines, content: <Machines api={api} /> },
          { name: 'tokens', title: texts.machineTokens, content: <MachineTokens api={api} /> },
          ...(api.is_system
            ? []
            : [
                { name: 'encryption', title: texts.encryption, content: <Encryption api={api} onSave={save} /> },
                { name: 'test', title: texts.apiTest, content: <TestToken api={api} /> },
              ]),
        ]}
      />
    </Page>
  )
}
