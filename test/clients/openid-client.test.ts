// openid-client: discovery and client credentials, with every way in which it lets a client prove itself.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  clientCredentialsGrant,
  ClientSecretBasic,
  ClientSecretJwt,
  ClientSecretPost,
  discovery,
  None,
  PrivateKeyJwt,
  ResponseBodyError,
  type ClientAuth,
  type Configuration,
} from 'openid-client'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { arrange, grantAll, LIFETIME, makeMachine, SCOPES, type Arranged } from './arrange.ts'
import { ASSERTION_ALGORITHMS, makeKeyedMachine, makeKeyPair } from './private-key.ts'

const AUDIENCE = 'https://orders.example/'

/** A secret that must be encoded for the Authorization header, and one that must not be decoded twice. */
const AWKWARD_SECRET = `!"#$%&'()*+,-./:;<=>?@[\\]^_{|}~%41%2B`

describe('openid-client', () => {
  let server: Arranged
  before(async () => (server = await arrange([{ identifier: AUDIENCE }], { tls: true })))
  after(() => server.stop())

  const discover = (client_id: string, method: ClientAuth): Promise<Configuration> =>
    discovery(new URL(server.issuer), client_id, undefined, method)

  /** A token for `client_id`, and whether it is what it should be. */
  async function requireToken(client_id: string, method: ClientAuth): Promise<void> {
    const config = await discover(client_id, method)
    const tokens = await clientCredentialsGrant(config, { audience: AUDIENCE, scope: 'read:orders' })
    assert.equal(tokens.token_type, 'bearer')
    assert.equal(tokens.expires_in, LIFETIME)
    assert.equal(tokens.scope, 'read:orders')
    const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri ?? ''))
    const { payload } = await jwtVerify(tokens.access_token, keys, { issuer: server.issuer, audience: AUDIENCE })
    assert.equal(payload.sub, `${client_id}@clients`)
  }

  const refusal = (status: number, error: string, error_description: RegExp | string) => (thrown: unknown) => {
    assert.ok(thrown instanceof ResponseBodyError)
    assert.deepEqual({ status: thrown.status, error: thrown.error }, { status, error })
    assert.match(thrown.error_description ?? '', new RegExp(error_description))
    return true
  }

  const unauthorized = refusal(401, 'access_denied', /^Unauthorized$/)

  test('discovers the server by OpenID Connect and by RFC 8414, over https and without exceptions', async () => {
    for (const algorithm of ['oidc', 'oauth2'] as const) {
      const config = await discovery(new URL(server.issuer), server.machine.client_id, undefined, None(), { algorithm })
      const { issuer, token_endpoint, grant_types_supported, ...rest } = config.serverMetadata()
      assert.equal(issuer, server.issuer)
      assert.equal(token_endpoint, `${server.issuer}oauth/token`)
      assert.ok(grant_types_supported?.includes('client_credentials'))
      assert.deepEqual(rest.token_endpoint_auth_signing_alg_values_supported, ['RS256', 'RS384', 'PS256', 'ES256'])
    }
  })

  test('gets a token by ClientSecretBasic', () =>
    requireToken(server.machine.client_id, ClientSecretBasic(server.machine.client_secret)))

  test('gets a token by ClientSecretPost', () =>
    requireToken(server.machine.client_id, ClientSecretPost(server.machine.client_secret)))

  for (const alg of ASSERTION_ALGORITHMS) {
    test(`gets a token by PrivateKeyJwt with ${alg}, with the name of the key and without`, async () => {
      const { client_id, kid, privateKey } = await makeKeyedMachine(server, alg)
      await grantAll(server, client_id, AUDIENCE)
      await requireToken(client_id, PrivateKeyJwt({ key: privateKey, kid }))
      await requireToken(client_id, PrivateKeyJwt(privateKey))
    })
  }

  test('gets a token with a secret of any printable character, by header and by body', async () => {
    const { client_id } = await makeMachine(server)
    await grantAll(server, client_id, AUDIENCE)
    const changed = await server.manage('PATCH', `/clients/${client_id}`, { client_secret: AWKWARD_SECRET })
    assert.equal(changed.status, 200)
    await requireToken(client_id, ClientSecretBasic(AWKWARD_SECRET))
    await requireToken(client_id, ClientSecretPost(AWKWARD_SECRET))
  })

  test('gets every scope that was granted when it asks for none', async () => {
    const { client_id, client_secret } = server.machine
    const config = await discover(client_id, ClientSecretPost(client_secret))
    assert.equal((await clientCredentialsGrant(config, { audience: AUDIENCE })).scope, SCOPES.join(' '))
  })

  test('is told that a wrong secret is not authorized, by header and by body alike', async () => {
    for (const method of [ClientSecretBasic('wrong-secret'), ClientSecretPost('wrong-secret')]) {
      const config = await discover(server.machine.client_id, method)
      await assert.rejects(clientCredentialsGrant(config, { audience: AUDIENCE }), unauthorized)
    }
  })

  test('is told that a key which the client does not have is not authorized', async () => {
    const { client_id, kid } = await makeKeyedMachine(server, 'ES256')
    const { privateKey } = await makeKeyPair('ES256')
    for (const method of [PrivateKeyJwt({ key: privateKey, kid }), PrivateKeyJwt(privateKey)]) {
      const config = await discover(client_id, method)
      await assert.rejects(clientCredentialsGrant(config, { audience: AUDIENCE }), unauthorized)
    }
  })

  test('is told that the secret of a client which must sign is not authorized', async () => {
    const { client_id, client_secret } = await makeKeyedMachine(server, 'ES256')
    const config = await discover(client_id, ClientSecretPost(client_secret))
    await assert.rejects(clientCredentialsGrant(config, { audience: AUDIENCE }), unauthorized)
  })

  test('is told that ClientSecretJwt, a signature with the secret, is not authorized', async () => {
    const { client_id, client_secret } = server.machine
    const config = await discover(client_id, ClientSecretJwt(client_secret))
    await assert.rejects(clientCredentialsGrant(config, { audience: AUDIENCE }), unauthorized)
  })

  test('is told by None that a client with a secret must send it, and that one without may not use the grant', async () => {
    const confidential = await discover(server.machine.client_id, None())
    await assert.rejects(clientCredentialsGrant(confidential, { audience: AUDIENCE }), unauthorized)
    const spa = await makeMachine(server, { app_type: 'spa', token_endpoint_auth_method: 'none' })
    const config = await discover(spa.client_id, None())
    await assert.rejects(
      clientCredentialsGrant(config, { audience: AUDIENCE }),
      refusal(403, 'unauthorized_client', "^Grant type 'client_credentials' not allowed for the client\\.$"),
    )
  })

  test('reads why an API or a scope was refused', async () => {
    const { client_id, client_secret } = server.machine
    const config = await discover(client_id, ClientSecretPost(client_secret))
    await assert.rejects(
      clientCredentialsGrant(config, { audience: 'https://unknown.example/' }),
      refusal(403, 'access_denied', '^Service not enabled within domain: https://unknown.example/$'),
    )
    await assert.rejects(
      clientCredentialsGrant(config, { audience: AUDIENCE, scope: 'delete:orders' }),
      refusal(403, 'access_denied', '^Client has not been granted scopes: delete:orders$'),
    )
  })
})
