// @symbolon/management: a typed client of the Management API.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ManagementError, openManagement, type Management } from '@symbolon/management'
import { startTestServer, CLIENT_ID, CLIENT_SECRET, type TestServer } from '../server.ts'

const CREDENTIALS = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET }
const PASSWORD = 'Correct-horse-7'
const DATABASE = 'Username-Password-Authentication'

const all = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

const refused =
  (status: number, facts: Partial<ManagementError> = {}) =>
  (thrown: unknown) => {
    assert.ok(thrown instanceof ManagementError, String(thrown))
    assert.equal(thrown.status, status)
    for (const [name, value] of Object.entries(facts)) assert.equal(Reflect.get(thrown, name), value)
    return true
  }

describe('@symbolon/management', () => {
  let server: TestServer
  let management: Management
  before(async () => {
    server = await startTestServer()
    management = openManagement({ issuer: server.issuer, ...CREDENTIALS })
  })
  after(() => server.stop())

  test('makes, reads, changes, lists and deletes, and knows the fields of each kind', async () => {
    const made = await management.clients.create({ name: 'Shop', app_type: 'regular_web' })
    const secret: string = made.client_secret ?? ''
    assert.ok(secret.length > 20)
    const id = made.client_id ?? ''
    const changed = await management.clients.update(id, { callbacks: ['https://shop.example/back'], description: null })
    assert.deepEqual(changed.callbacks, ['https://shop.example/back'])
    assert.equal((await management.clients.get(id)).name, 'Shop')
    const webApplications = await all(management.clients.list({ app_type: 'regular_web' }))
    assert.deepEqual(
      webApplications.map(({ client_id }) => client_id),
      [id],
    )
    // @ts-expect-error A client has no such field, which the compiler says, and the server.
    await assert.rejects(management.clients.create({ name: 'x', colour: 'red' }), refused(400, { field: 'colour' }))
    await management.clients.delete(id)
    await assert.rejects(management.clients.get(id), refused(404, { errorCode: 'inexistent_client' }))
  })

  test('knows what stands within something else, and what there is one of', async () => {
    const { client_id = '' } = await management.clients.create({ name: 'With keys' })
    assert.deepEqual(await all(management.client_credentials.list(client_id)), [])
    const settings = await management.tenant_settings.update({ friendly_name: 'A shop' })
    assert.equal(settings.friendly_name, 'A shop')
    assert.equal((await management.tenant_settings.get()).friendly_name, 'A shop')
  })

  test('an id leads nowhere else, whatever it is, and without one nothing is asked', async () => {
    const asked: string[] = []
    const looking = openManagement({
      issuer: server.issuer,
      token: async () => 'x',
      fetch: async (input) => {
        asked.push(String(input).slice(server.issuer.length))
        return new Response(null, { status: 204 })
      },
    })
    await looking.clients.delete('../users/auth0|1?a=b#c')
    assert.deepEqual(asked, ['api/v2/clients/..%2Fusers%2Fauth0%7C1%3Fa%3Db%23c'])
    const missing: string | undefined = new URLSearchParams('').get('id') ?? undefined
    for (const id of ['', '.', '..', missing as string]) {
      assert.throws(() => looking.users.delete(id), TypeError)
      assert.throws(() => looking.client_credentials.delete(id, 'cred_1'), TypeError)
    }
    assert.equal(asked.length, 1)
  })

  test('names the field that cannot be what was sent', async () => {
    const callbacks = ['javascript:alert(1)']
    await assert.rejects(
      management.clients.create({ name: 'x', callbacks }),
      refused(400, { errorCode: 'invalid_body', field: 'callbacks[0]' }),
    )
    await assert.rejects(management.call('POST', '/roles', { body: {} }), refused(400, { field: 'name' }))
  })

  test('reads lists of more than a page, and no page that nobody asks for', async () => {
    const paths: string[] = []
    const counted: typeof fetch = (input, init) => {
      paths.push(String(input).slice(server.issuer.length))
      return fetch(input, init)
    }
    const counting = openManagement({ issuer: server.issuer, ...CREDENTIALS, fetch: counted })
    for (let at = 0; at < 101; at += 1) await counting.roles.create({ name: `Role ${at}` })
    paths.length = 0
    assert.equal((await all(counting.roles.list())).length, 101)
    assert.deepEqual(paths, ['api/v2/roles?page=0&per_page=100', 'api/v2/roles?page=1&per_page=100'])
    paths.length = 0
    for await (const role of counting.roles.list()) {
      assert.equal(role.name, 'Role 0')
      break
    }
    assert.equal(paths.length, 1)
    // By marks, where a list has them.
    assert.ok((await all(counting.clients.list())).length > 0)
    assert.match(paths.at(-1) ?? '', /\?take=100$/)
  })

  test('reaches what is no entity', async () => {
    const { user_id = '' } = await management.users.create({
      connection: DATABASE,
      email: 'ada@example.com',
      password: PASSWORD,
    })
    const { id = '' } = await management.roles.create({ name: 'Reader' })
    const roles = `/users/${encodeURIComponent(user_id)}/roles`
    await management.call('POST', roles, { body: { roles: [id] } })
    assert.equal((await all(management.each(roles))).length, 1)
    assert.equal((await management.users.get(user_id)).email, 'ada@example.com')
  })

  test('asks for one token whoever asks at the same time, and for another when it has been revoked', async () => {
    let tokens = 0
    const counted: typeof fetch = (input, init) => {
      if (String(input).endsWith('/oauth/token')) tokens += 1
      return fetch(input, init)
    }
    const own = openManagement({ issuer: server.issuer.slice(0, -1), ...CREDENTIALS, fetch: counted })
    await Promise.all(Array.from({ length: 5 }, () => own.tenant_settings.get()))
    assert.equal(tokens, 1)
    const refusing: typeof fetch = (input, init) =>
      tokens === 1 && !String(input).endsWith('/oauth/token')
        ? Promise.resolve(Response.json({ statusCode: 401, message: 'Invalid token' }, { status: 401 }))
        : counted(input, init)
    tokens = 0
    const revoked = openManagement({ issuer: server.issuer, ...CREDENTIALS, fetch: refusing })
    assert.ok(await revoked.tenant_settings.get())
    assert.equal(tokens, 2)
  })

  test('is told who may not, and takes a token of somebody else', async () => {
    const token = await server.accessToken(`${server.issuer}api/v2/`, 'read:clients')
    const reader = openManagement({ issuer: server.issuer, token: async () => token })
    assert.ok((await all(reader.clients.list())).length > 0)
    await assert.rejects(reader.clients.create({ name: 'x' }), refused(403, { errorCode: 'insufficient_scope' }))
    const stranger = openManagement({ issuer: server.issuer, client_id: CLIENT_ID, client_secret: 'wrong' })
    await assert.rejects(stranger.tenant_settings.get(), refused(401, { errorCode: 'access_denied' }))
  })

  test('waits as long as it is told after 429, gives up in the end, and repeats nothing that may have been done', async () => {
    const waits: number[] = []
    const answers: Response[] = []
    const openTo = (retries?: number) =>
      openManagement({
        issuer: server.issuer,
        token: async () => 'x',
        fetch: async () => answers.shift() ?? Response.json({ friendly_name: 'There' }),
        pause: async (milliseconds) => void waits.push(milliseconds),
        ...(retries === undefined ? {} : { retries }),
      })
    const busy = (status: number, after: string) =>
      Response.json({ statusCode: status, message: 'Busy' }, { status, headers: { 'retry-after': after } })
    answers.push(busy(429, '2'), busy(503, '1'))
    assert.equal((await openTo().tenant_settings.get()).friendly_name, 'There')
    assert.deepEqual(waits, [2000, 1000])
    answers.push(busy(429, '0'), busy(429, '0'))
    await assert.rejects(openTo(1).tenant_settings.get(), refused(429))
    answers.length = 0
    answers.push(busy(503, '0'))
    await assert.rejects(openTo().roles.create({ name: 'x' }), refused(503))
  })
})
