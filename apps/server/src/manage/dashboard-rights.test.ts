// Administrators who are people: who becomes one by the set-up link, and what a person's token says at the Management API.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { newAdministrators, setUp, setUpLink } from '@symbolon/core/tenants/set-up'
import { DASHBOARD_CLIENT_ID } from '@symbolon/protocol/auth0/dashboard'
import { systemAudience } from '@symbolon/protocol/auth0/system-api'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

const PASSWORD = 'Orchard-lantern-42'

describe('administrators who are people', () => {
  let wing: SampleWing
  let user_id: string
  before(async () => void (wing = await openSampleWing()))
  after(() => wing.close())

  const attempt = (email: string, ticket?: string): Promise<boolean> => {
    const { tenancy } = wing
    const right = new URL(setUpLink(tenancy.masterKey, tenancy.tenant)).searchParams.get('ticket') ?? ''
    return setUp(tenancy, {
      ticket: ticket ?? right,
      email,
      password: PASSWORD,
      connection: newAdministrators(tenancy),
    })
  }

  const statusFor = async (azp: string, scopes: readonly string[], path = '/logs'): Promise<number> => {
    const claims = { ...wing.claimsFor(scopes), sub: user_id, azp }
    return (await wing.ask(path, { authorization: `Bearer ${await wing.sign(claims)}` })).statusCode
  }

  test('no other ticket makes one, and of many at the same time who have the link one does', async () => {
    for (const ticket of ['', 'guessed', 'A'.repeat(43)]) assert.equal(await attempt('eve@example.com', ticket), false)
    const made = await Promise.all([1, 2, 3, 4].map((who) => attempt(`ada${who}@example.com`)))
    assert.equal(made.filter(Boolean).length, 1)
    assert.equal(await attempt('eve@example.com'), false)
    const email = `ada${made.indexOf(true) + 1}@example.com`
    const user = await wing.tenancy.store.findUserByIdentifier('Symbolon-Administrators', 'email', email)
    assert.ok(user)
    user_id = user.user_id
  })

  test('the token of one counts when the dashboard got it, and for another application says nothing of the tenant', async () => {
    assert.equal(await statusFor(DASHBOARD_CLIENT_ID, ['read:logs']), 200)
    assert.equal(await statusFor(DASHBOARD_CLIENT_ID, ['read:clients']), 403)
    assert.equal(await statusFor(wing.tenancy.tenant.first_client_id, ['read:logs']), 403)
  })

  test('a right counts as long as it is held, and a blocked administrator has none', async () => {
    const { store, tenant } = wing.tenancy
    const right = { resource_server_identifier: systemAudience(tenant.issuer), permission_name: 'read:logs' }
    await store.withdrawPermissions(user_id, [right])
    assert.equal(await statusFor(DASHBOARD_CLIENT_ID, ['read:logs']), 403)
    await store.grantPermissions(user_id, [right])
    assert.equal(await statusFor(DASHBOARD_CLIENT_ID, ['read:logs']), 200)
    const path = `/users/${encodeURIComponent(user_id)}`
    assert.equal((await wing.ask(path, { method: 'PATCH', body: { blocked: true } })).statusCode, 200)
    assert.equal(await statusFor(DASHBOARD_CLIENT_ID, ['read:logs']), 401)
  })

  test('nobody becomes more than he is, and nobody gets at the login of somebody who is more', async () => {
    const { store, tenant } = wing.tenancy
    const audience = systemAudience(tenant.issuer)
    const right = (permission_name: string) => ({ permission_name, resource_server_identifier: audience })
    const someone = async (...rights: readonly string[]): Promise<string> => {
      const email = `${rights.length}-${rights[0] ?? 'nobody'}@example.com`.replace(':', '.')
      const body = { connection: 'Username-Password-Authentication', email, password: PASSWORD, verify_email: false }
      const made = (await wing.ask('/users', { method: 'POST', body })).json().user_id
      if (rights.length > 0) await store.grantPermissions(made, rights.map(right))
      return made
    }
    const own = [
      'update:users',
      'delete:users',
      'create:user_tickets',
      'update:roles',
      'delete:roles',
      'create:role_members',
      'delete:role_members',
      'read:logs',
    ]
    const [support, chief, customer] = [await someone(...own), await someone('read:clients'), await someone()]
    const other = await someone('read:logs', 'update:users')
    await someone('read:logs')
    const [{ id: connection_id }] = (await wing.ask('/connections?name=Username-Password-Authentication')).json()
    const roles = await Promise.all(
      ['read:clients', 'read:logs'].map(async (permission_name) => {
        const { id } = (await wing.ask('/roles', { method: 'POST', body: { name: permission_name } })).json()
        const body = { permissions: [right(permission_name)] }
        assert.equal((await wing.ask(`/roles/${id}/permissions`, { method: 'POST', body })).statusCode, 201)
        return id
      }),
    )
    const ask = async (method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<number> => {
      // What the dashboard has not asked for is held all the same.
      const claims = { ...wing.claimsFor(own.slice(0, 7)), sub: support, azp: DASHBOARD_CLIENT_ID }
      const authorization = `Bearer ${await wing.sign(claims)}`
      const answer = await wing.ask(path, { method, authorization, ...(body ? { body } : {}) })
      if (answer.statusCode === 403) assert.match(answer.body, /insufficient_scope/)
      return answer.statusCode
    }
    const at = (user_id: string) => `/users/${encodeURIComponent(user_id)}`
    const [strong, weak] = roles
    const link = { provider: 'auth0', user_id: customer }
    const refused = [
      await ask('POST', `${at(support)}/permissions`, { permissions: [right('read:logs'), right('read:clients')] }),
      await ask('POST', `${at(support)}/roles`, { roles: [weak, strong] }),
      await ask('POST', `/roles/${strong}/users`, { users: [support] }),
      await ask('POST', `/roles/${weak}/permissions`, { permissions: [right('read:clients')] }),
      await ask('PATCH', at(chief), { password: `${PASSWORD}!` }),
      await ask('PATCH', at(chief), { email: 'support@example.com' }),
      await ask('PATCH', at(chief), { email_verified: true }),
      await ask('POST', '/tickets/password-change', { user_id: chief }),
      await ask('POST', `${at(chief)}/identities`, link),
      await ask('POST', `${at(support)}/identities`, { provider: 'auth0', user_id: chief }),
      await ask('DELETE', `${at(chief)}/permissions`, { permissions: [right('read:clients')] }),
      await ask('DELETE', `${at(chief)}/roles`, { roles: [weak, strong] }),
      await ask('DELETE', `/roles/${strong}/permissions`, { permissions: [right('read:clients')] }),
      await ask('DELETE', `/roles/${strong}`),
      await ask('PATCH', at(chief), { blocked: true }),
      await ask('DELETE', at(chief)),
      await ask('DELETE', `/connections/${connection_id}/users?email=1-read.clients@example.com`),
    ]
    assert.deepEqual(refused, Array(refused.length).fill(403))
    const done = [
      await ask('POST', `${at(customer)}/permissions`, { permissions: [right('read:logs')] }),
      await ask('POST', `${at(customer)}/roles`, { roles: [weak] }),
      await ask('POST', `/roles/${weak}/users`, { users: [chief] }),
      await ask('PATCH', at(customer), { password: `${PASSWORD}!` }),
      await ask('PATCH', at(support), { email: 'support@example.com' }),
      await ask('PATCH', at(chief), { nickname: 'Chief' }),
      await ask('POST', '/tickets/password-change', { user_id: customer }),
      await ask('POST', `${at(support)}/identities`, link),
      await ask('DELETE', `${at(other)}/permissions`, { permissions: [right('read:logs')] }),
      await ask('DELETE', `${at(other)}/roles`, { roles: [weak] }),
      await ask('DELETE', `/roles/${weak}/permissions`, { permissions: [right('read:logs')] }),
      await ask('DELETE', `/roles/${weak}`),
      await ask('PATCH', at(other), { blocked: true }),
      await ask('PATCH', at(other), { blocked: false }),
      await ask('DELETE', at(other)),
      await ask('DELETE', `/connections/${connection_id}/users?email=1-read.logs@example.com`),
    ]
    assert.deepEqual(done, [201, 204, 200, 200, 200, 200, 201, 201, 204, 204, 204, 200, 200, 200, 204, 204])
  })

  test('who is no administrator gets nothing by the dashboard’s name', async () => {
    const connection = 'Username-Password-Authentication'
    const body = { connection, email: 'somebody@example.com', password: PASSWORD, verify_email: false }
    user_id = (await wing.ask('/users', { method: 'POST', body })).json().user_id
    assert.equal(await statusFor(DASHBOARD_CLIENT_ID, ['read:logs', 'read:clients']), 403)
  })
})
