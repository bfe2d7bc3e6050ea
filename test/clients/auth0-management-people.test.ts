// auth0 (node-auth0): its ManagementClient over people: users, roles, connections, what they hold, mails, protection and looks.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Management, ManagementClient } from 'auth0'
import { startTestServer, CLIENT_ID, CLIENT_SECRET, type TestServer } from '../server.ts'

const DATABASE = 'Username-Password-Authentication'
const PASSWORD = 'Correct-horse-7'
const DEMO = 'https://api.example.com/'

describe('auth0, the Management API client, for people', () => {
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
    const email = `judge${count}@example.com`
    const made = await management.users.create({
      connection: DATABASE,
      email,
      password: PASSWORD,
      verify_email: false,
      ...more,
    })
    return made.user_id ?? ''
  }

  test('creates, reads, changes and deletes users', async () => {
    const id = await makeUser({ user_metadata: { colour: 'green' } })
    assert.match(id, /^auth0\|[0-9a-f]{24}$/)
    const changed = await management.users.update(id, { user_metadata: { size: 'big' }, nickname: 'nick' })
    assert.deepEqual(changed.user_metadata, { colour: 'green', size: 'big' })
    const read = await management.users.get(id, { fields: 'nickname,email_verified', include_fields: true })
    assert.deepEqual(read, { nickname: 'nick', email_verified: false })
    await management.users.update(id, { password: 'Another-horse-8', connection: DATABASE })
    await management.users.delete(id)
    await assert.rejects(management.users.get(id), Management.NotFoundError)
  })

  test('is told what is wrong with a user', async () => {
    const email = 'twice@example.com'
    await makeUser({ email })
    await assert.rejects(makeUser({ email }), Management.ConflictError)
    await assert.rejects(makeUser({ password: 'weak' }), Management.BadRequestError)
  })

  test('lists and searches users, page after page', async () => {
    const ids: string[] = []
    for (let at = 0; at < 5; at += 1) ids.push(await makeUser({ app_metadata: { plan: 'gold' }, name: `Gold ${at}` }))
    const found: string[] = []
    const query = { q: 'app_metadata.plan:"gold"', search_engine: 'v3', sort: 'name:1', per_page: 2 } as const
    for await (const { user_id } of await management.users.list(query)) found.push(user_id ?? '')
    assert.deepEqual(found, ids)
    const byEmail = await management.users.listUsersByEmail({ email: 'twice@example.com' })
    assert.equal(byEmail.length, 1)
    await assert.rejects(management.users.list({ q: 'name:(' }), Management.BadRequestError)
  })

  test('gives users roles and permissions', async () => {
    const id = await makeUser()
    const role = await management.roles.create({ name: 'Reader', description: 'Reads' })
    const role_id = role.id ?? ''
    const permissions = [{ resource_server_identifier: DEMO, permission_name: 'read:messages' }]
    await management.roles.permissions.add(role_id, { permissions })
    await management.roles.users.assign(role_id, { users: [id] })
    await management.users.permissions.create(id, {
      permissions: [{ resource_server_identifier: DEMO, permission_name: 'write:messages' }],
    })
    const roles = await management.users.roles.list(id)
    assert.deepEqual(
      roles.data.map(({ name }) => name),
      ['Reader'],
    )
    const held = await management.users.permissions.list(id)
    assert.deepEqual(
      held.data.map((one) => [one.permission_name, Reflect.get(Object(Reflect.get(one, 'sources'))[0], 'source_type')]),
      [
        ['write:messages', 'DIRECT'],
        ['read:messages', 'ROLE'],
      ],
    )
    assert.equal((await management.roles.users.list(role_id)).data.length, 1)
    assert.equal((await management.roles.permissions.list(role_id)).data.length, 1)
    assert.equal((await management.roles.list({ name_filter: 'read' })).data.length, 1)
    await management.roles.permissions.delete(role_id, { permissions })
    await management.users.roles.delete(id, { roles: [role_id] })
    await management.roles.update(role_id, { name: 'Other' })
    await management.roles.delete(role_id)
    await assert.rejects(management.roles.get(role_id), Management.NotFoundError)
  })

  test('manages connections and their clients', async () => {
    const made = await management.connections.create({ name: 'Judged', strategy: 'auth0' })
    const id = made.id ?? ''
    assert.deepEqual(made.realms, ['Judged'])
    await management.connections.clients.update(id, [{ client_id: CLIENT_ID, status: true }])
    const clients = await management.connections.clients.get(id)
    assert.deepEqual(
      clients.data.map(({ client_id }) => client_id),
      [CLIENT_ID],
    )
    await management.connections.update(id, { options: { passwordPolicy: 'low' } })
    const read = await management.connections.get(id)
    assert.equal(read.options?.passwordPolicy, 'low')
    const listed = await management.connections.list({ name: 'Judged' })
    assert.equal(listed.data.length, 1)
    const user = await makeUser({ connection: 'Judged' })
    await management.connections.delete(id)
    await assert.rejects(management.connections.get(id), Management.NotFoundError)
    await assert.rejects(management.users.get(user), Management.NotFoundError)
  })

  test('links and unlinks accounts', async () => {
    const [first, second] = [await makeUser(), await makeUser()]
    const linked = await management.users.identities.link(first, { provider: 'auth0', user_id: second })
    assert.equal(linked.length, 2)
    await assert.rejects(management.users.get(second), Management.NotFoundError)
    await management.users.identities.delete(first, 'auth0', second.slice('auth0|'.length))
    assert.equal((await management.users.get(second)).user_id, second)
  })

  test('sees and ends what users hold', async () => {
    const id = await makeUser()
    assert.deepEqual((await management.users.sessions.list(id)).data, [])
    assert.deepEqual((await management.users.refreshToken.list(id)).data, [])
    assert.deepEqual((await management.userGrants.list({ user_id: id })).data, [])
    assert.deepEqual((await management.deviceCredentials.list({ user_id: id })).data, [])
    assert.deepEqual(await management.userBlocks.list(id), { blocked_for: [] })
    await management.userBlocks.delete(id)
    await management.users.sessions.delete(id)
    await management.users.refreshToken.delete(id)
    await management.userGrants.deleteByUserId({ user_id: id })
    await assert.rejects(management.sessions.get('nothing'), Management.NotFoundError)
    await assert.rejects(management.refreshTokens.get('nothing'), Management.NotFoundError)
    assert.ok(Array.isArray((await management.users.logs.list(id)).data))
  })

  test('makes links, and orders mails', async () => {
    const user_id = await makeUser()
    const change = await management.tickets.changePassword({ user_id })
    assert.match(change.ticket, /\/u\/reset-password\?ticket=[\w-]+#$/)
    const verify = await management.tickets.verifyEmail({ user_id })
    assert.match(verify.ticket, /\/u\/email-verification\?ticket=[\w-]+#$/)
    assert.equal((await management.jobs.verificationEmail.create({ user_id })).status, 'pending')
  })

  test('says what mails say, and through whom they go', async () => {
    await assert.rejects(management.emailTemplates.get('verify_email'), { statusCode: 404 })
    const letter = { body: '<p>Hi</p>', from: 'a@example.com', subject: 'Hi', syntax: 'liquid', enabled: true }
    const made = await management.emailTemplates.create({ template: 'verify_email', ...letter })
    assert.equal(made.subject, 'Hi')
    assert.equal((await management.emailTemplates.update('verify_email', { subject: 'Ho' })).subject, 'Ho')
    await management.emailTemplates.set('verify_email', { template: 'verify_email', ...letter })
    await assert.rejects(management.emails.provider.get(), Management.NotFoundError)
    const credentials = { smtp_host: 'mail.example.com', smtp_port: 587, smtp_user: 'me', smtp_pass: 'hush' }
    await management.emails.provider.create({ name: 'smtp', credentials })
    const shown = await management.emails.provider.get({ fields: 'name,credentials', include_fields: true })
    assert.ok(!JSON.stringify(shown).includes('hush'))
    await management.emails.provider.delete()
  })

  test('sets protection and looks', async () => {
    const { bruteForceProtection, suspiciousIpThrottling, breachedPasswordDetection } = management.attackProtection
    assert.equal((await bruteForceProtection.get()).max_attempts, 10)
    assert.equal((await bruteForceProtection.update({ max_attempts: 5 })).max_attempts, 5)
    assert.equal((await suspiciousIpThrottling.get()).stage?.['pre-login']?.max_attempts, 100)
    assert.equal((await breachedPasswordDetection.get()).enabled, false)
    await assert.rejects(management.anomaly.blocks.checkIp('192.0.2.1'), Management.NotFoundError)
    assert.equal((await management.branding.update({ colors: { primary: '#2d6a4f' } })).colors?.primary, '#2d6a4f')
    assert.equal((await management.prompts.getSettings()).universal_login_experience, 'new')
    assert.equal((await management.prompts.updateSettings({ identifier_first: true })).identifier_first, true)
  })
})
