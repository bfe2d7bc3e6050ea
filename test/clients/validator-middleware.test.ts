// The middleware of @symbolon/validator inside the frameworks themselves, and tokens of another provider.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { createValidator, requireScopes, type Validator } from '@symbolon/validator'
import * as forExpress from '@symbolon/validator/express'
import * as forFastify from '@symbolon/validator/fastify'
import * as forFetch from '@symbolon/validator/fetch'
import * as forHono from '@symbolon/validator/hono'
import * as forHttp from '@symbolon/validator/http'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { SignJWT } from 'jose'
import Provider from 'oidc-provider'

const ISSUER = 'https://id.example/'
const AUDIENCE = 'https://orders.example/api'
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = { ...publicKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'k1' }

const tokenWith = (scope: string): Promise<string> =>
  new SignJWT({ scope, client_id: 'app' })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject('auth0|1')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey)

const validator: Validator = createValidator({
  issuer: { issuer: ISSUER, keys: { keys: [jwk] } },
  audience: AUDIENCE,
  resource: { name: 'Orders', scopes: ['read:orders'] },
})

const closing: (() => unknown)[] = []
after(() => Promise.all(closing.map((close) => close())))

const listen = async (listener: RequestListener): Promise<string> => {
  const server: Server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const reads = requireScopes('read:orders')
const writes = requireScopes('write:orders')

const FRAMEWORKS: Readonly<Record<string, () => Promise<string>>> = {
  express: async () => {
    const app = express()
    app.use(forExpress.metadata(validator))
    app.use(forExpress.protect(validator))
    app.get('/orders', forExpress.protect(validator, reads), (request, response) => {
      response.json({ sub: forExpress.tokenOf(request).subject })
    })
    app.post('/orders', forExpress.protect(validator, writes), (_request, response) => void response.json({}))
    return listen(app)
  },
  fastify: async () => {
    const app = fastify()
    await app.register(forFastify.metadata(validator))
    app.get('/orders', { onRequest: forFastify.protect(validator, reads) }, (request) => ({
      sub: forFastify.tokenOf(request).subject,
    }))
    app.post('/orders', { onRequest: forFastify.protect(validator, writes) }, () => ({}))
    await app.ready()
    closing.push(() => app.close())
    return listen((request, response) => app.routing(request, response))
  },
  hono: async () => {
    const app = new Hono<{ Variables: { auth: Awaited<ReturnType<Validator['verify']>> } }>()
    app.use(forHono.metadata(validator))
    app.get('/orders', forHono.protect(validator, reads), (context) =>
      context.json({ sub: context.get('auth').subject }),
    )
    app.post('/orders', forHono.protect(validator, writes), (context) => context.json({}))
    return listen(bridge((request) => app.fetch(request)))
  },
  fetch: async () => {
    const orders = forFetch.protect(validator, (_request, { subject }) => Response.json({ sub: subject }), [reads])
    const order = forFetch.protect(validator, () => Response.json({}), [writes])
    return listen(
      bridge(
        (request) =>
          forFetch.metadataResponse(validator, request) ?? (request.method === 'POST' ? order : orders)(request),
      ),
    )
  },
  'node:http': async () => {
    const orders = forHttp.protect(
      validator,
      (_request, response, { subject }) => response.end(JSON.stringify({ sub: subject })),
      [reads],
    )
    const order = forHttp.protect(validator, (_request, response) => response.end('{}'), [writes])
    return listen((request, response) => {
      if (!forHttp.serveMetadata(validator, request, response))
        void (request.method === 'POST' ? order : orders)(request, response)
    })
  },
}

/** A fetch-style handler behind node:http. */
const bridge =
  (handle: (request: Request) => Response | Promise<Response>): RequestListener =>
  async (request, response) => {
    const headers = Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
      values.map((value) => [name, value] as [string, string]),
    )
    const answer = await handle(
      new Request(`http://${request.headers.host}${request.url}`, { method: request.method ?? 'GET', headers }),
    )
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()))
  }

describe('middleware', () => {
  for (const [name, open] of Object.entries(FRAMEWORKS)) {
    test(`for ${name} lets in who may, and tells everybody else what is missing`, async () => {
      const origin = await open()
      const ask = (authorization?: string, method = 'GET', path = '/orders') =>
        fetch(`${origin}${path}`, { method, headers: authorization === undefined ? {} : { authorization } })
      const token = await tokenWith('read:orders')
      const good = await ask(`Bearer ${token}`)
      assert.deepEqual([good.status, await good.json()], [200, { sub: 'auth0|1' }])

      const none = await ask()
      assert.equal(none.status, 401)
      const where = 'resource_metadata="https://orders.example/.well-known/oauth-protected-resource/api"'
      assert.ok(none.headers.get('www-authenticate')?.startsWith(`Bearer ${where}, DPoP `))
      assert.doesNotMatch(none.headers.get('www-authenticate') ?? '', /error/)
      assert.equal(none.headers.get('cache-control'), 'no-store')

      const bad = await ask(`Bearer ${token}x`)
      assert.equal(bad.status, 401)
      assert.match(bad.headers.get('www-authenticate') ?? '', /^Bearer error="invalid_token", error_description="/)
      assert.doesNotMatch(`${await bad.text()}${bad.headers.get('www-authenticate')}`, new RegExp(token.slice(0, 40)))

      const little = await ask(`Bearer ${token}`, 'POST')
      assert.equal(little.status, 403)
      assert.match(little.headers.get('www-authenticate') ?? '', /error="insufficient_scope".*scope="write:orders"/)
      assert.equal(Object(await little.json()).error, 'insufficient_scope')

      assert.equal((await ask('Basic YTpi')).status, 401)
      assert.equal((await ask('Bearer')).status, 400)
      assert.equal((await ask(`Bearer ${token} ${token}`)).status, 400)
      assert.equal((await ask(`Bearer ${token}`, 'GET', `/orders?access_token=${token}`)).status, 400)
      assert.equal((await ask(undefined, 'GET', `/orders?access_token=${token}`)).status, 401)

      const about = await ask(undefined, 'GET', '/.well-known/oauth-protected-resource/api')
      assert.equal(about.status, 200)
      const { resource, authorization_servers, scopes_supported, resource_name } = Object(await about.json())
      assert.deepEqual(
        { resource, authorization_servers, scopes_supported, resource_name },
        {
          resource: AUDIENCE,
          authorization_servers: [ISSUER],
          scopes_supported: ['read:orders'],
          resource_name: 'Orders',
        },
      )
    })
  }

  test('for node:http refuses two Authorization headers', async () => {
    const origin = await FRAMEWORKS['node:http']?.()
    const token = await tokenWith('read:orders')
    const { request } = await import('node:http')
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = ['authorization', `Bearer ${token}`, 'authorization', `Bearer ${token}`, 'host', 'x']
      request(`${origin}/orders`, { headers }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })
    assert.equal(status, 400)
  })
})

test('tokens of oidc-provider are accepted, and those for others are not', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const resourceIndicators = {
    enabled: true,
    useGrantedResource: () => true,
    getResourceServerInfo: (_context: unknown, audience: string) => ({
      scope: 'read:orders',
      audience,
      accessTokenFormat: 'jwt' as const,
      jwt: { sign: { alg: 'ES256' } },
    }),
  }
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'app',
        client_secret: 's'.repeat(32),
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'p1' }] },
    scopes: ['read:orders'],
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false }, resourceIndicators },
  } as ConstructorParameters<typeof Provider>[1])
  server.on('request', provider.callback())
  const tokenFor = async (resource: string): Promise<string> => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'app',
      client_secret: 's'.repeat(32),
      scope: 'read:orders',
      resource,
    })
    const answer = Object(await (await fetch(`${issuer}/token`, { method: 'POST', body })).json())
    assert.equal(typeof answer.access_token, 'string', JSON.stringify(answer))
    return answer.access_token
  }
  const notices: string[] = []
  const theirs = createValidator({
    issuer,
    audience: AUDIENCE,
    strict: true,
    onNotice: ({ event }) => notices.push(event),
  })
  const { isMachine, scopes } = await theirs.verify(await tokenFor(AUDIENCE))
  assert.deepEqual([isMachine, scopes], [true, ['read:orders']])
  await assert.rejects(theirs.verify(await tokenFor('https://other.example/')), { reason: 'audience' })
  // Without a feed it works as any validator does, and says so once.
  assert.deepEqual(notices, ['no_revocation_feed'])
})
