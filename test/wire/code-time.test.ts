// How long the tenant's own code may take is the operator's setting.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CLIENT_ID, CLIENT_SECRET, startTestServer } from '../server.ts'

const CODE = `exports.onExecuteCredentialsExchange = async () => {
  await new Promise((resolve) => setTimeout(resolve, 60_000))
}`

test('code that takes longer than SYMBOLON_CODE_SECONDS denies, and in no more time than that', async () => {
  const server = await startTestServer({ environment: { SYMBOLON_CODE_SECONDS: '1' } })
  try {
    const call = async (method: string, path: string, body: unknown) => {
      const response = await server.manage(method, path, body)
      assert.ok(response.ok, await response.clone().text())
      return Object(await response.json())
    }
    const { id } = await call('POST', '/actions/actions', {
      name: 'Slow',
      supported_triggers: [{ id: 'credentials-exchange', version: 'v2' }],
      code: CODE,
      deploy: true,
    })
    const asked = {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      grant_type: 'client_credentials',
      audience: 'https://api.example.com/',
    }
    assert.equal((await server.token(asked)).status, 200)
    await call('PATCH', '/actions/triggers/credentials-exchange/bindings', {
      bindings: [{ ref: { type: 'action_id', value: id } }],
    })
    const began = performance.now()
    const denied = await server.token(asked)
    assert.ok(performance.now() - began < 60_000, 'nobody waits for its end')
    assert.equal(denied.status, 403)
    const error_description = 'The script took more than 1000 ms'
    assert.deepEqual(await denied.json(), { error: 'access_denied', error_description })
  } finally {
    await server.stop()
  }
})
