// One API: its settings, its permissions, who may call it, a token to look at.
import { Alert, Tabs } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { Document } from '../../parts/document.ts'
import { DangerZone } from '../../parts/danger-zone.tsx'
import { OnePage } from '../../parts/one-page.tsx'
import { Page } from '../../parts/page.tsx'
import { SettingsForm, type Section } from '../../parts/settings-form.tsx'
import { useToast } from '../../parts/toast.tsx'
import { useDelete, useSave } from '../../session/changes.ts'
import { APIS, type Api as Kept } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import { Machines } from './machines.tsx'
import { Permissions } from './permissions.tsx'
import { TestToken } from './test-token.tsx'

const LIFETIMES: Section = {
  title: 'machineToken',
  fields: [
    { kind: 'seconds', name: 'token_lifetime', label: 'fieldTokenLifetime', hint: 'fieldTokenLifetimeHint' },
    {
      kind: 'seconds',
      name: 'token_lifetime_for_web',
      label: 'fieldTokenLifetimeWeb',
      hint: 'fieldTokenLifetimeWebHint',
    },
  ],
}

const SECTIONS: readonly Section[] = [
  { title: 'settings', fields: [{ kind: 'text', name: 'name', label: 'fieldName' }] },
  {
    ...LIFETIMES,
    fields: [
      ...LIFETIMES.fields,
      { kind: 'one', name: 'signing_alg', label: 'fieldAlg', options: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'] },
      {
        kind: 'one',
        name: 'token_dialect',
        label: 'fieldDialect',
        hint: 'fieldDialectHint',
        options: ['access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz'],
      },
      { kind: 'number', name: 'token_size_budget', label: 'fieldSizeBudget', hint: 'fieldSizeBudgetHint' },
    ],
  },
  {
    title: 'advanced',
    fields: [
      { kind: 'switch', name: 'enforce_policies', label: 'fieldRbac', hint: 'fieldRbacHint' },
      { kind: 'switch', name: 'allow_offline_access', label: 'fieldOffline', hint: 'fieldOfflineHint' },
      { kind: 'switch', name: 'skip_consent_for_verifiable_first_party_clients', label: 'fieldSkipConsent' },
    ],
  },
]

export function Api() {
  const { id } = useParams({ from: '/apis/$id' })
  const path = `/resource-servers/${encodeURIComponent(id)}`
  return <OnePage<Kept & Document> path={path}>{(api) => <Known path={path} api={api} />}</OnePage>
}

function Known({ path, api }: { path: string; api: Kept & Document }) {
  const texts = useTexts()
  const { say } = useToast()
  const go = useNavigate()
  const save = useSave(path, APIS)
  const erase = useDelete(path, APIS)
  const remove = async (): Promise<void> => {
    await erase()
    say(texts.deleted)
    await go({ to: '/apis' })
  }
  return (
    <Page title={api.name} lead={<span className="mono">{api.identifier}</span>}>
      <Tabs defaultValue="settings" keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="settings">{texts.settings}</Tabs.Tab>
          <Tabs.Tab value="permissions">{texts.apiPermissions}</Tabs.Tab>
          <Tabs.Tab value="machines">{texts.apiMachines}</Tabs.Tab>
          {!api.is_system && <Tabs.Tab value="test">{texts.apiTest}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="settings">
          {api.is_system && <Alert mb="md">{texts.apiSystem}</Alert>}
          <SettingsForm
            key={JSON.stringify(api)}
            document={api}
            sections={api.is_system ? [LIFETIMES] : SECTIONS}
            onSave={save}
          />
          {!api.is_system && (
            <DangerZone title={texts.deleteApi} hint={texts.deleteApiHint} name={api.name} onDelete={remove} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="permissions">
          <Permissions api={api} onSave={save} />
        </Tabs.Panel>
        <Tabs.Panel value="machines">
          <Machines api={api} />
        </Tabs.Panel>
        <Tabs.Panel value="test">
          <TestToken api={api} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
