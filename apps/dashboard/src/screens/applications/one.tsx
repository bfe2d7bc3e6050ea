// One application: its settings, its credentials, its end.
import { Tabs } from '@mantine/core'
import { DASHBOARD_CLIENT_ID } from '@symbolon/protocol/auth0/dashboard'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { Document } from '../../parts/document.ts'
import { DangerZone } from '../../parts/danger-zone.tsx'
import { OnePage } from '../../parts/one-page.tsx'
import { Page } from '../../parts/page.tsx'
import { SettingsForm, type Section } from '../../parts/settings-form.tsx'
import { useToast } from '../../parts/toast.tsx'
import { useDelete, useSave } from '../../session/changes.ts'
import { APPLICATIONS, type Application as Kept } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'
import { Credentials } from './credentials.tsx'

const GRANT_TYPES = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'implicit',
  'password',
  'http://auth0.com/oauth/grant-type/password-realm',
  'urn:ietf:params:oauth:grant-type:token-exchange',
]

const SECTIONS: readonly Section[] = [
  {
    title: 'settings',
    fields: [
      { kind: 'text', name: 'name', label: 'fieldName' },
      { kind: 'text', name: 'description', label: 'description' },
      { kind: 'lines', name: 'callbacks', label: 'fieldCallbacks', hint: 'fieldCallbacksHint' },
      { kind: 'lines', name: 'allowed_logout_urls', label: 'fieldLogoutUrls', hint: 'fieldLogoutUrlsHint' },
      { kind: 'lines', name: 'web_origins', label: 'fieldOrigins', hint: 'fieldOriginsHint' },
    ],
  },
  {
    title: 'machineToken',
    fields: [
      { kind: 'seconds', name: 'jwt_configuration.lifetime_in_seconds', label: 'fieldIdTokenLifetime' },
      {
        kind: 'one',
        name: 'jwt_configuration.alg',
        label: 'fieldAlg',
        options: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'],
      },
      {
        kind: 'one',
        name: 'refresh_token.rotation_type',
        label: 'fieldRotation',
        options: ['non-rotating', 'rotating'],
      },
    ],
  },
  {
    title: 'advanced',
    fields: [
      {
        kind: 'one',
        name: 'token_endpoint_auth_method',
        label: 'fieldAuthMethod',
        options: ['none', 'client_secret_post', 'client_secret_basic'],
      },
      { kind: 'several', name: 'grant_types', label: 'fieldGrantTypes', options: GRANT_TYPES },
    ],
  },
]

export function Application() {
  const { id } = useParams({ from: '/applications/$id' })
  const path = `/clients/${encodeURIComponent(id)}`
  return <OnePage<Kept & Document> path={path}>{(client) => <Known path={path} client={client} />}</OnePage>
}

function Known({ path, client }: { path: string; client: Kept & Document }) {
  const texts = useTexts()
  const { say } = useToast()
  const go = useNavigate()
  const save = useSave(path, APPLICATIONS)
  const erase = useDelete(path, APPLICATIONS)
  const remove = async (): Promise<void> => {
    await erase()
    say(texts.deleted)
    await go({ to: '/applications' })
  }
  return (
    <Page title={client.name} lead={<span className="mono">{client.client_id}</span>}>
      <Tabs defaultValue="settings" keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="settings">{texts.settings}</Tabs.Tab>
          <Tabs.Tab value="credentials">{texts.credentials}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="settings">
          <SettingsForm key={JSON.stringify(client)} document={client} sections={SECTIONS} onSave={save} />
          {client.client_id !== DASHBOARD_CLIENT_ID && (
            <DangerZone title={texts.deleteApp} hint={texts.deleteAppHint} name={client.name} onDelete={remove} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="credentials">
          <Credentials path={path} client={client} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
