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

  test('who is no administrator gets nothing by the dashboard’s name', async () => {
    const connection = 'Username-Password-Authentication'
    const body = { connection, email: 'somebody@example.com', password: PASSWORD, verify_email: false }
    user_id = (await wing.ask('/users', { method: 'POST', body })).json().user_id
    assert.equal(await statusFor(DASHBOARD_CLIENT_ID, ['read:logs', 'read:clients']), 403)
  })
})
