// auth0/legacy: version 4 of node-auth0, which most programs of Auth0's customers still use, and the only one with a client for the
// Authentication API.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AuthApiError, AuthenticationClient, ManagementApiError, ManagementClient } from 'auth0/legacy'
import { arrange, grantAll, LIFETIME, makeMachine, SCOPES, type Arranged } from './arrange.ts'
import { makeKeyedMachine, makeKeyPair, privatePem } from './private-key.ts'
import { until } from './until.ts'
import { CLIENT_ID, CLIENT_SECRET } from '../server.ts'

const AUDIENCE = 'https://orders.example/'

let server: Arranged
before(async () => (server = await arrange([{ identifier: AUDIENCE }], { tls: true })))
after(() => server.stop())

describe('auth0/legacy, the Authentication API client', () => {
  const connect = (clientId: string, proof: { clientSecret?: string; clientAssertionSigningKey?: string }) =>
    new AuthenticationClient({ domain: server.host, clientId, ...proof })

  const refusal = (statusCode: number, error: string, error_description: string) => (thrown: unknown) => {
    assert.ok(thrown instanceof AuthApiError, `not an AuthApiError: ${String(thrown)}`)
    const shown = { statusCode: thrown.statusCode, error: thrown.error, error_description: thrown.error_description }
    assert.deepEqual(shown, { statusCode, error, error_description })
    return true
  }

  test('gets a token for a machine with a secret', async () => {
    const { client_id, client_secret } = server.machine
    const { oauth } = connect(client_id, { clientSecret: client_secret })
    const { data, status } = await oauth.clientCredentialsGrant({ audience: AUDIENCE })
    const { token_type, expires_in, scope } = { scope: undefined, ...data }
    assert.deepEqual(
      { status, token_type, expires_in, scope },
      { status: 200, token_type: 'Bearer', expires_in: LIFETIME, scope: SCOPES.join(' ') },
    )
  })

  test('gets a token for a machine with a key', async () => {
    const { client_id, privateKey } = await makeKeyedMachine(server, 'RS256')
    await grantAll(server, client_id, AUDIENCE)
    const clientAssertionSigningKey = await privatePem(privateKey)
    const { oauth } = connect(client_id, { clientAssertionSigningKey })
    assert.equal((await oauth.clientCredentialsGrant({ audience: AUDIENCE })).status, 200)
  })

  test('reads why it was refused', async () => {
    const { client_id, client_secret } = server.machine
    const wrong = connect(client_id, { clientSecret: 'wrong' }).oauth
    const right = connect(client_id, { clientSecret: client_secret }).oauth
    await assert.rejects(
      wrong.clientCredentialsGrant({ audience: AUDIENCE }),
      refusal(401, 'access_denied', 'Unauthorized'),
    )
    await assert.rejects(
      right.clientCredentialsGrant({ audience: 'https://unknown.example/' }),
      refusal(403, 'access_denied', 'Service not enabled within domain: https://unknown.example/'),
    )
  })
})

describe('auth0/legacy, the Management API client', () => {
  let management: ManagementClient
  before(() => {
    management = new ManagementClient({ domain: server.host, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET })
  })

  const refusal = (statusCode: number, error: string, errorCode: string, msg: string) => (thrown: unknown) => {
    assert.ok(thrown instanceof ManagementApiError, `not a ManagementApiError: ${String(thrown)}`)
    const shown = [thrown.statusCode, thrown.error, thrown.errorCode, thrown.msg]
    assert.deepEqual(shown, [statusCode, error, errorCode, msg])
    return true
  }

  test('creates, reads, changes and deletes a client', async () => {
    const { data: created } = await management.clients.create({ name: 'Shop', app_type: 'regular_web' })
    const { client_id } = created
    assert.equal((await management.clients.get({ client_id })).data.name, 'Shop')
    const { data: changed } = await management.clients.update({ client_id }, { description: 'sells things' })
    assert.deepEqual([changed.name, changed.description], ['Shop', 'sells things'])
    await management.clients.delete({ client_id })
    await assert.rejects(
      management.clients.get({ client_id }),
      refusal(404, 'Not Found', 'inexistent_client', 'The client does not exist'),
    )
  })

  test('lists clients as an array, and with totals when it asks for them', async () => {
    await makeMachine(server)
    const { data: plain } = await management.clients.getAll({ per_page: 2 })
    assert.equal(plain.length, 2)
    const { data: totals } = await management.clients.getAll({ per_page: 2, page: 1, include_totals: true })
    const { start, limit, total, clients } = totals
    assert.deepEqual([start, limit, clients.length], [2, 2, Math.min(2, total - 2)])
  })

  test('gives a client another secret and a credential', async () => {
    const { client_id, client_secret } = await makeMachine(server)
    const { data: rotated } = await management.clients.rotateClientSecret({ client_id })
    assert.notEqual(rotated.client_secret, client_secret)
    const { pem } = await makeKeyPair('RS256')
    const sent = { credential_type: 'public_key', pem } as const
    const { data: credential } = await management.clients.createCredential({ client_id }, sent)
    const { data: listed } = await management.clients.getCredentials({ client_id })
    assert.deepEqual(listed, [credential])
    await management.clients.deleteCredential({ client_id, credential_id: credential.id })
    assert.deepEqual((await management.clients.getCredentials({ client_id })).data, [])
  })

  test('creates an API, lets a client call it, and takes both back', async () => {
    const identifier = 'https://legacy.example/api/'
    const { client_id } = await makeMachine(server)
    const { data: api } = await management.resourceServers.create({ identifier, scopes: [{ value: 'read:things' }] })
    const { data: found } = await management.resourceServers.get({ id: identifier })
    assert.deepEqual(found, api)
    const sent = { client_id, audience: identifier, scope: ['read:things'] }
    const { data: grant } = await management.clientGrants.create(sent)
    const { data: grants } = await management.clientGrants.getAll({ client_id })
    assert.deepEqual(grants, [grant])
    await management.clientGrants.delete({ id: grant.id })
    await management.resourceServers.delete({ id: api.id })
    await assert.rejects(
      management.resourceServers.get({ id: api.id }),
      refusal(404, 'Not Found', 'inexistent_resource_server', 'The resource server does not exist'),
    )
  })

  test('reads and changes the tenant settings', async () => {
    const { data: changed } = await management.tenants.updateSettings({ friendly_name: 'Shop' })
    assert.equal(changed.friendly_name, 'Shop')
    assert.equal((await management.tenants.getSettings()).data.friendly_name, 'Shop')
  })

  test('lists the signing keys and rotates them', async () => {
    const next = (await management.keys.getAll()).data.find((key) => key.next)
    server.moveClock(60)
    const { data, status } = await management.keys.rotate()
    server.moveClock(0)
    assert.deepEqual([status, data.kid], [201, next?.kid])
  })

  test('reads the log, newest first, and from an entry on', async () => {
    const [first, second] = [await makeMachine(server), await makeMachine(server)]
    const isAbout = (client_id: string) => (entry: object) => JSON.stringify(entry).includes(client_id)
    const page = await until(async () => {
      const { data } = await management.logs.getAll({ per_page: 50, page: 0 })
      return data.some(isAbout(second.client_id)) ? data : undefined
    })
    const [older, newer] = [page.findIndex(isAbout(first.client_id)), page.findIndex(isAbout(second.client_id))]
    assert.ok(newer < older)
    const log_id = page[older]?.log_id ?? ''
    const { data: following } = await management.logs.getAll({ from: log_id, take: 1 })
    assert.deepEqual(following.map(isAbout(second.client_id)), [true])
    assert.equal((await management.logs.get({ id: log_id })).data.type, 'sapi')
  })

  test('is told which scopes its token lacks', async () => {
    const token = await server.accessToken(`${server.issuer}api/v2/`, 'read:clients')
    const limited = new ManagementClient({ domain: server.host, token })
    await assert.rejects(
      limited.resourceServers.getAll(),
      refusal(403, 'Forbidden', 'insufficient_scope', 'Insufficient scope, expected any of: read:resource_servers'),
    )
  })
})
