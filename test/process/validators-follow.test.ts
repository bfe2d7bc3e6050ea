// Our validators in front of APIs, and a tenant of three processes on PostgreSQL: what is revoked is refused everywhere within a second, while
// one server is killed and one validator is cut off. REVOCATIONS and VALIDATORS make more of them; design.md §5 asks for 2000 and 20.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createValidator, type Validator } from '@symbolon/validator'
import { startPostgres, type TestPostgres } from '../databases/postgres.ts'
import { callsTo } from '../server.ts'
import { until } from '../wire/until.ts'
import { startNodes, type Node } from './nodes.ts'
import { newFolder } from './server-process.ts'

const REVOCATIONS = Number(process.env['REVOCATIONS'] ?? 150)
const VALIDATORS = Number(process.env['VALIDATORS'] ?? 5)
const AT_ONCE = 4
const API = 'https://orders.example/'

/** A validator behind a line that can be cut. */
type Guard = { readonly validator: Validator; readonly cut: () => void; readonly mend: () => void }

describe('validators that follow a tenant of three processes', () => {
  let postgres: TestPostgres
  const folder = newFolder()
  before(async () => (postgres = await startPostgres()))
  after(async () => {
    await postgres.stop()
    folder.remove()
  })

  const isRefused = (validator: Validator, token: string): Promise<boolean> =>
    Promise.resolve(validator.verify(token)).then(
      () => false,
      (error: unknown) => {
        assert.equal(Object(error).reason, 'revoked')
        return true
      },
    )

  test('refuse what was revoked within a second, and nothing else, whoever is killed or cut off', async (t: TestContext) => {
    const { issuer, nodes, ask } = await startNodes(postgres, folder.path, 3)
    const living = [...nodes]
    const anyNode = (): Node => {
      const node = living[Math.floor(Math.random() * living.length)]
      assert.ok(node)
      return node
    }
    const { manage, accessToken } = callsTo(issuer)
    const api = { identifier: API, name: 'Orders', token_dialect: 'rfc9068_profile', scopes: [{ value: 'read' }] }
    assert.equal((await manage('POST', '/resource-servers', api)).status, 201)
    const grant = { client_id: 'test_first_client', audience: API, scope: ['read'] }
    assert.equal((await manage('POST', '/client-grants', grant)).status, 201)

    const newGuard = (): Guard => {
      let line = new AbortController()
      const reach = (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
        const { pathname, search } = new URL(input instanceof Request ? input.url : input)
        const signals = [line.signal, ...(init.signal ? [init.signal] : [])]
        return ask(anyNode(), pathname + search, { ...init, signal: AbortSignal.any(signals) })
      }
      const validator = createValidator({ issuer, audience: API, fetch: reach, onNotice: () => undefined })
      return { validator, cut: () => line.abort(), mend: () => void (line = new AbortController()) }
    }
    const guards = Array.from({ length: VALIDATORS }, newGuard)
    const [lonely, ...others] = guards
    assert.ok(lonely)
    const stateOf = ({ validator }: Guard) => [...validator.revocations().values()][0]?.state

    const tokens: string[] = []
    while (tokens.length < REVOCATIONS) tokens.push(await accessToken(API))
    const kept = await accessToken(API)
    for (const { validator } of guards) {
      for (const token of [...tokens, kept]) assert.equal(await isRefused(validator, token), false)
    }
    await until('all follow', () => guards.every((guard) => stateOf(guard) === 'following'))

    const revoke = async (token: string): Promise<void> => {
      const client = { client_id: 'test_first_client', client_secret: 'test-first-client-secret-0123456789abcdef' }
      for (;;) {
        const body = new URLSearchParams({ ...client, token })
        const status = await ask(anyNode(), '/oauth/revoke', { method: 'POST', body }).then(
          (response) => response.status,
          () => 0,
        )
        if (status === 200) return
        assert.equal(status, 0, 'only who has been killed gives no answer')
      }
    }
    const delays: number[] = []
    let isCut = false
    const untilRefused = async (guard: Guard, token: string, from: number): Promise<void> => {
      while (!(await isRefused(guard.validator, token))) {
        // Who is cut off can know nothing before it is back.
        if (guard === lonely && isCut) return
        assert.ok(performance.now() - from < 60_000, 'a validator has not heard of it')
        await pause(5)
      }
      delays.push(performance.now() - from)
    }
    const ended: string[] = []
    let next = 0
    const work = async (): Promise<void> => {
      for (let at = next++; at < tokens.length; at = next++) {
        if (at === Math.floor(REVOCATIONS / 3)) {
          isCut = true
          lonely.cut()
        }
        if (at === Math.floor(REVOCATIONS / 2)) await living.pop()?.server.kill('SIGKILL')
        if (at === Math.floor((REVOCATIONS * 2) / 3)) {
          const endedBefore = [...ended]
          lonely.mend()
          await until('it follows again', () => stateOf(lonely) === 'following')
          // Exact before it serves: all that ended while it was away.
          for (const token of endedBefore) assert.equal(await isRefused(lonely.validator, token), true)
          isCut = false
        }
        const token = tokens[at] ?? ''
        await revoke(token)
        ended.push(token)
        const from = performance.now()
        await Promise.all((isCut ? others : guards).map((guard) => untilRefused(guard, token, from)))
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    for (const guard of guards) {
      for (const token of tokens) assert.equal(await isRefused(guard.validator, token), true)
      assert.equal(await isRefused(guard.validator, kept), false)
    }
    delays.sort((one, other) => one - other)
    const percentile = (part: number): number => Math.round(delays[Math.ceil(delays.length * part) - 1] ?? NaN)
    t.diagnostic(
      `${REVOCATIONS} revocations, ${VALIDATORS} validators: p50 ${percentile(0.5)} ms, p99 ${percentile(0.99)} ms, most ${percentile(1)} ms`,
    )
    // The limit is design.md's, and a promise to customers: on two free cores it takes some 25 ms, on cores that do ten other things below a second.
    assert.ok(percentile(0.99) < 1000, `p99 is ${percentile(0.99)} ms`)
    for (const { validator } of guards) validator.close()
    await Promise.all(living.map(({ server }) => server.kill('SIGTERM')))
  })
})
