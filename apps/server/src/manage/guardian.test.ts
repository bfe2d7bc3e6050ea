// Factors and policies of multi-factor authentication: what is there, and what cannot be said.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
before(async () => void (wing = await openSampleWing()))
after(() => wing.close())

const factors = async (host?: string) =>
  (await wing.ask('/guardian/factors', host === undefined ? {} : { host })).json()

describe('factors', () => {
  test('are all off at first, and each is switched for itself and its tenant', async () => {
    const first = await factors()
    assert.equal(first.length, 8)
    assert.ok(first.every((one: { enabled: boolean; trial_expired: boolean }) => !one.enabled && !one.trial_expired))
    for (const enabled of [true, true, false, true]) {
      const answer = await wing.ask('/guardian/factors/otp', { method: 'PUT', body: { enabled } })
      assert.equal(answer.statusCode, 200, answer.body)
      assert.deepEqual(answer.json(), { enabled })
    }
    const on = (await factors()).filter((one: { enabled: boolean }) => one.enabled)
    assert.deepEqual(on, [{ name: 'otp', enabled: true, trial_expired: false }])
    assert.deepEqual(await factors('two.example'), first)
  })

  test('are those that there are', async () => {
    for (const name of ['carrier-pigeon', '__proto__', 'constructor']) {
      const answer = await wing.ask(`/guardian/factors/${name}`, { method: 'PUT', body: { enabled: true } })
      assert.equal(answer.statusCode, 400)
      assert.match(answer.json().message, /^Path validation error: .* on property name/)
    }
  })
})

describe('policies', () => {
  test('are none, since nobody would be asked', async () => {
    const put = (body: object) => wing.ask('/guardian/policies', { method: 'PUT', body })
    assert.deepEqual((await put([])).json(), [])
    const refused = await put(['all-applications'])
    assert.equal(refused.statusCode, 400)
    assert.equal(refused.json().errorCode, 'operation_not_supported')
    assert.equal((await put(['some-applications'])).json().errorCode, 'invalid_body')
    assert.deepEqual((await wing.ask('/guardian/policies')).json(), [])
  })
})
