// oauth4webapi: the strictest reader of what a server answers. As a client, and as the validator of an API (RFC 9068).
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import { arrange, grantAll, LIFETIME, makeMachine, SCOPES, type Arranged } from './arrange.ts'
import { judge } from './judge.ts'
import { ASSERTION_ALGORITHMS, makeKeyedMachine, makeKeyPair } from './private-key.ts'

const AUDIENCE = 'https://orders.example/'

async function discover(issuer: string, algorithm: 'oidc' | 'oauth2' = 'oidc'): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer)
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm }))
}

describe('oauth4webapi', () => {
  let server: Arranged
  let as: oauth.AuthorizationServer
  before(async () => {
    server = await arrange([{ identifier: AUDIENCE, token_dialect: 'rfc9068_profile' }], { tls: true })
    as = await discover(server.issuer)
  })
  after(() => server.stop())

  async function askForToken(
    client_id: string,
    method: oauth.ClientAuth,
    parameters: Record<string, string> = { audience: AUDIENCE },
  ): Promise<oauth.TokenEndpointResponse> {
    const client = { client_id }
    const response = await oauth.clientCredentialsGrantRequest(as, client, method, parameters)
    return oauth.processClientCredentialsResponse(as, client, response)
  }

  async function requireToken(client_id: string, method: oauth.ClientAuth): Promise<void> {
    const { access_token, expires_in, scope } = await askForToken(client_id, method)
    assert.deepEqual({ expires_in, scope }, { expires_in: LIFETIME, scope: SCOPES.join(' ') })
    const request = new Request(AUDIENCE, { headers: { authorization: `Bearer ${access_token}` } })
    const claims = await oauth.validateJwtAccessToken(as, request, AUDIENCE)
    assert.equal(claims.client_id, client_id)
  }

  const refusal = (status: number, error: string, error_description: string) => (thrown: unknown) => {
    assert.ok(thrown instanceof oauth.ResponseBodyError, `not a ResponseBodyError: ${String(thrown)}`)
    const { code, ...rest } = { code: thrown.code, status: thrown.status, error: thrown.error }
    assert.equal(code, oauth.RESPONSE_BODY_ERROR)
    assert.deepEqual({ ...rest, error_description: thrown.error_description }, { status, error, error_description })
    return true
  }

  const unauthorized = refusal(401, 'access_denied', 'Unauthorized')

  test('discovers the server by OpenID Connect and by RFC 8414, and finds the same', async () => {
    assert.equal(as.issuer, server.issuer)
    assert.deepEqual(await discover(server.issuer, 'oauth2'), as)
  })

  test('gets a token by ClientSecretBasic', () =>
    requireToken(server.machine.client_id, oauth.ClientSecretBasic(server.machine.client_secret)))

  test('gets a token by ClientSecretPost', () =>
    requireToken(server.machine.client_id, oauth.ClientSecretPost(server.machine.client_secret)))

  for (const alg of ASSERTION_ALGORITHMS) {
    test(`gets a token by PrivateKeyJwt with ${alg}, with the name of the key and without`, async () => {
      const { client_id, kid, privateKey } = await makeKeyedMachine(server, alg)
      await grantAll(server, client_id, AUDIENCE)
      await requireToken(client_id, oauth.PrivateKeyJwt({ key: privateKey, kid }))
      await requireToken(client_id, oauth.PrivateKeyJwt(privateKey))
    })
  }

  test('cannot use an assertion twice', async () => {
    const { client_id, privateKey } = await makeKeyedMachine(server, 'ES256')
    await grantAll(server, client_id, AUDIENCE)
    const jti = 'one-and-the-same'
    const method = oauth.PrivateKeyJwt(privateKey, {
      [oauth.modifyAssertion]: (_header, payload) => void Object.assign(payload, { jti }),
    })
    await requireToken(client_id, method)
    await assert.rejects(askForToken(client_id, method), unauthorized)
  })

  test('cannot use an assertion that is for another server, or that has expired', async () => {
    const { client_id, privateKey } = await makeKeyedMachine(server, 'ES256')
    const past = Math.floor(Date.now() / 1000) - 60
    for (const changes of [{ aud: 'https://elsewhere.example/' }, { exp: past, iat: past - 60 }, { iss: 'somebody' }]) {
      const method = oauth.PrivateKeyJwt(privateKey, {
        [oauth.modifyAssertion]: (_header, payload) => void Object.assign(payload, changes),
      })
      await assert.rejects(askForToken(client_id, method), unauthorized)
    }
  })

  test('reads each refusal as an OAuth error with its code, status and text, never as a challenge', async () => {
    const { client_id, client_secret } = server.machine
    const post = oauth.ClientSecretPost(client_secret)
    const { privateKey } = await makeKeyPair('ES256')
    const spa = await makeMachine(server, { app_type: 'spa', token_endpoint_auth_method: 'none' })
    const unknown = 'https://unknown.example/'
    await assert.rejects(askForToken(client_id, oauth.ClientSecretBasic('wrong')), unauthorized)
    await assert.rejects(askForToken(client_id, oauth.ClientSecretPost('wrong')), unauthorized)
    await assert.rejects(askForToken(client_id, oauth.ClientSecretJwt(client_secret)), unauthorized)
    await assert.rejects(askForToken(client_id, oauth.PrivateKeyJwt(privateKey)), unauthorized)
    await assert.rejects(askForToken(client_id, oauth.None()), unauthorized)
    await assert.rejects(askForToken('nobody', post), unauthorized)
    await assert.rejects(
      askForToken(spa.client_id, oauth.None()),
      refusal(403, 'unauthorized_client', "Grant type 'client_credentials' not allowed for the client."),
    )
    await assert.rejects(
      askForToken(client_id, post, { audience: unknown }),
      refusal(403, 'access_denied', `Service not enabled within domain: ${unknown}`),
    )
    await assert.rejects(
      askForToken(client_id, post, { audience: AUDIENCE, scope: 'delete:orders' }),
      refusal(403, 'access_denied', 'Client has not been granted scopes: delete:orders'),
    )
  })

  test('reads the refusal of an unknown grant type', async () => {
    const client = { client_id: server.machine.client_id }
    const method = oauth.ClientSecretPost(server.machine.client_secret)
    const type = 'urn:example:nothing'
    const response = await oauth.genericTokenEndpointRequest(as, client, method, type, {})
    await assert.rejects(
      oauth.processGenericTokenEndpointResponse(as, client, response),
      refusal(400, 'unsupported_grant_type', `Unsupported grant type: ${type}`),
    )
  })
})

judge({
  name: 'oauth4webapi',
  guard: async ({ server, issuer = server, audience, algorithm, at }) => {
    const as = { ...(await discover(server)), issuer }
    const skew = at ? { [oauth.clockSkew]: Math.round((at.getTime() - Date.now()) / 1000) } : {}
    return {
      verify: (token) => {
        const request = new Request(audience, { headers: { authorization: `Bearer ${token}` } })
        return oauth.validateJwtAccessToken(as, request, audience, { signingAlgorithms: [algorithm], ...skew })
      },
    }
  },
  algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
  dialects: ['rfc9068_profile', 'rfc9068_profile_authz'],
  reasons: {
    foreign: /unexpected JWT "iss"/,
    unknownKey: /no applicable keys found/,
    issuer: /unexpected JWT "iss"/,
    audience: /unexpected JWT "aud"/,
    expired: /unexpected JWT "exp"/,
    signature: /JWT signature verification failed/,
    none: /unexpected JWT "alg"/,
    confusion: /unexpected JWT "alg"/,
    algorithm: /unexpected JWT "alg"/,
  },
  hasClock: true,
  keepsKeySet: true,
  usual: 'rfc9068_profile',
  tls: true,
})
