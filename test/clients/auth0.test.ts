// auth0 (node-auth0), the SDK that administrators' programs are written with: its ManagementClient against every entity there is.
// Its client for the Authentication API lives in auth0/legacy: auth0-legacy.test.ts.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Management, ManagementClient, type ManagementError } from 'auth0'
import { ClientsClient } from 'auth0/clients'
import { createManagementAuth } from 'auth0/management'
import { makeMachine, startMovableServer, type Arranged } from './arrange.ts'
import { makeKeyedMachine, makeKeyPair, privatePem } from './private-key.ts'
import { until } from './until.ts'
import { CLIENT_ID, CLIENT_SECRET, type TestServer } from '../server.ts'

type Fields = Readonly<Record<string, unknown>>

/** Whether the SDK threw `kind`, with this status and body. */
const refusal =
  (kind: abstract new (...args: never[]) => ManagementError, statusCode: number, body: Fields) => (thrown: unknown) => {
    assert.ok(thrown instanceof kind, `not a ${kind.name}: ${String(thrown)}`)
    assert.equal(thrown.statusCode, statusCode)
    const { attributes: _, ...shown } = { ...Object(thrown.body) }
    assert.deepEqual(shown, { statusCode, ...body })
    return true
  }

const NOT_FOUND = { error: 'Not Found', errorCode: 'inexistent_client', message: 'The client does not exist' }

describe('auth0, the Management API client', () => {
  let server: TestServer & Pick<Arranged, 'moveClock'>
  let management: ManagementClient
  before(async () => {
    server = await startMovableServer({ tls: true })
    management = new ManagementClient({ domain: server.host, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET })
  })
  after(() => server.stop())

  /** Who asks with a token of `scope` only. */
  const limitedTo = async (scope: string): Promise<ManagementClient> =>
    new ManagementClient({ domain: server.host, token: await server.accessToken(`${server.issuer}api/v2/`, scope) })

  describe('proves itself', () => {
    test('with a token that it was given', async () => {
      const clients = await (await limitedTo('read:clients')).clients.list()
      assert.ok(clients.data.some(({ client_id }) => client_id === CLIENT_ID))
    })

    test('with a key instead of a secret', async () => {
      const { client_id, privateKey } = await makeKeyedMachine(server, 'RS256')
      const audience = `${server.issuer}api/v2/`
      await management.clientGrants.create({ client_id, audience, scope: ['read:tenant_settings'] })
      const clientAssertionSigningKey = await privatePem(privateKey)
      const keyed = new ManagementClient({ domain: server.host, clientId: client_id, clientAssertionSigningKey })
      assert.equal(typeof (await keyed.tenants.settings.get()).session_lifetime, 'number')
    })

    test('with one token for the small clients that are imported one by one', async () => {
      const auth = createManagementAuth({ domain: server.host, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET })
      const found = await new ClientsClient(auth.clientOptions).get(CLIENT_ID, { fields: 'client_id' })
      assert.deepEqual(found, { client_id: CLIENT_ID })
    })

    test('and is told by 401 that a secret is wrong', async () => {
      const wrong = new ManagementClient({ domain: server.host, clientId: CLIENT_ID, clientSecret: 'wrong' })
      await assert.rejects(wrong.clients.list(), /Unauthorized|401/)
    })

    test('and is told by 401 that a token has expired or is another API’s', async () => {
      server.moveClock(-1_000_000)
      const expired = await server.accessToken(`${server.issuer}api/v2/`).finally(() => server.moveClock(0))
      const foreign = await server.accessToken('https://api.example.com/')
      for (const [token, message] of [
        [expired, 'Expired token received for JSON Web Token validation'],
        [foreign, 'Invalid token'],
      ] as const) {
        const client = new ManagementClient({ domain: server.host, token })
        const body = { error: 'Unauthorized', message }
        await assert.rejects(client.clients.list(), refusal(Management.UnauthorizedError, 401, body))
      }
    })

    test('and is told by 403 which scopes are missing', async () => {
      const client = await limitedTo('read:clients')
      const body = {
        error: 'Forbidden',
        errorCode: 'insufficient_scope',
        message: 'Insufficient scope, expected any of: create:clients',
      }
      await assert.rejects(client.clients.create({ name: 'One' }), refusal(Management.ForbiddenError, 403, body))
    })
  })

  describe('clients', () => {
    test('are created, read, changed and deleted', async () => {
      const created = await management.clients.create({
        name: 'Shop',
        description: 'sells things',
        app_type: 'regular_web',
        callbacks: ['https://shop.example/callback'],
        client_metadata: { colour: 'blue' },
      })
      const client_id = created.client_id ?? ''
      assert.match(client_id, /^[A-Za-z0-9]{32}$/)
      assert.equal(created.client_secret?.length, 64)
      assert.equal(created.tenant, 'localhost')
      assert.match(created.signing_keys?.[0]?.cert ?? '', /^-----BEGIN CERTIFICATE-----/)

      const changed = await management.clients.update(client_id, { name: 'Shop two', client_metadata: { size: 'big' } })
      assert.equal(changed.name, 'Shop two')
      assert.deepEqual(changed.client_metadata, { colour: 'blue', size: 'big' })
      assert.deepEqual(changed.callbacks, ['https://shop.example/callback'])

      const read = await management.clients.get(client_id, { fields: 'name,description', include_fields: true })
      assert.deepEqual(read, { name: 'Shop two', description: 'sells things' })

      await management.clients.delete(client_id)
      await assert.rejects(management.clients.get(client_id), refusal(Management.NotFoundError, 404, NOT_FOUND))
    })

    test('are paged, page after page until the last', async () => {
      for (const name of ['P1', 'P2', 'P3', 'P4', 'P5']) await makeMachine(server, { name })
      const first = await management.clients.list({ per_page: 2, include_totals: true, app_type: 'non_interactive' })
      const { total, start, limit } = first.response
      assert.equal(first.data.length, 2)
      assert.deepEqual({ start, limit }, { start: 0, limit: 2 })
      const names: unknown[] = []
      for await (const { name } of first) names.push(name)
      assert.equal(names.length, total)
      assert.deepEqual(
        ['P1', 'P2', 'P3', 'P4', 'P5'].filter((name) => !names.includes(name)),
        [],
      )
    })

    test('get another secret, and the old one opens nothing any more', async () => {
      const { client_id, client_secret } = await makeMachine(server)
      await management.clientGrants.create({ client_id, audience: 'https://api.example.com/', scope: [] })
      const ask = async (secret: string): Promise<number> => {
        const audience = 'https://api.example.com/'
        const grant = { grant_type: 'client_credentials', client_id, client_secret: secret, audience }
        return (await server.token(grant)).status
      }
      assert.equal(await ask(client_secret), 200)
      const rotated = await management.clients.rotateSecret(client_id)
      assert.equal(rotated.client_id, client_id)
      assert.equal(await ask(client_secret), 401)
      assert.equal(await ask(rotated.client_secret ?? ''), 200)
    })

    test('are refused with 400 when a field is unknown or of the wrong kind, and the answer says which', async () => {
      const unknown = Object.assign({ name: 'One' }, { colour: 'blue' })
      await assert.rejects(
        management.clients.create(unknown),
        refusal(Management.BadRequestError, 400, {
          error: 'Bad Request',
          errorCode: 'invalid_body',
          message: "Payload validation error: 'Additional properties not allowed: colour'.",
        }),
      )
      await assert.rejects(
        management.clients.create({ name: 'One', callbacks: ['no url'] }),
        (thrown: unknown) => thrown instanceof Management.BadRequestError && /callbacks/.test(thrown.message),
      )
    })
  })

  test('credentials of a client are created, listed, changed and deleted', async () => {
    const { client_id } = await makeMachine(server)
    const { pem } = await makeKeyPair('PS256')
    const { credentials } = management.clients
    const created = await credentials.create(client_id, {
      credential_type: 'public_key',
      name: 'key one',
      pem,
      alg: 'PS256',
    })
    const id = created.id ?? ''
    assert.match(id, /^cred_[A-Za-z0-9]+$/)
    assert.equal(created.alg, 'PS256')
    assert.equal(typeof created.kid, 'string')
    assert.deepEqual(
      (await credentials.list(client_id)).map((one) => one.id),
      [id],
    )
    const expires_at = '2040-01-02T03:04:05.000Z'
    assert.equal((await credentials.update(client_id, id, { expires_at })).expires_at, expires_at)
    assert.equal((await credentials.get(client_id, id)).expires_at, expires_at)
    await credentials.delete(client_id, id)
    assert.deepEqual(await credentials.list(client_id), [])
    await assert.rejects(credentials.get(client_id, id), Management.NotFoundError)
  })

  test('APIs are created, found by id and by identifier, changed and deleted', async () => {
    const identifier = 'https://shop.example/api/v1?x=1'
    const created = await management.resourceServers.create({
      identifier,
      name: 'Shop API',
      scopes: [{ value: 'read:things', description: 'Read things' }],
      signing_alg: 'PS256',
      token_lifetime: 3600,
    })
    const id = created.id ?? ''
    assert.match(id, /^[0-9a-f]{24}$/)
    assert.deepEqual(await management.resourceServers.get(id), created)
    assert.deepEqual(await management.resourceServers.get(encodeURIComponent(identifier)), created)
    assert.deepEqual(await management.resourceServers.get(identifier), created)
    const changed = await management.resourceServers.update(id, { token_dialect: 'rfc9068_profile' })
    assert.deepEqual(changed, { ...created, token_dialect: 'rfc9068_profile' })

    const listed: unknown[] = []
    for await (const api of await management.resourceServers.list({ per_page: 1 })) listed.push(api.identifier)
    for (const known of [identifier, `${server.issuer}api/v2/`, 'https://api.example.com/']) {
      assert.ok(listed.includes(known), known)
    }
    await assert.rejects(
      management.resourceServers.create({ identifier }),
      refusal(Management.ConflictError, 409, {
        error: 'Conflict',
        message: 'A resource server with the same identifier already exists',
      }),
    )
    await management.resourceServers.delete(id)
    await assert.rejects(management.resourceServers.get(id), Management.NotFoundError)
  })

  test('the system API can be neither deleted nor given other scopes', async () => {
    const system = await management.resourceServers.get(encodeURIComponent(`${server.issuer}api/v2/`))
    assert.deepEqual([system.is_system, system.name], [true, 'Auth0 Management API'])
    const id = system.id ?? ''
    await assert.rejects(management.resourceServers.delete(id), Management.BadRequestError)
    await assert.rejects(management.resourceServers.update(id, { scopes: [] }), Management.BadRequestError)
  })

  test('client grants are created, filtered, changed and deleted', async () => {
    const { client_id } = await makeMachine(server)
    const audience = 'https://api.example.com/'
    const created = await management.clientGrants.create({ client_id, audience, scope: ['read:messages'] })
    const id = created.id ?? ''
    assert.match(id, /^cgr_[A-Za-z0-9]{16}$/)
    const { data } = await management.clientGrants.list({ client_id })
    assert.deepEqual(data, [created])
    assert.deepEqual(await management.clientGrants.get(id), created)
    const scope = ['read:messages', 'write:messages']
    assert.deepEqual((await management.clientGrants.update(id, { scope })).scope, scope)
    await assert.rejects(management.clientGrants.create({ client_id, audience, scope }), Management.ConflictError)
    await management.clientGrants.delete(id)
    assert.deepEqual((await management.clientGrants.list({ client_id })).data, [])
  })

  test('client grants are paged by checkpoint, until there is no next', async () => {
    const { client_id } = await makeMachine(server)
    for (const name of ['a', 'b', 'c']) {
      const audience = `https://paged.example/${name}`
      await management.resourceServers.create({ identifier: audience })
      await management.clientGrants.create({ client_id, audience, scope: [] })
    }
    const first = await management.clientGrants.list({ client_id, take: 2 })
    assert.equal(first.data.length, 2)
    const audiences: unknown[] = []
    for await (const { audience } of first) audiences.push(audience)
    assert.deepEqual(audiences, ['https://paged.example/a', 'https://paged.example/b', 'https://paged.example/c'])
  })

  test('tenant settings are read and changed, one alone', async () => {
    const { settings } = management.tenants
    const before = await settings.get()
    const changed = await settings.update({ friendly_name: 'Shop' })
    assert.equal(changed.friendly_name, 'Shop')
    assert.deepEqual(await settings.get(), { ...before, friendly_name: 'Shop' })
    assert.deepEqual(await settings.get({ fields: 'friendly_name', include_fields: true }), { friendly_name: 'Shop' })
  })

  test('signing keys are listed, rotated and revoked, and a revoked key takes its tokens with it', async (t) => {
    const fresh = await startMovableServer({ tls: true })
    t.after(fresh.stop)
    const connect = () =>
      new ManagementClient({ domain: fresh.host, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET }).keys.signing
    const early = connect()
    const keys = await early.list()
    const [current, next] = [keys.find((key) => key.current), keys.find((key) => key.next)]
    assert.equal(keys.length, 2)
    assert.match(current?.cert ?? '', /^-----BEGIN CERTIFICATE-----/)
    assert.match(next?.thumbprint ?? '', /^[0-9A-F:]+$/i)
    await assert.rejects(early.rotate(), { name: 'ManagementError', statusCode: 409 })
    fresh.moveClock(60)
    assert.equal((await early.rotate()).kid, next?.kid)
    const kid = current?.kid ?? ''
    assert.equal((await early.get(kid)).previous, true)
    const revoked = await early.revoke(kid)
    assert.equal(revoked.kid, kid)
    assert.ok(revoked.revoked_at)
    await assert.rejects(early.list(), Management.UnauthorizedError)
    const late = connect()
    assert.equal((await late.get(kid)).revoked, true)
    await assert.rejects(late.get('no-such-key'), Management.NotFoundError)
  })

  test('the log shows what was done, newest first', async () => {
    const { client_id } = await makeMachine(server, { name: 'Logged robot' })
    const written = await until(async () => {
      const { data } = await management.logs.list({ per_page: 50 })
      return data.find((entry) => JSON.stringify(entry).includes(client_id))
    })
    assert.deepEqual([written.type, written.description], ['sapi', 'Create client'])
    const log_id = written.log_id ?? ''
    assert.equal((await management.logs.get(log_id)).log_id, log_id)
    assert.equal(JSON.stringify(written).includes('client_secret'), false)
  })
})
