import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { newApplication, newUser, newCode, redeem, userTokensOf, writeApplications } from './people.ts'
import { startWorld, type World } from './world.ts'

const spa = newApplication({
  app_type: 'spa',
  token_endpoint_auth_method: 'none',
  callbacks: ['https://spa.example.com/callback', 'com.example.app://callback'],
  web_origins: ['https://web.example.com'],
  allowed_origins: ['https://*.allowed.example.com'],
})
const other = newApplication({ callbacks: ['https://other.example.com/callback'] })

const OWN = ['https://spa.example.com', 'https://web.example.com', 'https://one.allowed.example.com']
const STRANGERS = [
  'https://evil.example.com',
  'http://spa.example.com',
  'https://spa.example.com:8443',
  'https://spa.example.com.evil.example',
  'https://allowed.example.com',
  'https://a.b.allowed.example.com',
  'null',
  'com.example.app://callback',
  'https://spa.example.com/',
  'HTTPS://SPA.EXAMPLE.COM',
]

describe('scripts in browsers', () => {
  let world: World
  before(async () => {
    world = await startWorld()
    await writeApplications(world, spa, other)
  })
  after(() => world.stop())

  const preflight = (path: string, origin: string, method = 'POST'): Promise<Response> =>
    fetch(`${world.issuer}${path}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'content-type,auth0-client',
      },
    })
  const post = (path: string, origin: string, parameters: Record<string, string>): Promise<Response> =>
    fetch(`${world.issuer}${path}`, { method: 'POST', headers: { origin }, body: new URLSearchParams(parameters) })
  const allowed = ({ headers }: Response): string | null => headers.get('access-control-allow-origin')

  for (const path of ['oauth/token', 'oauth/revoke']) {
    test(`a preflight for /${path} is allowed to the origins of any client, and to no other`, async () => {
      for (const origin of [...OWN, 'https://other.example.com']) {
        const response = await preflight(path, origin)
        assert.equal(response.status, 204)
        assert.equal(allowed(response), origin)
        assert.equal(response.headers.get('vary'), 'Origin')
        assert.equal(response.headers.get('access-control-allow-credentials'), null)
        assert.match(response.headers.get('access-control-allow-methods') ?? '', /POST/)
        for (const name of ['content-type', 'auth0-client', 'authorization', 'dpop', 'x-request-language']) {
          assert.ok(response.headers.get('access-control-allow-headers')?.toLowerCase().includes(name), name)
        }
      }
      for (const origin of STRANGERS) assert.equal(allowed(await preflight(path, origin)), null, origin)
    })

    test(`the answer of /${path} may be read by the origins of its own client, whatever the status`, async () => {
      const { client_id } = spa
      const parameters = { client_id, grant_type: 'refresh_token', refresh_token: 'x', token: 'x' }
      for (const origin of OWN) {
        const response = await post(path, origin, parameters)
        assert.equal(response.status, path === 'oauth/token' ? 403 : 200)
        assert.equal(allowed(response), origin)
        assert.match(response.headers.get('access-control-expose-headers') ?? '', /DPoP-Nonce/)
        assert.equal(response.headers.get('vary'), 'Origin')
      }
      for (const origin of [...STRANGERS, 'https://other.example.com']) {
        const response = await post(path, origin, parameters)
        assert.equal(allowed(response), null, origin)
        assert.equal(response.headers.get('vary'), 'Origin')
      }
    })
  }

  test('refusals of every kind can be read', async () => {
    const [origin = ''] = OWN
    const big = await post('oauth/token', origin, { client_id: spa.client_id, x: 'x'.repeat(40_000) })
    assert.equal(big.status, 413)
    assert.equal(allowed(big), origin)
    const wrong = await fetch(`${world.issuer}oauth/token`, { headers: { origin } })
    assert.equal(wrong.status, 405)
    assert.equal(allowed(wrong), origin)
    const unknown = await post('oauth/token', origin, { client_id: 'nobody', grant_type: 'refresh_token' })
    assert.equal(unknown.status, 401)
    assert.equal(allowed(unknown), origin)
    const nonsense = await fetch(`${world.issuer}oauth/token`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: '{',
    })
    assert.equal(nonsense.status, 400)
    assert.equal(allowed(nonsense), origin)
  })

  test('what needs no secret and what needs a token in a header may be read from everywhere', async () => {
    const origin = 'https://anybody.example'
    for (const path of ['.well-known/openid-configuration', '.well-known/jwks.json', 'userinfo']) {
      const asked = await preflight(path, origin, 'GET')
      assert.equal(asked.status, 204)
      assert.equal(allowed(asked), '*')
      assert.match(asked.headers.get('access-control-allow-methods') ?? '', /GET/)
      assert.equal(allowed(await fetch(`${world.issuer}${path}`, { headers: { origin } })), '*')
    }
    const user = await newUser(world)
    const code = await newCode(world, other, user, { redirect_uri: 'https://other.example.com/callback' })
    const { access_token } = await userTokensOf(
      await redeem(world, other, code, { redirect_uri: 'https://other.example.com/callback' }),
    )
    const headers = { origin, authorization: `Bearer ${access_token}` }
    const response = await fetch(`${world.issuer}userinfo`, { headers })
    assert.equal(response.status, 200)
    assert.equal(allowed(response), '*')
  })

  test('without an origin nothing of it is said', async () => {
    const response = await fetch(`${world.issuer}oauth/token`, { method: 'POST', body: new URLSearchParams() })
    assert.equal(allowed(response), null)
    assert.equal((await fetch(`${world.issuer}oauth/token`, { method: 'OPTIONS' })).status, 405)
  })
})
