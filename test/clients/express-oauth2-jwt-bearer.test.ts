// express-oauth2-jwt-bearer: Auth0's own middleware for Express, as its README shows it, in both of its modes.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import express, { type RequestHandler } from 'express'
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer'
import { arrange, type Arranged } from './arrange.ts'
import { judge, type Expectation, type Guard } from './judge.ts'

type Api = { readonly url: string; readonly close: () => Promise<void> }

/** An API behind `guards`, which answers with the claims of the token that came in. */
async function startApi(...guards: readonly RequestHandler[]): Promise<Api> {
  const app = express()
  app.get('/orders', ...guards, (request, response) => {
    response.json(request.auth?.payload)
  })
  app.use(((error, _request, response, next) => {
    if (typeof error.status !== 'number') return next(error)
    response.status(error.status).set(error.headers).json({ message: error.message })
  }) satisfies express.ErrorRequestHandler)
  const listener = app.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/orders`,
    close: async () => {
      listener.close()
      listener.closeAllConnections()
      await once(listener, 'close')
    },
  }
}

const call = ({ url }: Api, token: string): Promise<Response> =>
  fetch(url, { headers: { authorization: `Bearer ${token}` } })

/** The settings of the README: the issuer's URL alone, unless the API needs more. */
const settings = ({ server, issuer, audience, algorithm, secret }: Expectation) => {
  if (secret !== undefined) return { issuer: issuer ?? server, audience, secret, tokenSigningAlg: algorithm }
  const keys = issuer === undefined ? { issuerBaseURL: server } : { issuer, jwksUri: `${server}.well-known/jwks.json` }
  return { ...keys, audience, tokenSigningAlg: algorithm }
}

const guardWith =
  (mode: { readonly strict?: boolean }) =>
  async (expectation: Expectation): Promise<Guard> => {
    const api = await startApi(auth({ ...settings(expectation), ...mode }))
    return {
      verify: async (token) => {
        const response = await call(api, token)
        const body: unknown = await response.json()
        if (typeof body !== 'object' || body === null) throw new Error('The API answered with no claims')
        if (response.ok) return { ...body }
        assert.equal(response.status, 401)
        throw new Error(response.headers.get('www-authenticate') ?? 'no challenge')
      },
      close: api.close,
    }
  }

const reasons = {
  unknownKey: /invalid_token.*no applicable key found/,
  issuer: /invalid_token.*Unexpected 'iss' value/,
  audience: /invalid_token.*Unexpected 'aud' value/,
  expired: /invalid_token.*'exp' claim timestamp check failed/,
  signature: /invalid_token.*signature verification failed/,
  none: /invalid_token.*Unsupported algorithm 'none'/,
  confusion: /invalid_token.*Unsupported algorithm 'HS256'/,
  algorithm: /invalid_token.*Unexpected 'alg' value/,
} as const

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'] as const

judge({
  name: 'express-oauth2-jwt-bearer',
  guard: guardWith({}),
  algorithms,
  dialects: ['access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz'],
  reasons,
  hasClock: false,
  keepsKeySet: true,
})

judge({
  name: 'express-oauth2-jwt-bearer in strict mode',
  guard: guardWith({ strict: true }),
  algorithms,
  dialects: ['rfc9068_profile', 'rfc9068_profile_authz'],
  reasons,
  hasClock: false,
  keepsKeySet: true,
  usual: 'rfc9068_profile',
})

describe('express-oauth2-jwt-bearer', () => {
  const audience = 'https://orders.example/'
  let server: Arranged
  before(async () => (server = await arrange([{ identifier: audience }])))
  after(() => server.stop())

  test('in strict mode refuses a token of the Auth0 dialect, whose type and claims are not those of RFC 9068', async () => {
    const api = await startApi(auth({ issuerBaseURL: server.issuer, audience, strict: true }))
    const response = await call(api, await server.machineToken(audience))
    assert.equal(response.status, 401)
    assert.match(response.headers.get('www-authenticate') ?? '', /Unexpected '(typ|jti|client_id)' value/)
    await api.close()
  })

  test('lets a machine do what its scopes allow, and answers 403 to the rest', async () => {
    const guard = auth({ issuerBaseURL: server.issuer, audience })
    const api = await startApi(guard, requiredScopes('write:orders'))
    assert.equal((await call(api, await server.machineToken(audience))).status, 200)
    const response = await call(api, await server.machineToken(audience, 'read:orders'))
    assert.equal(response.status, 403)
    assert.match(response.headers.get('www-authenticate') ?? '', /insufficient_scope.*scope="write:orders"/)
    await api.close()
  })

  test('finds the keys by the metadata of RFC 8414 as well', async () => {
    const issuerBaseURL = `${server.issuer}.well-known/oauth-authorization-server`
    const api = await startApi(auth({ issuerBaseURL, audience }))
    assert.equal((await call(api, await server.machineToken(audience))).status, 200)
    await api.close()
  })
})
