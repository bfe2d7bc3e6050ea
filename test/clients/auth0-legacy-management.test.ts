// auth0/legacy: the ManagementClient of version 4 of node-auth0, over people.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ManagementApiError, ManagementClient } from 'auth0/legacy'
import { startTestServer, CLIENT_ID, CLIENT_SECRET, type TestServer } from '../server.ts'

const DATABASE = 'Username-Password-Authentication'
const PASSWORD = 'Correct-horse-7'
const DEMO = 'https://api.example.com/'

const refusal = (statusCode: number, errorCode: string) => (thrown: unknown) => {
  assert.ok(thrown instanceof ManagementApiError, String(thrown))
  assert.deepEqual([thrown.statusCode, thrown.errorCode], [statusCode, errorCode])
  return true
}

describe('auth0/legacy, the Management API client, for people', () => {
  let server: TestServer
  let management: ManagementClient
  before(async () => {
    server = await startTestServer({ tls: true })
    management = new ManagementClient({ domain: server.host, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET })
  })
  after(() => server.stop())

  let count = 0
  const makeUser = async (more: object = {}): Promise<string> => {
    count += 1
    const email = `legacy${count}@example.com`
    const body = { connection: DATABASE, email, password: PASSWORD, verify_email: false, ...more }
    return (await management.users.create(body)).data.user_id
  }

  test('creates, reads, searches, changes and deletes users', async () => {
    const id = await makeUser({ app_metadata: { plan: 'gold' } })
    const { data: changed } = await management.users.update({ id }, { user_metadata: { a: 1 }, blocked: true })
    assert.deepEqual([changed.user_metadata, changed.blocked], [{ a: 1 }, true])
    const { data: page } = await management.users.getAll({ q: 'app_metadata.plan:gold', include_totals: true })
    assert.deepEqual([page.total, page.length, page.users[0]?.user_id], [1, 1, id])
    const { data: byEmail } = await management.usersByEmail.getByEmail({ email: 'legacy1@example.com' })
    assert.equal(byEmail.length, 1)
    assert.equal((await management.users.delete({ id })).status, 204)
    await assert.rejects(management.users.get({ id }), refusal(404, 'inexistent_user'))
  })

  test('is told what is wrong, by status and code', async () => {
    const email = 'legacy-twice@example.com'
    await makeUser({ email })
    await assert.rejects(makeUser({ email }), refusal(409, 'auth0_idp_error'))
    await assert.rejects(makeUser({ connection: 'Nowhere' }), refusal(400, 'inexistent_connection'))
  })

  test('gives users roles and permissions', async () => {
    const id = await makeUser()
    const { data: role } = await management.roles.create({ name: 'Legacy reader' })
    const permissions = [{ resource_server_identifier: DEMO, permission_name: 'read:messages' }]
    await management.roles.addPermissions({ id: role.id }, { permissions })
    await management.users.assignRoles({ id }, { roles: [role.id] })
    await management.users.assignPermissions({ id }, { permissions })
    assert.equal((await management.users.getRoles({ id })).data.length, 1)
    assert.equal((await management.users.getPermissions({ id })).data.length, 1)
    assert.equal((await management.roles.getUsers({ id: role.id })).data.length, 1)
    await management.users.deleteRoles({ id }, { roles: [role.id] })
    await management.users.deletePermissions({ id }, { permissions })
    assert.equal((await management.roles.delete({ id: role.id })).status, 200)
  })

  test('manages connections, with their clients in them', async () => {
    const enabled_clients = [CLIENT_ID]
    const { data: made } = await management.connections.create({ name: 'Legacy', strategy: 'auth0', enabled_clients })
    assert.deepEqual(made.enabled_clients, [CLIENT_ID])
    const { data: changed } = await management.connections.update({ id: made.id }, { enabled_clients: [] })
    assert.deepEqual(changed.enabled_clients, [])
    assert.equal((await management.connections.getAll({ name: 'Legacy' })).data.length, 1)
    await makeUser({ connection: 'Legacy', email: 'gone@example.com' })
    await management.connections.deleteUserByEmail({ id: made.id, email: 'gone@example.com' })
    await management.connections.delete({ id: made.id })
  })

  test('links accounts, lists what users hold, makes links, sets protection', async () => {
    const [first, second] = [await makeUser(), await makeUser()]
    const link = { provider: 'auth0', user_id: second } as const
    assert.equal((await management.users.link({ id: first }, link)).data.length, 2)
    const unlinked = { id: first, provider: 'auth0', user_id: second.slice('auth0|'.length) } as const
    assert.equal((await management.users.unlink(unlinked)).data.length, 1)
    assert.deepEqual((await management.grants.getAll({ user_id: first })).data, [])
    assert.deepEqual((await management.deviceCredentials.getAll({ user_id: first })).data, [])
    assert.deepEqual((await management.userBlocks.get({ id: first })).data, { blocked_for: [] })
    assert.match((await management.tickets.changePassword({ user_id: first })).data.ticket, /reset-password\?ticket=/)
    assert.match((await management.tickets.verifyEmail({ user_id: first })).data.ticket, /email-verification\?ticket=/)
    assert.equal((await management.jobs.verifyEmail({ user_id: first })).data.status, 'pending')
    const { data } = await management.attackProtection.updateBruteForceConfig({ max_attempts: 7 })
    assert.equal(data.max_attempts, 7)
    assert.deepEqual((await management.branding.getSettings()).data, {})
    assert.equal((await management.prompts.update({ identifier_first: true })).data.identifier_first, true)
    await assert.rejects(management.emails.get(), refusal(404, 'inexistent_email_provider'))
    await assert.rejects(
      management.emailTemplates.get({ templateName: 'verify_email' }),
      refusal(404, 'inexistent_email_template'),
    )
  })
})
