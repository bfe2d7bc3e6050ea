// Whatever is sent to this wing, it answers in the shapes its clients can read, and does not fall over.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createSecretKey, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import Fastify from 'fastify'
import { newEnabledClient, FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import { newClientDocument } from '@symbolon/core/clients/new-client'
import type { Ports } from '@symbolon/core/ports'
import { openTenancy, type Tenancy } from '@symbolon/core/tenancy'
import { createTenant } from '@symbolon/core/tenants/create-tenant'
import { openStore } from '@symbolon/storage/open-store'
import '../http/request.ts'
import { authenticationRoutes } from './routes.ts'

const PATHS = ['/dbconnections/signup', '/dbconnections/change_password', '/co/authenticate', '/usernamepassword/login']
const FIELDS = ['client_id', 'connection', 'email', 'username', 'password', 'realm', 'credential_type', 'user_metadata']

describe('bad input', () => {
  const wing = Fastify({ logger: false })
  const lines: string[] = []
  let store: Ports['store']
  let tenancy: Tenancy
  let hashed = 0

  before(async () => {
    store = await openStore({ database: 'sqlite::memory:', now: Date.now, operatorLog: () => {} })
    const ports: Ports = {
      store,
      now: Date.now,
      pause: async () => {},
      stopping: new AbortController().signal,
      // Its own, since log ids follow one another by it.
      random: (bytes) => randomBytes(bytes),
      masterKey: createSecretKey(randomBytes(32)),
      hasher: {
        hash: async () => String((hashed += 1)),
        verify: async () => ({ right: false, outdated: false }),
      },
      renderTemplate: () => Promise.reject(new Error('nothing is rendered')),
      sendMail: () => {},
      deliverMail: async () => {},
      inBackground: () => undefined,
      wakeJobs: () => undefined,
      ofDomains: { isVouchedFor: () => false, txt: async () => [], cname: async () => [] },
      callOutside: () => Promise.reject(new Error('nothing is called')),
      runCode: () => Promise.reject(new Error('nothing is run')),
      record: () => {},
      recordExecution: () => {},
      operatorLog: (level, message) => void lines.push(`${level} ${message}`),
    }
    const tenant = await createTenant(ports, 'https://one.example/')
    assert.ok(typeof tenant === 'object')
    tenancy = openTenancy(ports, tenant)
    const connection = await tenancy.store.find('connections', { name: FIRST_CONNECTION })
    const throttling = await tenancy.store.find('suspicious_ip_throttling', {})
    assert.ok(connection)
    const document = newClientDocument('box', { name: 'Box', cross_origin_authentication: true })
    const applied = await tenancy.store.apply([
      { insert: 'clients', document },
      { insert: 'enabled_clients', document: newEnabledClient(connection.id, 'box') },
      ...(throttling
        ? [
            {
              replace: 'suspicious_ip_throttling',
              before: throttling,
              after: { ...throttling, enabled: false },
            } as const,
          ]
        : []),
    ])
    assert.equal(applied.outcome, 'applied')
    wing.decorateRequest('tenancy')
    wing.decorateRequest('requestId', '')
    wing.decorateRequest('clientAddress')
    wing.addHook('onRequest', async (request) => {
      request.tenancy = tenancy
    })
    await wing.register(authenticationRoutes)
    await wing.ready()
  })
  after(async () => {
    await wing.close()
    await store.close()
  })

  const send = async (path: string, body: string | Buffer, type = 'application/json') => {
    const answer = await wing.inject({ method: 'POST', url: path, payload: body, headers: { 'content-type': type } })
    assert.ok(answer.statusCode < 500, `${path} ${answer.statusCode} ${answer.body}\n${lines.join('\n')}`)
    const kind = String(answer.headers['content-type'])
    if (answer.statusCode >= 400 && !kind.startsWith('text/plain')) assert.equal(typeof answer.json(), 'object')
    return answer
  }

  const values = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'box',
      FIRST_CONNECTION,
      'jane@example.com',
      'ｊane＠example．com',
      '\u0000',
      '\ud800',
      'a'.repeat(5000),
    ),
    fc.jsonValue(),
  )

  test('any fields with any values', async () => {
    const bodies = fc.dictionary(fc.constantFrom(...FIELDS), values)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PATHS), bodies, async (path, body) => {
        await send(path, JSON.stringify({ client_id: 'box', connection: FIRST_CONNECTION, ...body }))
      }),
      { numRuns: 300 },
    )
  })

  test('any bytes, as JSON and as a form', async () => {
    const types = fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/plain', 'x')
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PATHS),
        fc.uint8Array({ maxLength: 200 }),
        types,
        async (path, bytes, type) => {
          await send(path, Buffer.from(bytes), type)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('what could be read in two ways is refused', async () => {
    const twice = '{"client_id":"box","connection":"a","connection":"b"}'
    for (const [body, type] of [
      [twice, 'application/json'],
      ['client_id=box&connection=a&connection=b', 'application/x-www-form-urlencoded'],
      ['[]', 'application/json'],
      ['"box"', 'application/json'],
      ['{"client_id":', 'application/json'],
      [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'application/json'],
    ] as const) {
      const answer = await send('/dbconnections/signup', body, type)
      assert.equal(answer.statusCode, 400, String(body))
      assert.equal(answer.json().error, 'invalid_request')
    }
    const large = await send('/dbconnections/signup', JSON.stringify({ client_id: 'box', x: 'x'.repeat(40_000) }))
    assert.equal(large.statusCode, 413)
  })

  test('a password that is refused for what it is costs no hash', async () => {
    const before = hashed
    const body = { client_id: 'box', connection: FIRST_CONNECTION, email: 'jane@example.com' }
    for (const password of ['', 'weak', 'A1!'.repeat(1000)]) {
      const answer = await send('/dbconnections/signup', JSON.stringify({ ...body, password }))
      assert.equal(answer.json().code, 'invalid_password', password.slice(0, 10))
    }
    assert.equal(hashed, before)
    assert.ok(!lines.some((line) => line.startsWith('error')), lines.join('\n'))
  })

  test('a form works as JSON does', async () => {
    const form = new URLSearchParams({
      client_id: 'box',
      connection: FIRST_CONNECTION,
      email: 'form@example.com',
      password: 'Correct-horse-7',
    })
    const answer = await send('/dbconnections/signup', form.toString(), 'application/x-www-form-urlencoded')
    assert.equal(answer.statusCode, 200, answer.body)
    assert.equal(answer.json().email, 'form@example.com')
  })
})
