import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { at, keyOf, PATIENT } from './sandbox.fixture.ts'
import { openSandbox } from './sandbox.ts'

const NOON = Date.UTC(2026, 0, 1, 12)
const MINUTE = 60_000

type Moment = { readonly tenant?: string; readonly trigger?: string; readonly now?: number }

describe('what an action keeps in api.cache', () => {
  const sandbox = openSandbox()
  after(() => sandbox.close())

  /** What the body of an action answers. */
  const run = async (body: string, { tenant = 'one', trigger = 'post-login', now = NOON }: Moment = {}) => {
    const script = `exports.onExecute = async (event, api) => { console.log(JSON.stringify((() => { ${body} })() ?? null)) }`
    const actions = [{ id: '1', name: 'Keeps', key: keyOf(script), secrets: {} }]
    const outcome = await sandbox.run(
      {
        tenant,
        program: 'actions',
        input: { trigger, handler: 'onExecute', actions, event: { user: {} }, facts: {} },
        scripts: new Map([[keyOf(script), script]]),
        now,
        limits: PATIENT,
      },
      async () => null,
    )
    const line = at(outcome, 'answer', 'steps', 0, 'lines', 0, 'text')
    assert.ok(typeof line === 'string', JSON.stringify(outcome))
    const told: unknown = JSON.parse(line)
    return told
  }

  it('is there at the next login, until its time is over', async () => {
    const kept = await run(`return api.cache.set('key', 'value', { ttl: ${MINUTE} })`)
    assert.equal(at(kept, 'type'), 'success')
    assert.equal(at(kept, 'record', 'value'), 'value')
    const found = await run(`return api.cache.get('key')`, { now: NOON + MINUTE / 2 })
    assert.deepEqual(found, at(kept, 'record'))
    assert.equal(await run(`return api.cache.get('key')`, { now: NOON + 2 * MINUTE }), null)
  })

  it('has a quarter of an hour where nothing is said, and a day at most', async () => {
    const endOf = async (options: string) =>
      Number(at(await run(`return api.cache.set('key', 'value'${options})`), 'record', 'expires_at')) - NOON
    const near = (time: number, expected: number) => assert.ok(time >= expected && time < expected + MINUTE, `${time}`)
    near(await endOf(''), 15 * MINUTE)
    near(await endOf(`, { ttl: ${72 * 60 * MINUTE} }`), 24 * 60 * MINUTE)
    assert.equal(await endOf(`, { expires_at: ${NOON + 5 * MINUTE} }`), 5 * MINUTE)
    assert.equal(await endOf(`, { ttl: ${72 * 60 * MINUTE}, expires_at: ${NOON + 5 * MINUTE} }`), 5 * MINUTE)
  })

  it('can be taken away', async () => {
    await run(`return api.cache.set('gone', 'value')`)
    assert.deepEqual(await run(`return api.cache.delete('gone')`), { type: 'success' })
    assert.equal(await run(`return api.cache.get('gone')`), null)
  })

  it('is nobody else’s: no other tenant’s, and no other trigger’s', async () => {
    await run(`return api.cache.set('mine', 'value')`)
    const get = `return api.cache.get('mine')`
    assert.equal(await run(get, { tenant: 'two' }), null)
    assert.equal(await run(get, { trigger: 'credentials-exchange' }), null)
    assert.equal(at(await run(get), 'value'), 'value')
  })

  it('says by name why it keeps nothing', async () => {
    for (const [body, code] of [
      [`set('key', 'x'.repeat(4097))`, 'CacheValueSizeExceeded'],
      [`set('key', 'é'.repeat(2049))`, 'CacheValueSizeExceeded'],
      [`set('k'.repeat(65), 'x')`, 'CacheKeySizeExceeded'],
      [`set('key', 'x', { ttl: 'soon' })`, 'InvalidExpiry'],
      [`set('key', 'x', { expires_at: ${NOON - MINUTE} })`, 'ItemAlreadyExpired'],
      [`delete('never there')`, 'CacheKeyDoesNotExist'],
    ] as const)
      assert.deepEqual(await run(`return api.cache.${body}`), { type: 'error', code }, body)
  })

  it('has room for twenty entries', async () => {
    await run(`for (let n = 0; n < 25; n += 1) api.cache.set('n' + n, 'x')`)
    assert.equal(await run(`return api.cache.get('n4')`), null)
    assert.equal(at(await run(`return api.cache.get('n5')`), 'value'), 'x')
  })
})
