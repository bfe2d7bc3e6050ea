// node-auth0 in the versions that are still in use, 3, 4, 5 and 7: each makes, reads, lists, changes and deletes one of every kind that its
// management client knows, and reads what there is one of.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ManagementClient as Version3 } from 'auth0-v3'
import { ManagementClient as Version4 } from 'auth0-v4'
import { ManagementClient as Version5 } from 'auth0-v5'
import { ManagementClient as Version7 } from 'auth0'
import { startTestServer, CLIENT_ID, CLIENT_SECRET, type TestServer } from '../server.ts'

type Json = Readonly<Record<string, unknown>>

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Calls `clients.create` of a client, whatever version it has. */
async function call(client: object, path: string, ...given: readonly unknown[]): Promise<unknown> {
  const names = path.split('.')
  const method = names.pop() ?? ''
  const owner: unknown = names.reduce<unknown>((at, name) => Reflect.get(Object(at), name), client)
  const found: unknown = Reflect.get(Object(owner), method)
  assert.ok(typeof found === 'function', `${path} is not there`)
  return Reflect.apply(found, owner, given)
}

/** The value of an answer: some versions wrap it. */
const valueOf = (answer: unknown): unknown => (isJson(answer) && 'data' in answer ? answer['data'] : answer)

const idIn = (made: unknown): string => {
  assert.ok(isJson(made))
  return String(made['user_id'] ?? made['id'] ?? made['client_id'])
}

type Kind = {
  /** As version 3 calls one, and as later versions call all of them. */
  readonly one: string
  readonly all: string
  readonly body: (word: string) => Json
  readonly change: Json
  /** What of a path names one, as version 4 wants it. */
  readonly key?: string
}

const DEMO = 'https://api.example.com/'
const USER = { connection: 'Username-Password-Authentication', password: 'Correct-horse-7', verify_email: false }

const KINDS: readonly Kind[] = [
  { one: 'Client', all: 'clients', key: 'client_id', body: (name) => ({ name }), change: { description: 'changed' } },
  {
    one: 'ResourceServer',
    all: 'resourceServers',
    body: (word) => ({ identifier: `urn:${word}`, scopes: [{ value: 'read' }] }),
    change: { name: 'changed' },
  },
  {
    one: 'Connection',
    all: 'connections',
    body: (name) => ({ name, strategy: 'auth0' }),
    change: { display_name: 'changed' },
  },
  { one: 'Role', all: 'roles', body: (name) => ({ name }), change: { description: 'changed' } },
  {
    one: 'Rule',
    all: 'rules',
    body: (name) => ({ name, script: 'function (user, context, callback) { callback(null, user, context) }' }),
    change: { enabled: false },
  },
  {
    one: 'Hook',
    all: 'hooks',
    body: (name) => ({ name, script: 'module.exports = () => {}', triggerId: 'post-change-password' }),
    change: { script: 'module.exports = (changed) => {}' },
  },
  {
    one: 'LogStream',
    all: 'logStreams',
    body: (name) => ({ name, type: 'http', sink: { httpEndpoint: 'https://logs.example/in' } }),
    change: { status: 'paused' },
  },
  {
    one: 'User',
    all: 'users',
    body: (word) => ({ ...USER, email: `${word}@example.com` }),
    change: { user_metadata: { changed: true } },
  },
  { one: 'organizations.', all: 'organizations', body: (name) => ({ name }), change: { display_name: 'changed' } },
  {
    one: 'actions.',
    all: 'actions',
    body: (name) => ({
      name,
      supported_triggers: [{ id: 'post-login', version: 'v3' }],
      code: 'exports.onExecutePostLogin = async () => {}',
    }),
    change: { code: 'exports.onExecutePostLogin = async (changed) => {}' },
  },
]

/** How a version spells the five verbs. */
type Spelling = {
  readonly create: (client: object, kind: Kind, body: Json) => Promise<unknown>
  readonly get: (client: object, kind: Kind, id: string) => Promise<unknown>
  readonly list: (client: object, kind: Kind) => Promise<unknown>
  readonly update: (client: object, kind: Kind, id: string, body: Json) => Promise<unknown>
  readonly delete: (client: object, kind: Kind, id: string) => Promise<unknown>
}

const named = ({ key = 'id' }: Kind, id: string): Json => ({ [key]: id })

/** `createClient`, or `organizations.create` where version 3 has a manager. */
const third = (verb: string, { one }: Kind, more = ''): string =>
  one.endsWith('.')
    ? `${one}${verb}${verb === 'get' && more === '' && one === 'organizations.' ? 'ByID' : ''}`
    : `${verb}${one}${more}`

const THIRD: Spelling = {
  create: (client, kind, body) => call(client, third('create', kind), body),
  get: (client, kind, id) => call(client, third('get', kind), named(kind, id)),
  list: (client, kind) => call(client, kind.one.endsWith('.') ? `${kind.one}getAll` : third('get', kind, 's')),
  update: (client, kind, id, body) => call(client, third('update', kind), named(kind, id), body),
  delete: (client, kind, id) => call(client, third('delete', kind), named(kind, id)),
}

const FOURTH: Spelling = {
  create: (client, { all }, body) => call(client, `${all}.create`, body),
  get: (client, kind, id) => call(client, `${kind.all}.get`, named(kind, id)),
  list: (client, { all }) => call(client, `${all}.getAll`),
  update: (client, kind, id, body) => call(client, `${kind.all}.update`, named(kind, id), body),
  delete: (client, kind, id) => call(client, `${kind.all}.delete`, named(kind, id)),
}

const LATER: Spelling = {
  create: (client, { all }, body) => call(client, `${all}.create`, body),
  get: (client, { all }, id) => call(client, `${all}.get`, id),
  list: (client, { all }) => call(client, `${all}.list`),
  update: (client, { all }, id, body) => call(client, `${all}.update`, id, body),
  delete: (client, { all }, id) => call(client, `${all}.delete`, id),
}

type Call = readonly [path: string, ...given: readonly unknown[]]

const LETTER = { template: 'verify_email', subject: '', body: '', from: '', syntax: 'liquid', enabled: true }
const NOBODY = { user_id: 'auth0|nobody' }

/** What there is one of, or many that are only read. */
const SINGLES: Readonly<Record<'third' | 'fourth' | 'later', readonly Call[]>> = {
  third: [
    ['getTenantSettings'],
    ['updateTenantSettings', {}, { friendly_name: 'Changed' }],
    ['getBrandingSettings'],
    ['updateBrandingSettings', {}, { logo_url: 'https://cdn.example/logo.svg' }],
    ['getPromptsSettings'],
    ['updatePromptsSettings', {}, { identifier_first: true }],
    ['getUsersByEmail', 'nobody@example.com'],
    ['getClientGrants'],
    ['getGrants'],
    ['getDeviceCredentials', NOBODY],
    ['getBlacklistedTokens'],
    ['blacklistToken', { jti: 'third', aud: DEMO }],
    ['getRulesConfigs'],
    ['setRulesConfig', { key: 'THIRD' }, { value: 'value' }],
    ['createEmailTemplate', LETTER],
    ['getEmailTemplate', { name: 'verify_email' }],
    ['configureEmailProvider', { name: 'smtp', credentials: { smtp_host: 'mail.example', smtp_port: 587 } }],
    ['getEmailProvider'],
    ['deleteEmailProvider'],
    ['getActiveUsersCount'],
    ['getDailyStats', { from: '20260101', to: '20260102' }],
    ['getLogs', { per_page: 1 }],
    ['getGuardianFactors'],
    ['updateGuardianFactor', { name: 'otp' }, { enabled: false }],
    ['getGuardianPolicies'],
    ['getCustomDomains'],
    ['getUserBlocksByIdentifier', { identifier: 'nobody@example.com' }],
    ['getCustomTextByLanguage', { prompt: 'login', language: 'en' }],
    ['attackProtection.getBruteForceConfig'],
    ['attackProtection.getSuspiciousIpThrottlingConfig'],
    ['attackProtection.getBreachedPasswordDetectionConfig'],
    ['actions.getAllTriggers'],
    ['actions.getTriggerBindings', { trigger_id: 'post-login' }],
  ],
  fourth: [
    ['tenants.getSettings'],
    ['tenants.updateSettings', { friendly_name: 'Changed' }],
    ['branding.getSettings'],
    ['branding.updateSettings', { logo_url: 'https://cdn.example/logo.svg' }],
    ['prompts.get'],
    ['prompts.update', { identifier_first: false }],
    ['usersByEmail.getByEmail', { email: 'nobody@example.com' }],
    ['clientGrants.getAll'],
    ['grants.getAll'],
    ['deviceCredentials.getAll', NOBODY],
    ['blacklists.getAll', {}],
    ['blacklists.add', { jti: 'fourth', aud: DEMO }],
    ['rulesConfigs.getAll'],
    ['rulesConfigs.set', { key: 'FOURTH' }, { value: 'value' }],
    ['emailTemplates.create', LETTER],
    ['emailTemplates.get', { templateName: 'verify_email' }],
    ['emails.configure', { name: 'smtp', credentials: { smtp_host: 'mail.example', smtp_port: 587 } }],
    ['emails.get'],
    ['stats.getActiveUsersCount'],
    ['stats.getDaily', { from: '20260101', to: '20260102' }],
    ['logs.getAll', { per_page: 1 }],
    ['guardian.getFactors'],
    ['guardian.updateFactor', { name: 'otp' }, { enabled: false }],
    ['guardian.getPolicies'],
    ['keys.getAll'],
    ['customDomains.getAll'],
    ['userBlocks.getAll', { identifier: 'nobody@example.com' }],
    ['prompts.getCustomTextByLanguage', { prompt: 'login', language: 'en' }],
    ['attackProtection.getBruteForceConfig'],
    ['attackProtection.getSuspiciousIpThrottlingConfig'],
    ['attackProtection.getBreachedPasswordDetectionConfig'],
    ['actions.getAllTriggers'],
    ['actions.getTriggerBindings', { triggerId: 'post-login' }],
    ['selfServiceProfiles.getAll'],
    ['tokenExchangeProfiles.getAll'],
    ['userAttributeProfiles.getAll'],
  ],
  later: [
    ['tenants.settings.get'],
    ['tenants.settings.update', { friendly_name: 'Changed' }],
    ['branding.get'],
    ['branding.update', { logo_url: 'https://cdn.example/logo.svg' }],
    ['prompts.getSettings'],
    ['prompts.updateSettings', { identifier_first: false }],
    ['users.listUsersByEmail', { email: 'nobody@example.com' }],
    ['clientGrants.list'],
    ['userGrants.list'],
    ['deviceCredentials.list', NOBODY],
    ['rulesConfigs.list'],
    ['rulesConfigs.set', 'LATER', { value: 'value' }],
    ['emailTemplates.create', LETTER],
    ['emailTemplates.get', 'verify_email'],
    ['emails.provider.create', { name: 'smtp', credentials: { smtp_host: 'mail.example', smtp_port: 587 } }],
    ['emails.provider.get'],
    ['emails.provider.delete'],
    ['stats.getActiveUsersCount'],
    ['stats.getDaily', { from: '20260101', to: '20260102' }],
    ['logs.list', { per_page: 1 }],
    ['guardian.factors.list'],
    ['guardian.factors.set', 'otp', { enabled: false }],
    ['guardian.policies.list'],
    ['keys.signing.list'],
    ['customDomains.list'],
    ['userBlocks.listByIdentifier', { identifier: 'nobody@example.com' }],
    ['prompts.customText.get', 'login', 'en'],
    ['attackProtection.bruteForceProtection.get'],
    ['attackProtection.suspiciousIpThrottling.get'],
    ['attackProtection.breachedPasswordDetection.get'],
    ['actions.triggers.list'],
    ['actions.triggers.bindings.list', 'post-login'],
    ['actions.modules.list'],
    ['selfServiceProfiles.list'],
    ['tokenExchangeProfiles.list'],
    ['userAttributeProfiles.list'],
  ],
}

const VERSIONS = [
  { name: 'three', Client: Version3, spelling: THIRD, singles: SINGLES.third },
  { name: 'four', Client: Version4, spelling: FOURTH, singles: SINGLES.fourth },
  { name: 'five', Client: Version5, spelling: LATER, singles: SINGLES.later },
  { name: 'seven', Client: Version7, spelling: LATER, singles: SINGLES.later },
] as const

/** Every document in a list, in whatever it comes. */
const itemsIn = (listed: unknown): readonly unknown[] => {
  if (Array.isArray(listed)) return listed
  const items = isJson(listed) ? Object.values(listed).find((value) => Array.isArray(value)) : undefined
  assert.ok(Array.isArray(items), JSON.stringify(listed))
  return items
}

for (const { name, Client, spelling, singles } of VERSIONS) {
  describe(`auth0 in version ${name}, the Management API client`, () => {
    let server: TestServer
    let client: object
    before(async () => {
      server = await startTestServer({ tls: true })
      client = new Client({ domain: server.host, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET })
    })
    after(() => server.stop())

    for (const kind of KINDS) {
      test(`makes, reads, lists, changes and deletes ${kind.all}`, async () => {
        const made = valueOf(await spelling.create(client, kind, kind.body(`version-${name}`)))
        const id = idIn(made)
        assert.equal(idIn(valueOf(await spelling.get(client, kind, id))), id)
        const listed = itemsIn(valueOf(await spelling.list(client, kind)))
        assert.ok(listed.some((one) => idIn(one) === id))
        const changed = valueOf(await spelling.update(client, kind, id, kind.change))
        const [field, value] = Object.entries(kind.change)[0] ?? []
        assert.deepEqual(isJson(changed) && field !== undefined ? changed[field] : undefined, value)
        await spelling.delete(client, kind, id)
        await assert.rejects(spelling.get(client, kind, id), { statusCode: 404 })
      })
    }

    for (const [path, ...given] of singles) {
      test(`calls ${path}`, async () => {
        await call(client, path, ...given)
      })
    }
  })
}
