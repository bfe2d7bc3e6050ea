import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { CLIENT_ID, CLIENT_SECRET } from '../server.ts'
import { until } from './until.ts'
import { computing } from './computing.ts'
import { DEMO_API, GRANT, jwtOf, refuses, tokensOf } from './token-calls.ts'
import { newApi, newClient, newGrant, newKeys, startWorld, type World } from './world.ts'

const FIRST = { ...GRANT, client_id: CLIENT_ID, client_secret: CLIENT_SECRET }
const NO_GRANT = (audience: string) =>
  `Client is not authorized to access "${audience}". You need to create a "client-grant" associated to this API. ` +
  'See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants'

const WIDE = 'https://wide.example/'
const EMPTY = 'urn:empty'
const CLOSED = 'https://closed.example/'
const ORGANIZED = 'https://organized.example/'
const ENCRYPTED = 'https://encrypted.example/'
const BOUND = 'https://bound.example/'
const MANY = Array.from({ length: 1000 }, (_, at) => `s:${at}`)

describe('POST /oauth/token with client credentials', () => {
  let world: World
  let machine: Record<string, string>
  const publicClient = newClient({ name: 'Public', token_endpoint_auth_method: 'none' })
  const noGrantTypes = newClient({ name: 'Cannot', grant_types: ['authorization_code'] })

  const post = (body: string | Buffer, contentType = 'application/x-www-form-urlencoded') =>
    fetch(`${world.issuer}oauth/token`, { method: 'POST', headers: { 'content-type': contentType }, body })
  const postJson = (body: unknown) => post(JSON.stringify(body), 'application/json')
  const form = (parameters: Record<string, string>) => new URLSearchParams(parameters).toString()

  before(async () => {
    world = await startWorld()
    const client = newClient()
    machine = { ...GRANT, ...client.credentials }
    await world.write(
      client.changes,
      publicClient.changes,
      noGrantTypes.changes,
      newApi({ identifier: WIDE }, MANY),
      newApi({ identifier: EMPTY }, []),
      newApi({ identifier: CLOSED, subject_type_authorization: { client: { policy: 'deny_all' } } }),
      newApi({ identifier: ORGANIZED }),
      newApi({
        identifier: ENCRYPTED,
        token_encryption: { format: 'compact-nested-jwe', encryption_key: { alg: 'RSA-OAEP-256', pem: 'x' } },
      }),
      newApi({ identifier: BOUND, proof_of_possession: { mechanism: 'dpop', required: true } }),
      newGrant(client.client_id, WIDE, MANY),
      newGrant(client.client_id, EMPTY, ['no:longer:defined']),
      newGrant(client.client_id, CLOSED, ['read:a']),
      newGrant(client.client_id, ORGANIZED, ['read:a'], { organization_usage: 'require' }),
      newGrant(client.client_id, ENCRYPTED, ['read:a']),
      newGrant(client.client_id, BOUND, ['read:a']),
      newGrant(publicClient.client_id, WIDE, ['s:1']),
      newGrant(noGrantTypes.client_id, WIDE, ['s:1']),
      await newKeys(world.tenancy, 'ES256'),
    )
  })
  after(() => world.stop())

  describe('the answer', () => {
    test('a machine with a client grant gets a JWT for the API it named, with the scope and a numeric life', async () => {
      const response = await world.token({ ...FIRST, audience: DEMO_API })
      const { header, claims } = await jwtOf(response.clone())
      const { scope, expires_in } = await tokensOf(response)
      assert.equal(scope, 'read:messages write:messages')
      assert.equal(expires_in, 8000)
      assert.equal(header.alg, 'RS256')
      assert.equal(claims.iss, world.issuer)
      assert.equal(claims.aud, DEMO_API)
      assert.equal(claims.sub, `${CLIENT_ID}@clients`)
    })

    test('JSON is answered like a form', async () => {
      const tokens = await tokensOf(await postJson({ ...FIRST, audience: DEMO_API }))
      assert.equal(tokens.scope, 'read:messages write:messages')
    })

    test('every response has the headers against sniffing and indexing, and names no software', async () => {
      const response = await world.token({ ...FIRST, audience: DEMO_API })
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
      assert.equal(response.headers.get('x-robots-tag'), 'noindex, nofollow, nosnippet, noarchive')
      assert.equal(response.headers.get('server'), null)
      assert.equal(response.headers.get('x-powered-by'), null)
    })

    test('no token, id or refresh token is there for offline_access or openid: a machine is no user', async () => {
      for (const scope of ['openid', 'offline_access', 'openid profile']) {
        await refuses(await world.token({ ...FIRST, audience: DEMO_API, scope }), {
          status: 403,
          error: 'access_denied',
        })
      }
    })

    test('every request has an id of its own', async () => {
      const ids = new Set<string | null>()
      for (let times = 0; times < 20; times += 1) {
        const response = await world.token({ ...FIRST, audience: DEMO_API })
        ids.add(response.headers.get('x-auth0-requestid'))
        await response.body?.cancel()
      }
      assert.equal(ids.size, 20)
    })
  })

  describe('the audience', () => {
    test('without an audience, and without a default one, there is no token', async () => {
      await refuses(await world.token(FIRST), {
        status: 403,
        error: 'access_denied',
        description: 'Non-global clients are not allowed access to APIv1',
      })
    })

    test('an empty audience is none', async () => {
      await refuses(await world.token({ ...FIRST, audience: '' }), {
        status: 403,
        error: 'access_denied',
        description: 'Non-global clients are not allowed access to APIv1',
      })
    })

    for (const audience of [
      'https://unknown.example/',
      'https://api.example.com',
      'HTTPS://api.example.com/',
      'https://api.example.com/ ',
      'https://api.example.com//',
      'https://API.example.com/',
      `${DEMO_API} ${WIDE}`,
      '__proto__',
      'constructor',
      '%',
      'x'.repeat(20_000),
    ]) {
      test(`an audience is compared byte for byte: ${JSON.stringify(audience.slice(0, 40))}`, async () => {
        await refuses(await world.token({ ...FIRST, audience }), {
          status: 403,
          error: 'access_denied',
          description: `Service not enabled within domain: ${audience.slice(0, 600)}`,
        })
      })
    }

    test('an API that the client has no grant for gives no token', async () => {
      await refuses(await world.token({ ...FIRST, audience: WIDE }), {
        status: 403,
        error: 'access_denied',
        description: NO_GRANT(WIDE),
      })
    })

    test('an API that gives no tokens to clients gives none, grant or not', async () => {
      await refuses(await world.token({ ...machine, audience: CLOSED }), {
        status: 403,
        error: 'access_denied',
        description: NO_GRANT(CLOSED),
      })
    })

    test('a grant that wants an organization gives no token without one, and one that wants none no token with one', async () => {
      const required = { status: 400, error: 'invalid_request', description: /organization is required/ }
      await refuses(await world.token({ ...machine, audience: ORGANIZED }), required)
      const refused = { status: 400, error: 'invalid_request', description: /organization is not allowed/ }
      await refuses(await world.token({ ...machine, audience: WIDE, organization: 'org_1' }), refused)
      const unknown = { status: 400, error: 'invalid_request', description: /must be an organization id$/ }
      await refuses(await world.token({ ...machine, audience: ORGANIZED, organization: 'org_1' }), unknown)
    })

    test('an API that asks for encrypted or bound tokens never gets weaker ones', async () => {
      for (const audience of [ENCRYPTED, BOUND]) {
        await refuses(await world.token({ ...machine, audience }), { status: 403, error: 'access_denied' })
      }
    })

    test('resource names the API as audience does, and audience goes before it', async () => {
      const { claims } = await jwtOf(await world.token({ ...FIRST, resource: DEMO_API }))
      assert.equal(claims.aud, DEMO_API)
      const both = await jwtOf(await world.token({ ...FIRST, audience: DEMO_API, resource: WIDE }))
      assert.equal(both.claims.aud, DEMO_API)
      await refuses(await world.token({ ...FIRST, resource: WIDE }), {
        status: 403,
        error: 'access_denied',
        description: NO_GRANT(WIDE),
      })
    })

    test('the default audience of the tenant stands in for none, and resource counts only where the tenant says so', async () => {
      const before = await world.tenancy.store.find('tenant_settings', {})
      assert.ok(before)
      const after = { ...before, default_audience: WIDE, resource_parameter_profile: 'audience' as const }
      await world.write({ replace: 'tenant_settings', before, after })
      assert.equal((await jwtOf(await world.token({ ...machine, scope: 's:1' }))).claims.aud, WIDE)
      const ignored = await jwtOf(await world.token({ ...machine, scope: 's:1', resource: DEMO_API }))
      assert.equal(ignored.claims.aud, WIDE)
      assert.equal((await jwtOf(await world.token({ ...FIRST, audience: DEMO_API }))).claims.aud, DEMO_API)
      const refused = { status: 403, error: 'access_denied', description: NO_GRANT(WIDE) }
      await refuses(await world.token(FIRST), refused)
      await world.write({ replace: 'tenant_settings', before: after, after: before })
    })
  })

  describe('the scope', () => {
    test('omitted, it is all that the client grant holds', async () => {
      const { scope } = await tokensOf(await world.token({ ...machine, audience: WIDE }))
      assert.equal(scope, MANY.join(' '))
    })

    test('empty is omitted', async () => {
      const { scope } = await tokensOf(await world.token({ ...FIRST, audience: DEMO_API, scope: '' }))
      assert.equal(scope, 'read:messages write:messages')
    })

    test('asked for, it is exactly that, in the order asked for', async () => {
      const response = await world.token({ ...machine, audience: WIDE, scope: 's:9 s:3 s:900' })
      const { claims } = await jwtOf(response.clone())
      assert.equal((await tokensOf(response)).scope, 's:9 s:3 s:900')
      assert.equal(claims.scope, 's:9 s:3 s:900')
    })

    test('repeated scopes count once', async () => {
      const { scope } = await tokensOf(await world.token({ ...machine, audience: WIDE, scope: 's:1  s:1 s:2 s:1' }))
      assert.equal(scope, 's:1 s:2')
    })

    test('a list of scopes in JSON is a scope', async () => {
      const { scope } = await tokensOf(await postJson({ ...machine, audience: WIDE, scope: ['s:2', 's:1'] }))
      assert.equal(scope, 's:2 s:1')
    })

    test('unknown scopes refuse the request, and the answer names them', async () => {
      await refuses(await world.token({ ...machine, audience: WIDE, scope: 's:1 admin s:2 root' }), {
        status: 403,
        error: 'access_denied',
        description: 'Client has not been granted scopes: admin, root',
      })
    })

    test('a scope that the grant holds but the API no longer defines is not granted', async () => {
      const { scope } = await tokensOf(await world.token({ ...machine, audience: EMPTY }))
      assert.equal(scope, '')
      await refuses(await world.token({ ...machine, audience: EMPTY, scope: 'no:longer:defined' }), {
        status: 403,
        error: 'access_denied',
      })
    })

    test('a token without any scope has no scope claim, and the answer has an empty one', async () => {
      const { claims } = await jwtOf(await world.token({ ...machine, audience: EMPTY }))
      assert.ok(!('scope' in claims))
    })

    for (const scope of ['a"b', 'a\\b', 'ä', 'a\tb', 'a\nb', 'a\u00a0b', '\u{1F600}']) {
      test(`what is no scope string is refused: ${JSON.stringify(scope)}`, async () => {
        await refuses(await world.token({ ...machine, audience: WIDE, scope }), {
          status: 400,
          error: 'invalid_scope',
        })
      })
    }

    for (const scope of [1, true, {}, [1], [['s:1']], ['s:1', null]]) {
      test(`in JSON, ${JSON.stringify(scope)} is no scope`, async () => {
        await refuses(await postJson({ ...machine, audience: WIDE, scope }), {
          status: 400,
          error: 'invalid_scope',
          description: 'Scope must be an array or a string',
        })
      })
    }

    test('a scope list in JSON cannot smuggle separators that a string could not', async () => {
      const { scope } = await tokensOf(await postJson({ ...machine, audience: WIDE, scope: ['s:1 s:2'] }))
      assert.equal(scope, 's:1 s:2')
    })

    test('1000 scopes are granted; one more is too many', async () => {
      const response = await world.token({ ...machine, audience: WIDE, scope: MANY.join(' ') })
      assert.equal((await tokensOf(response)).scope, MANY.join(' '))
      const more = [...MANY, 's:1000'].join(' ')
      await refuses(await world.token({ ...machine, audience: WIDE, scope: more }), {
        status: 400,
        error: 'invalid_scope',
      })
    })

    test('10,000 scopes are refused after less than a second of work', async () => {
      const scope = Array.from({ length: 10_000 }, (_, at) => `x${at}`).join(' ')
      const took = await computing(async () => {
        const response = await world.token({ ...machine, audience: WIDE, scope })
        assert.ok([400, 413].includes(response.status))
        assert.match(await response.text(), /^\{"error":"invalid_(?:scope|request)"/)
      })
      assert.ok(took < 1000, `${took} ms`)
    })

    test('10,000 one letter scopes, which fit into a body, are one scope', async () => {
      await refuses(await world.token({ ...machine, audience: WIDE, scope: 'x '.repeat(10_000) }), {
        status: 403,
        error: 'access_denied',
        description: 'Client has not been granted scopes: x',
      })
    })
  })

  describe('the grant', () => {
    test('there must be a grant type', async () => {
      const { grant_type: _, ...rest } = FIRST
      const missing = { status: 400, error: 'invalid_request', description: 'Missing required parameter: grant_type' }
      await refuses(await world.token({ ...rest, audience: DEMO_API }), missing)
      await refuses(await world.token({ ...rest, audience: DEMO_API, grant_type: '' }), missing)
    })

    for (const grant_type of ['implicit', 'CLIENT_CREDENTIALS', 'client_credentials ', '__proto__', 'toString']) {
      test(`the grant type ${JSON.stringify(grant_type)} is not supported`, async () => {
        await refuses(await world.token({ ...FIRST, audience: DEMO_API, grant_type }), {
          status: 400,
          error: 'unsupported_grant_type',
          description: `Unsupported grant type: ${grant_type}`,
        })
      })
    }

    test('a secret that has got into the grant type is neither answered nor logged', async () => {
      const { client_secret } = FIRST
      const grant_type = `client_credentials\u0001client_secret=${client_secret}`
      for (const sent of [
        { ...FIRST, grant_type },
        { ...GRANT, client_id: `x&client_secret=${client_secret}`, client_secret: 'y' },
      ]) {
        const response = await world.token({ ...sent, audience: DEMO_API })
        assert.ok(response.status === 400 || response.status === 401)
        assert.ok(!(await response.text()).includes(client_secret))
      }
      await until('the failure is logged', async () =>
        (await world.tenancy.store.logEvents({ limit: 50, type: 'feccft' })).events.some(
          ({ client_id }) => client_id === undefined,
        ),
      )
      const { events } = await world.tenancy.store.logEvents({ limit: 100 })
      assert.ok(!JSON.stringify(events).includes(client_secret))
    })

    test('a client that may not use the grant is told so, with the page about it', async () => {
      const response = await world.token({ ...GRANT, ...noGrantTypes.credentials, audience: WIDE })
      assert.match(
        await response.clone().text(),
        /"error_uri":"https:\/\/auth0\.com\/docs\/clients\/client-grant-types"/,
      )
      await refuses(response, {
        status: 403,
        error: 'unauthorized_client',
        description: "Grant type 'client_credentials' not allowed for the client.",
      })
    })

    test('a public client cannot use it, with its secret or without, whatever it holds', async () => {
      const { client_id } = publicClient
      const refused = {
        status: 403,
        error: 'unauthorized_client',
        description: "Grant type 'client_credentials' not allowed for the client.",
      }
      await refuses(await world.token({ ...GRANT, client_id, audience: WIDE }), refused)
      await refuses(await world.token({ ...GRANT, ...publicClient.credentials, audience: WIDE }), refused)
    })
  })

  describe('the parameters', () => {
    test('unknown ones are ignored, whatever they hold', async () => {
      await tokensOf(
        await world.token({ ...FIRST, audience: DEMO_API, auth0Client: '!', _intstate: 'x', tenant: 'other', iss: '' }),
      )
      await tokensOf(
        await postJson({ ...FIRST, audience: DEMO_API, object: { a: [1] }, list: [], number: 5, no: false, nil: null }),
      )
      await tokensOf(await world.token({ ...FIRST, audience: DEMO_API, ['__proto__']: 'x', constructor: 'y' }))
    })

    test('those in the query count for nothing', async () => {
      const query = form({ ...FIRST, audience: DEMO_API })
      const response = await fetch(`${world.issuer}oauth/token?${query}`, { method: 'POST' })
      assert.equal(response.status, 400)
      const scoped = await fetch(`${world.issuer}oauth/token?scope=read:messages&audience=${WIDE}`, {
        method: 'POST',
        body: new URLSearchParams({ ...FIRST, audience: DEMO_API }),
      })
      assert.equal((await tokensOf(scoped)).scope, 'read:messages write:messages')
    })

    for (const name of ['grant_type', 'client_id', 'client_secret', 'audience', 'scope', 'anything']) {
      test(`${name} twice is refused, in a form and in JSON, the same or not, empty or not`, async () => {
        const text = form({ ...FIRST, audience: DEMO_API, scope: 'read:messages', anything: '1' })
        const value = new URLSearchParams(text).get(name) ?? ''
        const twice = { status: 400, error: 'invalid_request' }
        await refuses(await post(`${text}&${name}=${encodeURIComponent(value)}`), twice)
        await refuses(await post(`${name}=other&${text}`), twice)
        await refuses(await post(`${text}&${name}=`), twice)
        await refuses(await post(`${text}&${name}`), twice)
        await refuses(await post(`${text}&${name.replace('a', '%61')}=${value}`), twice)
        const json = JSON.stringify(Object.fromEntries(new URLSearchParams(text)))
        await refuses(await post(json.replace('{', `{"${name}":"other",`), 'application/json'), twice)
        const escaped = `\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}`
        await refuses(await post(json.replace('{', `{"${escaped}":"other",`), 'application/json'), twice)
      })
    }

    test('in JSON a parameter that is not a string is refused, and null is absent', async () => {
      for (const name of ['grant_type', 'client_id', 'client_secret', 'audience']) {
        for (const value of [1, true, ['x'], { a: 1 }]) {
          await refuses(await postJson({ ...FIRST, audience: DEMO_API, [name]: value }), {
            status: 400,
            error: 'invalid_request',
          })
        }
      }
      await tokensOf(await postJson({ ...FIRST, audience: DEMO_API, scope: null, resource: null, organization: null }))
    })

    test('a plus is a space and a percent triplet a byte, in names as well', async () => {
      const text = form({ ...machine, audience: WIDE })
      assert.equal((await tokensOf(await post(`${text}&sc%6fpe=s:1+s%3A2`))).scope, 's:1 s:2')
    })

    test('encoded twice is not decoded twice', async () => {
      const audience = encodeURIComponent(DEMO_API)
      await refuses(await world.token({ ...FIRST, audience }), {
        status: 403,
        error: 'access_denied',
        description: `Service not enabled within domain: ${audience.slice(0, 600)}`,
      })
      await refuses(await post(encodeURIComponent(form({ ...FIRST, audience: DEMO_API }))), {
        status: 400,
        error: 'invalid_request',
        description: 'Missing required parameter: grant_type',
      })
    })
  })
})
