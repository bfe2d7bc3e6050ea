// A flood of logins slows logins. What needs no password keeps its pace.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { FIRST_CONNECTION, newEnabledClient } from '@symbolon/core/connections/new-connection'
import { newApi, newClient, newGrant, startWorld, type World } from './world.ts'

const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const API = 'https://orders.example.com/'
const application = newClient({ name: 'Box', grant_types: [PASSWORD_REALM] })
const machine = newClient()

describe('a flood of logins', () => {
  let world: World
  before(async () => {
    world = await startWorld()
    const connection = await world.tenancy.store.find('connections', { name: FIRST_CONNECTION })
    const kept = await world.tenancy.store.find('suspicious_ip_throttling', {})
    assert.ok(connection && kept)
    await world.write(
      application.changes,
      machine.changes,
      newApi({ identifier: API }),
      newGrant(machine.client_id, API, ['read:a']),
      { insert: 'enabled_clients', document: newEnabledClient(connection.id, application.client_id) },
      { replace: 'suspicious_ip_throttling', before: kept, after: { ...kept, enabled: false } },
    )
  })
  after(() => world.stop())

  const login = (username: string): Promise<Response> =>
    world.token({
      grant_type: PASSWORD_REALM,
      realm: FIRST_CONNECTION,
      username,
      password: 'Wrong-horse-7',
      ...application.credentials,
    })
  const machineToken = async (): Promise<number> => {
    const start = performance.now()
    const response = await world.token({ grant_type: 'client_credentials', audience: API, ...machine.credentials })
    assert.equal(response.status, 200)
    await response.text()
    return performance.now() - start
  }
  const median = (times: number[]): number => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

  test('past the bound is answered with 429 at once, in JSON, and machines get their tokens all the same', async () => {
    const quiet: number[] = []
    for (let round = 0; round < 20; round += 1) quiet.push(await machineToken())
    const started = performance.now()
    const flood = Array.from({ length: 700 }, async (_, index) => {
      const response = await login(`somebody${index}@example.com`)
      const body: unknown = await response.json()
      return { status: response.status, body, after: performance.now() - started }
    })
    // Those that were sent first are through the wire.
    await Promise.race(flood)
    const busy: number[] = []
    for (let round = 0; round < 10; round += 1) busy.push(await machineToken())
    const answers = await Promise.all(flood)
    const refused = answers.filter(({ status }) => status === 429)
    assert.ok(refused.length > 0, 'some were refused')
    assert.ok(answers.filter(({ status }) => status === 403).length >= 100, 'those in the line were answered')
    for (const { body } of refused) {
      assert.deepEqual(body, {
        error: 'too_many_requests',
        error_description: 'Too many requests. Please try again in a moment.',
      })
    }
    const last = Math.max(...answers.map(({ after }) => after))
    // The line is seconds long; nobody who needs no password stands in it.
    assert.ok(median(busy) < last / 4, `${median(quiet)} ms, then ${median(busy)} ms, while the flood took ${last} ms`)
  })

  test('is over when it is over', async () => {
    assert.equal((await login('nobody@example.com')).status, 403)
  })
})
