import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { randomBytes } from 'node:crypto'
import { DASHBOARD_CLIENT_ID } from '@symbolon/protocol/auth0/dashboard'
import { systemApi } from '@symbolon/protocol/auth0/system-api'
import type { Client } from '@symbolon/protocol/entities/client'
import type { ClientGrant } from '@symbolon/protocol/entities/client-grant'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { Role } from '@symbolon/protocol/entities/role'
import type { User } from '@symbolon/protocol/entities/user'
import { newClientDocument } from '../clients/new-client.ts'
import { newClientGrantDocument } from '../clients/new-client-grant.ts'
import { OAuthError } from '../errors.ts'
import type { UserPermission } from '../records.ts'
import { newResourceServerDocument } from '../resource-servers/new-resource-server.ts'
import type { TenantStore } from '../ports.ts'
import { keyTenancy } from '../tokens/key-tenancy.fixture.ts'
import type { Tenancy } from '../tenancy.ts'
import { grantedToUser } from './granted-scopes.ts'

const AUDIENCE = 'https://orders.example.com/'
const user: User = { user_id: 'auth0|1', identities: [], created_at: '', updated_at: '' }
const client = newClientDocument('client', { name: 'Application' })
const api = (fields: Partial<ResourceServer> = {}): ResourceServer =>
  newResourceServerDocument('0'.repeat(24), {
    identifier: AUDIENCE,
    scopes: ['read', 'write', 'delete'].map((value) => ({ value })),
    ...fields,
  })

type Known = {
  readonly grants?: readonly ClientGrant[]
  readonly permissions?: readonly UserPermission[]
  readonly roles?: readonly Role[]
}

/** A tenancy that knows these and nothing else. */
function tenancyWith({ grants = [], permissions = [], roles = [] }: Known = {}): Tenancy {
  const collections: Readonly<Record<string, readonly object[]>> = { client_grants: grants, roles }
  const store = {
    find: async (collection: string, where: Readonly<Record<string, unknown>>) =>
      (collections[collection] ?? []).find((document) =>
        Object.entries(where).every(([field, value]) => Reflect.get(document, field) === value),
      ),
    permissionsOfUser: async () => permissions,
    rolesOfUser: async () => roles.map(({ id }) => id),
  }
  return { ...keyTenancy().tenancy, store: store as unknown as TenantStore }
}

const ask = (
  known: Known,
  more: {
    readonly client?: Client
    readonly api?: ResourceServer
    readonly requested?: readonly string[]
    readonly allWhenOmitted?: boolean
  },
) =>
  grantedToUser(tenancyWith(known), {
    client,
    user,
    api: undefined,
    requested: undefined,
    allWhenOmitted: false,
    ...more,
  })

const permission = (permission_name: string, resource_server_identifier = AUDIENCE): UserPermission => ({
  permission_name,
  resource_server_identifier,
})
const userGrant = (scope: readonly string[], fields: Partial<ClientGrant> = {}): ClientGrant =>
  newClientGrantDocument('cgr_1', {
    client_id: client.client_id,
    audience: AUDIENCE,
    subject_type: 'user',
    scope: [...scope],
    ...fields,
  })

describe('what is granted in the name of a user', () => {
  it('is what was asked for and the API defines, in the order in which it was asked for', async () => {
    const { scopes, permissions, dropped } = await ask({}, { api: api(), requested: ['write', 'openid', 'x', 'read'] })
    assert.deepEqual(scopes, ['write', 'openid', 'read'])
    assert.deepEqual(permissions, [])
    assert.deepEqual(dropped, [{ scope: 'x', reason: 'not_defined' }])
  })

  it('is nothing of an API when the request says nothing, or all where that is what it means', async () => {
    assert.deepEqual((await ask({}, { api: api() })).scopes, [])
    assert.deepEqual((await ask({}, { api: api(), allWhenOmitted: true })).scopes, ['read', 'write', 'delete'])
    assert.deepEqual((await ask({}, { allWhenOmitted: true })).scopes, [])
    assert.deepEqual((await ask({}, { api: api(), requested: [], allWhenOmitted: true })).scopes, [])
  })

  it('is limited to the rights of the user and its roles where the API enforces them', async () => {
    const role: Role = { id: 'rol_1', name: 'r', permissions: [permission('write'), permission('gone')] }
    const known = { permissions: [permission('read'), permission('delete', 'https://other.example/')], roles: [role] }
    const enforcing = api({ enforce_policies: true })
    const granted = await ask(known, { api: enforcing, requested: ['delete', 'read', 'openid'] })
    assert.deepEqual(granted.scopes, ['read', 'openid'])
    assert.deepEqual(granted.permissions, ['read', 'write'])
    assert.deepEqual(granted.dropped, [{ scope: 'delete', reason: 'no_permission' }])
    assert.deepEqual((await ask(known, { api: api(), requested: ['delete'] })).scopes, ['delete'])
  })

  it('needs a client grant where the API says so, and stays within it', async () => {
    const asking = api({ subject_type_authorization: { user: { policy: 'require_client_grant' } } })
    const refused = {
      code: 'access_denied',
      message: `Client "client" is not authorized to access resource server "${AUDIENCE}".`,
    }
    await assert.rejects(ask({}, { api: asking, requested: ['read'] }), refused)
    const forMachines = userGrant(['read'], { subject_type: 'client' })
    await assert.rejects(ask({ grants: [forMachines] }, { api: asking, requested: ['read'] }), refused)
    const within = await ask({ grants: [userGrant(['read'])] }, { api: asking, requested: ['read', 'write', 'openid'] })
    assert.deepEqual(within.scopes, ['read', 'openid'])
    assert.deepEqual(within.clientGrant, userGrant(['read']))
    const all = await ask(
      { grants: [userGrant([], { allow_all_scopes: true })] },
      { api: asking, requested: ['write'] },
    )
    assert.deepEqual(all.scopes, ['write'])
    const closed = api({ subject_type_authorization: { user: { policy: 'deny_all' } } })
    await assert.rejects(ask({ grants: [userGrant(['read'])] }, { api: closed, requested: [] }), OAuthError)
  })

  it('always needs a client grant for an application of somebody else, its own or the one for all such', async () => {
    const stranger = newClientDocument('stranger', { name: 'Stranger', is_first_party: false })
    await assert.rejects(ask({}, { client: stranger, api: api(), requested: ['read'] }), OAuthError)
    const { client_id: _client, ...rest } = userGrant(['read'])
    const forAll: ClientGrant = { ...rest, default_for: 'third_party_clients' }
    const granted = await ask({ grants: [forAll] }, { client: stranger, api: api(), requested: ['read', 'write'] })
    assert.deepEqual(granted.scopes, ['read'])
    await assert.rejects(
      ask(
        { grants: [forAll] },
        {
          api: api({ subject_type_authorization: { user: { policy: 'require_client_grant' } } }),
          requested: ['read'],
        },
      ),
      OAuthError,
    )
  })

  it('shows an application of somebody else no more permissions than its client grant has', async () => {
    const stranger = newClientDocument('client', { name: 'Stranger', is_first_party: false })
    const known = { permissions: [permission('read'), permission('write')], grants: [userGrant(['read'])] }
    const { permissions } = await ask(known, { client: stranger, api: api({ enforce_policies: true }), requested: [] })
    assert.deepEqual(permissions, ['read'])
  })

  it('tells an application in strict mode nothing about the user', async () => {
    const strict = newClientDocument('client', {
      name: 'Strict',
      is_first_party: false,
      third_party_security_mode: 'strict',
    })
    const requested = ['openid', 'profile', 'name', 'offline_access']
    assert.deepEqual((await ask({}, { client: strict, requested })).scopes, ['offline_access'])
  })

  it('lets a client go on offline where it may and the API allows it', async () => {
    const requested = ['openid', 'offline_access']
    assert.deepEqual((await ask({}, { requested })).scopes, requested)
    assert.deepEqual((await ask({}, { api: api(), requested })).scopes, ['openid'])
    assert.deepEqual((await ask({}, { api: api({ allow_offline_access: true }), requested })).scopes, requested)
    const without = { ...client, grant_types: ['authorization_code' as const] }
    assert.deepEqual((await ask({}, { client: without, requested })).scopes, ['openid'])
  })

  it('is at the system API what an administrator holds, in the dashboard and nowhere else', async () => {
    const system: ResourceServer = newResourceServerDocument('1'.repeat(24), systemApi('https://tenant.example/'))
    const known = { permissions: [permission('read:logs', system.identifier), permission('read:users')] }
    const asked = { api: system, requested: ['read:logs', 'read:users', 'read:current_user'] }
    const dashboard = newClientDocument(DASHBOARD_CLIENT_ID, { name: 'Dashboard' })
    assert.deepEqual((await ask(known, { ...asked, client: dashboard })).scopes, ['read:logs', 'read:current_user'])
    assert.deepEqual((await ask(known, asked)).scopes, ['read:current_user'])
  })
  it('is at the system API no more than what concerns the user itself', async () => {
    const system: ResourceServer = newResourceServerDocument('1'.repeat(24), systemApi('https://tenant.example/'))
    const requested = ['read:users', 'read:current_user', 'delete:clients']
    assert.deepEqual((await ask({}, { api: system, requested })).scopes, ['read:current_user'])
  })

  it('is single claims for old clients only, and a scope of the API where it has one of that name', async () => {
    const requested = ['name', 'nickname']
    assert.deepEqual((await ask({}, { requested })).scopes, requested)
    const conformant = newClientDocument('client', { name: 'New', oidc_conformant: true })
    assert.deepEqual((await ask({}, { client: conformant, requested })).scopes, [])
    const named = api({ scopes: [{ value: 'name' }], enforce_policies: true })
    assert.deepEqual((await ask({}, { client: conformant, api: named, requested })).scopes, [])
  })

  it('B8: of any random words grants none', async () => {
    const requested = Array.from({ length: 200 }, () => randomBytes(6).toString('base64url'))
    assert.deepEqual((await ask({}, { api: api(), requested })).scopes, [])
  })
})
