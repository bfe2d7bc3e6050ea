// A PATCH of one field changes that field alone, for every field of every entity: one program lost the secrets of its clients
// by less. The fields and their values are made from the entity list, so that a new field is held to it by itself.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { isClientSecret } from '@symbolon/core/clients/secret'
import type { CollectionName } from '@symbolon/core/ports'
import type { Document, Entity } from '@symbolon/protocol/entities/entity'
import { DEFAULT_DATABASE_OPTIONS } from '@symbolon/protocol/entities/connection-options'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import { PUBLISHED_BEFORE_SIGNING } from '@symbolon/protocol/oauth/rfc7517-jwks'
import { IN_MINUTES } from '@symbolon/protocol/entities/tenant-settings'
import { arbitraryValue } from './arbitrary-value.fixture.ts'
import { sampleTheme } from './sample-theme.fixture.ts'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

const RUNS = 6
const AUDIENCE = 'https://api.example.com/one-field'
const GRANTED = 'https://api.example.com/granted'

type Sample = { readonly url: string; readonly kept: () => Promise<Document>; readonly intact: () => Promise<void> }

let wing: SampleWing
let samples: Readonly<Record<string, Sample>>
let credential_id = ''
let attributes_id = ''

const created = async (url: string, body: unknown, status = 201): Promise<Document> => {
  const answer = await wing.ask(url, { method: 'POST', body })
  assert.equal(answer.statusCode, status, answer.body)
  return answer.json()
}

before(async () => {
  wing = await openSampleWing()
  // An API in use may change to any of them only once their keys have been published for a while.
  for (const alg of ['PS256', 'ES256', 'EdDSA']) await created('/keys/signing', { alg })
  wing.clock.now += 1000 * PUBLISHED_BEFORE_SIGNING
  const { store } = wing.tenancy
  const api = await created('/resource-servers', {
    identifier: AUDIENCE,
    name: 'An API',
    scopes: [{ value: 'read' }, { value: 'write' }],
    token_lifetime: 100_000,
    token_lifetime_for_web: 500,
  })
  const client = await created('/clients', {
    name: 'A client',
    description: 'with much to lose',
    callbacks: ['https://app.example.com/callback'],
    client_metadata: {},
    app_type: 'regular_web',
  })
  const client_id = String(client['client_id'])
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credential = await created(`/clients/${client_id}/credentials`, {
    credential_type: 'public_key',
    alg: 'ES256',
    pem: publicKey.export({ format: 'pem', type: 'spki' }),
  })
  credential_id = String(credential['id'])
  await created('/resource-servers', { identifier: GRANTED, scopes: [{ value: 'read' }, { value: 'write' }] })
  const grant = await created('/client-grants', { client_id, audience: GRANTED, scope: ['read'] })

  const kept = (collection: CollectionName, where: Readonly<Record<string, string>>) => async (): Promise<Document> => {
    const document = await store.find(collection, where)
    assert.ok(document)
    return document
  }
  const othersIntact = async (): Promise<void> => {
    assert.equal(
      await isClientSecret(wing.tenancy, client_id, String(client['client_secret'])),
      true,
      'the secret works',
    )
    assert.equal((await store.all('client_credentials', { client_id })).length, 1, 'the credential is there')
    assert.equal((await store.find('client_grants', { id: String(grant['id']) }))?.client_id, client_id)
  }
  samples = {
    client: { url: `/clients/${client_id}`, kept: kept('clients', { client_id }), intact: othersIntact },
    'client-credential': {
      url: `/clients/${client_id}/credentials/${credential_id}`,
      kept: kept('client_credentials', { id: credential_id }),
      intact: othersIntact,
    },
    'resource-server': {
      url: `/resource-servers/${String(api['id'])}`,
      kept: kept('resource_servers', { identifier: AUDIENCE }),
      intact: othersIntact,
    },
    'client-grant': {
      url: `/client-grants/${String(grant['id'])}`,
      kept: kept('client_grants', { id: String(grant['id']) }),
      intact: othersIntact,
    },
    ...(await others(kept, othersIntact)),
    'tenant-settings': { url: '/tenants/settings', kept: kept('tenant_settings', {}), intact: othersIntact },
  }
})

after(() => wing.close())

type Kept = (collection: CollectionName, where: Readonly<Record<string, string>>) => () => Promise<Document>

/** One of each kind that belongs to nobody. */
const others = async (kept: Kept, intact: () => Promise<void>): Promise<Readonly<Record<string, Sample>>> => {
  const { id } = await created('/connections', { name: 'A-database', strategy: 'auth0' })
  const role = await created('/roles', { name: 'A role' }, 200)
  const organization = await created('/organizations', { name: 'an-organization' })
  const organizationId = String(organization['id'])
  const rule = await created('/rules', { name: 'A rule', script: 'function (user, context, callback) {}' })
  const code = 'exports.onExecuteCustomTokenExchange = async () => {}'
  const supported_triggers = [{ id: 'custom-token-exchange' }]
  const action = await created('/actions/actions', { name: 'An action', supported_triggers, code })
  const profile = await created('/token-exchange-profiles', {
    name: 'A profile',
    type: 'custom_authentication',
    subject_token_type: 'urn:example:token',
    action_id: action['id'],
  })
  const profileId = String(profile['id'])
  const machine = await created('/clients', { name: 'A machine', app_type: 'non_interactive' })
  const machineGrant = { client_id: machine['client_id'], audience: AUDIENCE, scope: ['read'] }
  await created('/client-grants', machineGrant)
  const machineToken = await created('/machine-tokens', { ...machineGrant, name: 'A token' })
  const machineTokenId = String(machineToken['id'])
  const stream = await created('/signal-streams', { name: 'A stream', audience: 'https://receiver.example' })
  const streamId = String(stream['id'])
  const theme = await created('/branding/themes', sampleTheme(), 200)
  const themeId = String(theme['themeId'])
  const attribute = { description: 'Address', label: 'E-mail', profile_required: true, auth0_mapping: 'email' }
  const attributes = await created('/user-attribute-profiles', { name: 'People', user_attributes: { attribute } })
  attributes_id = String(attributes['id'])
  const selfService = await created('/self-service-profiles', {
    name: 'Customers',
    user_attribute_profile_id: attributes_id,
  })
  const selfServiceId = String(selfService['id'])
  const sink = { httpEndpoint: 'https://logs.example/' }
  const logStream = await created('/log-streams', { name: 'Logs', type: 'http', sink }, 200)
  const logStreamId = String(logStream['id'])
  const { id: discoveryId } = await created(`/organizations/${organizationId}/discovery-domains`, {
    domain: 'a.example',
  })
  const acl = await created('/network-acls', { description: 'Some', active: false, rule: NETWORK_RULES[0] })
  const aclId = String(acl['id'])
  const customDomain = await created('/custom-domains', { domain: 'one-field.example', type: 'self_managed_certs' })
  const domainId = String(customDomain['custom_domain_id'])
  const letter = { subject: '', body: '', from: '', syntax: 'liquid', enabled: true }
  await created('/email-templates', { template: 'verify_email', ...letter }, 200)
  const credentials = { smtp_host: 'mail.example.com', smtp_port: 587, smtp_pass: 'hush' }
  await created('/emails/provider', { name: 'smtp', credentials })
  const single = (url: string, collection: CollectionName): Sample => ({ url, kept: kept(collection, {}), intact })
  return {
    connection: { url: `/connections/${String(id)}`, kept: kept('connections', { id: String(id) }), intact },
    role: { url: `/roles/${String(role['id'])}`, kept: kept('roles', { id: String(role['id']) }), intact },
    organization: {
      url: `/organizations/${organizationId}`,
      kept: kept('organizations', { id: organizationId }),
      intact,
    },
    rule: { url: `/rules/${String(rule['id'])}`, kept: kept('rules', { id: String(rule['id']) }), intact },
    'token-exchange-profile': {
      url: `/token-exchange-profiles/${profileId}`,
      kept: kept('token_exchange_profiles', { id: profileId }),
      intact,
    },
    'machine-token': {
      url: `/machine-tokens/${machineTokenId}`,
      kept: kept('machine_tokens', { id: machineTokenId }),
      intact,
    },
    'signal-stream': {
      url: `/signal-streams/${streamId}`,
      kept: kept('signal_streams', { id: streamId }),
      intact,
    },
    'user-attribute-profile': {
      url: `/user-attribute-profiles/${attributes_id}`,
      kept: kept('user_attribute_profiles', { id: attributes_id }),
      intact,
    },
    'self-service-profile': {
      url: `/self-service-profiles/${selfServiceId}`,
      kept: kept('self_service_profiles', { id: selfServiceId }),
      intact,
    },
    'custom-domain': {
      url: `/custom-domains/${domainId}`,
      kept: kept('custom_domains', { custom_domain_id: domainId }),
      intact,
    },
    'log-stream': {
      url: `/log-streams/${logStreamId}`,
      kept: kept('log_streams', { id: logStreamId }),
      intact,
    },
    'discovery-domain': {
      url: `/organizations/${organizationId}/discovery-domains/${String(discoveryId)}`,
      kept: kept('discovery_domains', { id: String(discoveryId) }),
      intact,
    },
    'network-acl': { url: `/network-acls/${aclId}`, kept: kept('network_acls', { id: aclId }), intact },
    theme: { url: `/branding/themes/${themeId}`, kept: kept('themes', { themeId }), intact },
    'email-template': {
      url: '/email-templates/verify_email',
      kept: kept('email_templates', { template: 'verify_email' }),
      intact,
    },
    'email-provider': single('/emails/provider', 'email_provider'),
    branding: single('/branding', 'branding'),
    prompts: single('/prompts', 'prompts'),
    'brute-force-protection': single('/attack-protection/brute-force-protection', 'brute_force_protection'),
    'suspicious-ip-throttling': single('/attack-protection/suspicious-ip-throttling', 'suspicious_ip_throttling'),
    'breached-password-detection': single(
      '/attack-protection/breached-password-detection',
      'breached_password_detection',
    ),
  }
}

const sampleOf = (entity: Entity): Sample => {
  const sample = samples[entity.name]
  assert.ok(sample, `${entity.name} needs a sample in this test`)
  return sample
}

const without = (document: Document, left: string): Document =>
  Object.fromEntries(Object.entries(document).filter(([field]) => field !== left))

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const API_KEY = { alg: 'RSA-OAEP-256', pem: publicKey.export({ format: 'pem', type: 'spki' }).toString() }

/** Parts of a rule depend on each other, so that it does not follow from the schema. */
const NETWORK_RULES = [
  { match: { ipv4_cidrs: ['192.0.2.0/24'], user_agents: ['*bot*'] }, scope: 'management', action: { block: true } },
  { match_all: true, scope: 'tenant', action: { redirect: true, redirect_uri: 'https://example.com/' } },
]

/** Values that depend on what else is there, and so do not follow from the schema. */
const DEPENDENT: Readonly<Record<string, (value: Record<string, unknown>) => unknown>> = {
  'client.client_authentication_methods': () => ({ private_key_jwt: { credentials: [{ id: credential_id }] } }),
  'client.signed_request_object': (value) => ({ ...value, credentials: [{ id: credential_id }] }),
  'client.refresh_token': (value) => ({ ...value, expiration_type: 'expiring' }),
  // HS256 comes with the secret alone.
  'client.jwt_configuration': ({ secret_encoded: _kept, ...value }) =>
    value['alg'] === 'HS256' ? { ...value, alg: 'RS256' } : value,
  'resource-server.scopes': (value) =>
    Object.values(value).filter((one, at, all) => all.findIndex((other) => valueOf(other) === valueOf(one)) === at),
  'resource-server.token_lifetime': (value) => Math.max(8000, Number(value)),
  'resource-server.token_lifetime_for_web': (value) => Math.min(8000, Number(value)),
  'resource-server.token_encryption': (value) => value && { ...value, encryption_key: { ...API_KEY, kid: 'key' } },
  'client-grant.scope': () => ['write', 'read'],
  'connection.options': () => ({ passwordPolicy: 'low', disable_signup: true }),
  'self-service-profile.user_attribute_profile_id': () => attributes_id,
  'network-acl.rule': (value) => NETWORK_RULES[value['scope'] === 'tenant' ? 1 : 0],
  'email-template.template': () => 'verify_email',
  // A provider of another name needs other credentials.
  'email-provider.name': () => 'smtp',
  'custom-domain.relying_party_identifier': () => 'one-field.example',
  'client-credential.expires_at': (value) => (value === null ? null : '2027-01-02T03:04:05+01:00'),
}

const valueOf = (scope: unknown): unknown => (typeof scope === 'object' && scope ? Reflect.get(scope, 'value') : scope)

const valuesFor = (entity: Entity, field: string) => {
  const schema = entity.fields[field]
  assert.ok(schema)
  const value = arbitraryValue(schema)
  const dependent = DEPENDENT[`${entity.name}.${field}`]
  return dependent ? value.map((one) => dependent(one as Record<string, unknown>)) : value
}

/** Fields that cannot be there together with another, which is unset first. */
const EXCLUSIVE: Readonly<Record<string, string>> = {
  'client.token_endpoint_auth_method': 'client_authentication_methods',
  'client.client_authentication_methods': 'token_endpoint_auth_method',
  'client-grant.scope': 'allow_all_scopes',
}

const makeRoom = async (entity: Entity, field: string): Promise<void> => {
  const other = EXCLUSIVE[`${entity.name}.${field}`]
  if (other !== undefined) await patch(sampleOf(entity), { [other]: null })
}

const refusedFields = (entity: Entity): ReadonlySet<string> =>
  new Set([...entity.readOnly, ...entity.createOnly, ...entity.hidden])

/** Fields of the document that a PATCH may change. */
const changeable = (entity: Entity): readonly string[] =>
  Object.keys(entity.fields).filter((field) => !refusedFields(entity).has(field) && !entity.apart.includes(field))

/** Gives every field a value, so that each could be lost. */
const fill = async (entity: Entity): Promise<void> => {
  for (const field of changeable(entity)) {
    if (EXCLUSIVE[`${entity.name}.${field}`] === 'client_authentication_methods') continue
    const value = fc.sample(valuesFor(entity, field), 20).find((one) => one !== null)
    await patch(sampleOf(entity), { [field]: value })
  }
}

/** What is kept after `field` was set to `value`. */
const expected = (entity: Entity, was: Document, field: string, value: unknown): Document => {
  if (field === 'jwt_configuration' && value !== null)
    return { ...was, [field]: { secret_encoded: false, ...(value as object) } }
  if (field === 'expires_at' && value !== null) return { ...was, [field]: new Date(String(value)).toISOString() }
  if (entity.merged.includes(field) && value !== null)
    return { ...was, [field]: { ...(was[field] as object), ...(value as object) } }
  if (value !== null) return { ...was, [field]: value }
  const rest = without(was, field)
  if (entity.name === 'resource-server' && field === 'name') return { ...rest, name: AUDIENCE }
  if (entity.name === 'connection' && field === 'realms') return { ...rest, realms: ['A-database'] }
  if (entity.name === 'connection' && field === 'options') return { ...rest, options: DEFAULT_DATABASE_OPTIONS }
  return Object.hasOwn(entity.defaults, field) ? { ...rest, [field]: entity.defaults[field] } : rest
}

/** `updated_at` is there to change. */
const comparable = (document: Document): Document => JSON.parse(JSON.stringify(without(document, 'updated_at')))

const patch = async ({ url }: Sample, body: unknown): Promise<void> => {
  const answer = await wing.ask(url, { method: 'PATCH', body })
  assert.equal(answer.statusCode, 200, `${JSON.stringify(body)} ${answer.body}`)
}

const changesAlone = async (entity: Entity, field: string, value: unknown): Promise<void> => {
  const sample = sampleOf(entity)
  const was = await sample.kept()
  await patch(sample, { [field]: value })
  assert.deepEqual(comparable(await sample.kept()), comparable(expected(entity, was, field, value)))
  await sample.intact()
}

for (const entity of ENTITIES as readonly Entity[]) {
  describe(`a PATCH of one field of a ${entity.name}`, () => {
    before(() => fill(entity))

    for (const field of changeable(entity)) {
      test(`changes ${field} alone, and null unsets it alone`, async () => {
        await makeRoom(entity, field)
        for (const value of fc.sample(valuesFor(entity, field), RUNS)) {
          await changesAlone(entity, field, value)
          if (!entity.required.includes(field)) await changesAlone(entity, field, null)
          await changesAlone(entity, field, value)
        }
      })
    }

    for (const field of refusedFields(entity)) {
      test(`cannot touch ${field}`, async () => {
        const sample = sampleOf(entity)
        const was = await sample.kept()
        const answer = await wing.ask(sample.url, { method: 'PATCH', body: { [field]: 'anything' } })
        assert.equal(answer.statusCode, 400)
        assert.match(answer.json().message, /^Payload validation error: 'Additional properties not allowed: /)
        assert.deepEqual(await sample.kept(), was)
      })
    }
  })
}

describe('fields that are kept elsewhere', () => {
  test('a chosen client secret takes the place of the old one and leaves the client as it was', async () => {
    const client = await created('/clients', { name: 'Another' })
    const client_id = String(client['client_id'])
    const was = await wing.tenancy.store.find('clients', { client_id })
    await patch(
      { ...sampleOf(ENTITIES[0]), url: `/clients/${client_id}` },
      { client_secret: 'chosen-by-somebody-else' },
    )
    assert.deepEqual(await wing.tenancy.store.find('clients', { client_id }), was)
    assert.equal(await isClientSecret(wing.tenancy, client_id, 'chosen-by-somebody-else'), true)
    assert.equal(await isClientSecret(wing.tenancy, client_id, String(client['client_secret'])), false)
  })

  for (const field of IN_MINUTES) {
    test(`${field}_in_minutes changes ${field} alone`, async () => {
      const sample = samples['tenant-settings']
      assert.ok(sample)
      const was = await sample.kept()
      await patch(sample, { [`${field}_in_minutes`]: 90 })
      assert.deepEqual(await sample.kept(), { ...was, [field]: 1.5 })
    })
  }
})
