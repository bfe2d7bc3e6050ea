// What nobody should send, and what nobody can help: each ends in the documented error, and nothing has changed.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
before(async () => void (wing = await openSampleWing()))
after(() => wing.close())
afterEach(() => void (wing.between.store = (real) => real))

const clients = async () => (await wing.ask('/clients?include_totals=true')).json().total

describe('a body', () => {
  const JSON_TYPE = { 'content-type': 'application/json' }
  const bodies: readonly [what: string, body: string, headers: Record<string, string>, status: number][] = [
    ['that is cut off', '{"name":"x"', JSON_TYPE, 400],
    ['that is empty', '', JSON_TYPE, 400],
    ['that is a list', '[]', JSON_TYPE, 400],
    ['that is null', 'null', JSON_TYPE, 400],
    ['that is a number', '1', JSON_TYPE, 400],
    ['that is no UTF-8', '{"name":"\ufffd', JSON_TYPE, 400],
    ['with a name twice', '{"name":"x","name":"y"}', JSON_TYPE, 400],
    ['with a name twice, spelled differently', '{"name":"x","n\\u0061me":"y"}', JSON_TYPE, 400],
    ['with a prototype', '{"name":"x","__proto__":{"global":true}}', JSON_TYPE, 400],
    ['with a constructor', '{"name":"x","constructor":{"prototype":{"a":1}}}', JSON_TYPE, 400],
    ['with a prototype inside', '{"name":"x","addons":{"a":{"__proto__":{"b":1}}}}', JSON_TYPE, 400],
    [
      'that opens 60000 lists',
      `{"name":"x","addons":{"a":${'['.repeat(60_000)}${']'.repeat(60_000)}}}`,
      JSON_TYPE,
      400,
    ],
    ['that is enormous', `{"name":"${'x'.repeat(140_000)}"}`, JSON_TYPE, 413],
    ['that is a form', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['of another kind', '{"name":"x"}', { 'content-type': 'text/plain' }, 415],
  ]
  for (const [what, body, headers, status] of bodies) {
    test(`${what} is refused and changes nothing`, async () => {
      const count = await clients()
      const answer = await wing.ask('/clients', { method: 'POST', body, headers })
      assert.equal(answer.statusCode, status, answer.body.slice(0, 300))
      assert.equal(answer.json().statusCode, status)
      assert.equal(typeof answer.json().message, 'string')
      assert.equal(await clients(), count)
    })
  }

  test('that is promised by a header and does not come is no hindrance to removing something', async () => {
    const { client_id } = (await wing.ask('/clients', { method: 'POST', body: { name: 'x' } })).json()
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    assert.equal((await wing.ask(`/clients/${client_id}`, { method: 'DELETE', headers })).statusCode, 204)
  })

  test('of any JSON is answered, never by accident', async () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom('name', 'callbacks', 'addons', 'jwt_configuration', 'client_metadata'),
        fc.jsonValue(),
      ),
    )
    await fc.assert(
      fc.asyncProperty(value, async (body) => {
        const answer = await wing.ask('/clients', { method: 'POST', body: JSON.stringify(body) })
        assert.ok([201, 400].includes(answer.statusCode), `${answer.statusCode} ${answer.body}`)
      }),
      { numRuns: 150 },
    )
    assert.deepEqual(wing.operatorLines, [])
  })

  test('never comes back in the refusal where it could be a secret', async () => {
    const body = { client_secret: 'a secret with spaces' }
    const [{ client_id }] = (await wing.ask('/clients?is_global=false')).json()
    const answer = await wing.ask(`/clients/${client_id}`, { method: 'PATCH', body })
    assert.equal(answer.statusCode, 400)
    assert.ok(!answer.body.includes('a secret'))
  })
})

describe('a path', () => {
  for (const path of ['/nothing', '/clients/', '/clients/a/b', '/tenants', '/clients//credentials', '/CLIENTS']) {
    test(`${path} that leads nowhere is a 404 in JSON`, async () => {
      const answer = await wing.ask(path)
      assert.equal(answer.statusCode, 404)
      assert.equal(answer.json().statusCode, 404)
      assert.match(String(answer.headers['content-type']), /^application\/json; charset=utf-8/)
    })
  }

  test('that is there names the methods it has', async () => {
    const answer = await wing.ask('/clients', { method: 'PUT' })
    assert.equal(answer.statusCode, 405)
    assert.equal(answer.headers['allow'], 'GET, POST')
  })
})

describe('a store that', () => {
  test('cannot be reached is a 503 that says nothing of itself', async () => {
    const unavailable = Object.assign(new Error('SECRET path /data/x.db'), { code: 'store_unavailable' })
    wing.between.store = (real) => ({ ...real, page: async () => Promise.reject(unavailable) })
    const answer = await wing.ask('/clients')
    assert.equal(answer.statusCode, 503)
    assert.equal(answer.headers['retry-after'], '1')
    assert.ok(!answer.body.includes('SECRET'))
  })

  test('breaks is a 500 that says nothing, and a line for the operator that says all', async () => {
    wing.between.store = (real) => ({ ...real, page: async () => Promise.reject(new TypeError('SECRET inside')) })
    const answer = await wing.ask('/clients')
    assert.equal(answer.statusCode, 500)
    assert.ok(!answer.body.includes('SECRET'))
    const line = wing.operatorLines.at(-1)
    assert.equal(line?.fields?.['request_id'], 'request-1')
    assert.match(String(line.fields['error']), /SECRET inside/)
  })

  test('never settles is given up on, and nothing has changed', async () => {
    const [{ client_id, name }] = (await wing.ask('/clients?is_global=false')).json()
    wing.between.store = (real) => ({ ...real, apply: async () => ({ outcome: 'stale', collection: 'clients' }) })
    const answer = await wing.ask(`/clients/${client_id}`, { method: 'PATCH', body: { name: 'other' } })
    assert.equal(answer.statusCode, 409)
    wing.between.store = (real) => real
    assert.equal((await wing.ask(`/clients/${client_id}`)).json().name, name)
  })
})
