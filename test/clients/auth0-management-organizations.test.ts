// auth0 (node-auth0): its ManagementClient over organizations, their members, roles, connections, invitations and client grants.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Management, ManagementClient, ManagementError } from 'auth0'
import { startTestServer, CLIENT_ID, CLIENT_SECRET, type TestServer } from '../server.ts'

const DATABASE = 'Username-Password-Authentication'
const DEMO = 'https://api.example.com/'

describe('auth0, the Management API client, for organizations', () => {
  let server: TestServer
  let management: ManagementClient
  let connection_id: string
  before(async () => {
    server = await startTestServer({ tls: true })
    management = new ManagementClient({ domain: server.host, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET })
    const { data } = await management.connections.list({ name: DATABASE })
    connection_id = data[0]?.id ?? ''
  })
  after(() => server.stop())

  let count = 0
  const makeOrganization = async (more: object = {}): Promise<{ readonly id: string; readonly name: string }> => {
    count += 1
    const { id = '', name = '' } = await management.organizations.create({ name: `judge-${count}`, ...more })
    return { id, name }
  }
  const makeUser = async (): Promise<string> => {
    count += 1
    const email = `judge${count}@example.com`
    const body = { connection: DATABASE, email, password: 'Correct-horse-7', verify_email: false }
    return (await management.users.create(body)).user_id ?? ''
  }

  test('creates, finds, changes, lists and deletes organizations', async () => {
    const branding = { logo_url: 'https://acme.example/logo.svg', colors: { primary: '#0f5cc0' } }
    const { id, name } = await makeOrganization({ display_name: 'Acme', branding, metadata: { tier: '1' } })
    assert.match(id, /^org_[A-Za-z0-9]{16}$/)
    assert.equal((await management.organizations.getByName(name)).id, id)
    await management.organizations.update(id, { display_name: 'Acme Ltd' })
    const read = await management.organizations.get(id)
    assert.deepEqual([read.display_name, read.branding, read.metadata], ['Acme Ltd', branding, { tier: '1' }])
    for (let at = 0; at < 3; at += 1) await makeOrganization()
    const seen: string[] = []
    for await (const one of await management.organizations.list({ take: 2 })) seen.push(one.id ?? '')
    assert.equal(new Set(seen).size, seen.length)
    assert.ok(seen.includes(id))
    await assert.rejects(management.organizations.create({ name }), Management.ConflictError)
    await assert.rejects(management.organizations.create({ name: 'Not A Word' }), Management.BadRequestError)
    await management.organizations.delete(id)
    await assert.rejects(management.organizations.get(id), Management.NotFoundError)
  })

  test('domains lead to an organization', async () => {
    const { id, name } = await makeOrganization()
    const { discoveryDomains } = management.organizations
    const made = await discoveryDomains.create(id, { domain: `${name}.example` })
    assert.deepEqual([made.status, made.verification_host], ['pending', `_ss-verification.${id}.${name}.example`])
    const verified = await discoveryDomains.update(id, made.id, { status: 'verified' })
    assert.equal(verified.status, 'verified')
    assert.deepEqual(await discoveryDomains.getByName(id, `${name}.example`), verified)
    const listed: unknown[] = []
    for await (const one of await discoveryDomains.list(id)) listed.push(one)
    assert.deepEqual(listed, [verified])
    await discoveryDomains.delete(id, made.id)
    await assert.rejects(async () => discoveryDomains.get(id, made.id), Management.NotFoundError)
  })

  test('members come and go, with roles of their own', async () => {
    const { id } = await makeOrganization()
    const [one, two] = [await makeUser(), await makeUser()]
    await management.organizations.members.create(id, { members: [one, two] })
    const { data } = await management.organizations.members.list(id)
    assert.deepEqual(data.map(({ user_id }) => user_id).toSorted(), [one, two].toSorted())
    const role = await management.roles.create({ name: `Captain ${count}` })
    await management.organizations.members.roles.assign(id, one, { roles: [role.id ?? ''] })
    const { data: roles } = await management.organizations.members.roles.list(id, one)
    assert.deepEqual(
      roles.map(({ id: role_id }) => role_id),
      [role.id],
    )
    const { data: shown } = await management.organizations.members.list(id, { fields: 'user_id,roles' })
    const captain = shown.find(({ user_id }) => user_id === one)
    assert.deepEqual(captain?.roles, [{ id: role.id, name: role.name }])
    const { data: own } = await management.users.organizations.list(one)
    assert.deepEqual(
      own.map((organization) => organization.id),
      [id],
    )
    await management.organizations.members.roles.delete(id, one, { roles: [role.id ?? ''] })
    await management.organizations.members.delete(id, { members: [one] })
    await assert.rejects(management.organizations.members.roles.list(id, one), Management.NotFoundError)
    await assert.rejects(
      management.organizations.members.create(id, { members: ['auth0|nobody'] }),
      (error) => error instanceof ManagementError && error.statusCode === 404,
    )
  })

  test('connections are enabled, changed and disabled', async () => {
    const { id } = await makeOrganization({ enabled_connections: [{ connection_id }] })
    const { data } = await management.organizations.enabledConnections.list(id)
    assert.deepEqual(
      data.map((one) => [one.connection_id, one.assign_membership_on_login, one.show_as_button, one.connection]),
      [[connection_id, false, true, { name: DATABASE, strategy: 'auth0' }]],
    )
    const open = { is_signup_enabled: true, assign_membership_on_login: true }
    await assert.rejects(
      management.organizations.enabledConnections.update(id, connection_id, { is_signup_enabled: true }),
      (error) => error instanceof Management.BadRequestError && /Only database connections/.test(error.message),
    )
    const changed = await management.organizations.enabledConnections.update(id, connection_id, open)
    assert.equal(changed.is_signup_enabled, true)
    await management.organizations.enabledConnections.delete(id, connection_id)
    await assert.rejects(management.organizations.enabledConnections.get(id, connection_id), Management.NotFoundError)
    await management.organizations.enabledConnections.add(id, { connection_id, ...open })
  })

  test('invitations are made, listed and deleted, and their link is told once', async () => {
    const { id, name } = await makeOrganization({ enabled_connections: [{ connection_id }] })
    const client = await management.clients.create({
      name: `Invites ${count}`,
      initiate_login_uri: 'https://app.example.com/login?from=mail',
    })
    const wished = {
      client_id: client.client_id ?? '',
      inviter: { name: 'Ada' },
      invitee: { email: 'new@example.com' },
      ttl_sec: 60,
    }
    const made = await management.organizations.invitations.create(id, wished)
    assert.match(made.id ?? '', /^uinv_[A-Za-z0-9]{16}$/)
    const url = new URL(made.invitation_url ?? '')
    assert.equal(url.origin + url.pathname, 'https://app.example.com/login')
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      from: 'mail',
      invitation: made.ticket_id,
      organization: id,
      organization_name: name,
    })
    assert.equal(Date.parse(made.expires_at ?? '') - Date.parse(made.created_at ?? ''), 60_000)
    const read = await management.organizations.invitations.get(id, made.id ?? '')
    assert.deepEqual([read.invitee, read.invitation_url, read.ticket_id], [wished.invitee, undefined, undefined])
    const { data } = await management.organizations.invitations.list(id)
    assert.deepEqual(
      data.map((one) => one.id),
      [made.id],
    )
    await management.organizations.invitations.delete(id, made.id ?? '')
    await assert.rejects(management.organizations.invitations.get(id, made.id ?? ''), Management.NotFoundError)
    const { client_id = '' } = await management.clients.create({ name: 'Without a way in' })
    await assert.rejects(
      management.organizations.invitations.create(id, { ...wished, client_id }),
      Management.BadRequestError,
    )
  })

  test('client grants are added to an organization and taken away', async () => {
    const { id } = await makeOrganization()
    const { client_id = '' } = await management.clients.create({ name: 'Machine', app_type: 'non_interactive' })
    const grant = await management.clientGrants.create({
      client_id,
      audience: DEMO,
      scope: ['read:messages'],
      organization_usage: 'allow',
    })
    const added = await management.organizations.clientGrants.create(id, { grant_id: grant.id ?? '' })
    assert.equal(added.id, grant.id)
    const { data } = await management.organizations.clientGrants.list(id)
    assert.deepEqual(
      data.map((one) => one.id),
      [grant.id],
    )
    const { data: others } = await management.organizations.clientGrants.list(id, { audience: 'https://none.example/' })
    assert.deepEqual(others, [])
    const { data: organizations } = await management.clientGrants.organizations.list(grant.id ?? '')
    assert.deepEqual(
      organizations.map((one) => one.id),
      [id],
    )
    await management.organizations.clientGrants.delete(id, grant.id ?? '')
    assert.deepEqual((await management.organizations.clientGrants.list(id)).data, [])
  })
})
