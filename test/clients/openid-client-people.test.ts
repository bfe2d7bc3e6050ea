// openid-client: the flows in which a person takes part.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as client from 'openid-client'
import { AUDIENCE, openPlace, webApplication, type Application, type Person, type Place } from './place.ts'
import { newVisitor } from './visit.ts'

const ORIGIN = 'https://office.example'
const CALLBACK = `${ORIGIN}/callback`
const SCOPE = 'openid profile email offline_access read:orders'

describe('openid-client with a person', () => {
  let place: Place
  let person: Person
  let application: Application
  let config: client.Configuration
  before(async () => {
    place = await openPlace()
    person = await place.person()
    application = await place.client(webApplication(ORIGIN))
    config = await client.discovery(new URL(place.issuer), application.client_id, application.client_secret)
  })
  after(() => place?.stop())

  /** The whole code flow, with everything that the client can check. */
  async function logIn(visitor = newVisitor(place.issuer, person), wanted: Record<string, string> = {}) {
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: SCOPE,
      audience: AUDIENCE,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
      ...wanted,
    })
    const back = await visitor.goTo(url, CALLBACK)
    const maxAge = wanted['max_age'] === undefined ? {} : { maxAge: Number(wanted['max_age']) }
    return client.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState, expectedNonce, ...maxAge })
  }

  test('the server publishes what a client needs to begin and to end', () => {
    const metadata = config.serverMetadata()
    assert.equal(metadata.authorization_endpoint, `${place.issuer}authorize`)
    assert.equal(metadata.userinfo_endpoint, `${place.issuer}userinfo`)
    assert.equal(metadata.revocation_endpoint, `${place.issuer}oauth/revoke`)
    assert.equal(metadata.end_session_endpoint, `${place.issuer}oidc/logout`)
    assert.deepEqual(metadata.code_challenge_methods_supported, ['S256'])
    for (const grant of ['authorization_code', 'implicit', 'refresh_token', 'password']) {
      assert.ok(metadata.grant_types_supported?.includes(grant), grant)
    }
  })

  test('C17: code flow: state, nonce, PKCE and the ID token stand every check, and /userinfo tells of the same person', async () => {
    const tokens = await logIn()
    const claims = tokens.claims()
    assert.equal(claims?.sub, person.user_id)
    assert.equal(claims?.['email'], person.email)
    assert.equal(tokens.scope, SCOPE)
    assert.ok((tokens.expires_in ?? 0) > 0)
    const info = await client.fetchUserInfo(config, tokens.access_token, person.user_id)
    assert.deepEqual([info.sub, info.email, info.email_verified], [person.user_id, person.email, true])
  })

  test('max_age brings auth_time, and an old session is asked again', async () => {
    const visitor = newVisitor(place.issuer, person)
    const tokens = await logIn(visitor, { max_age: '600' })
    assert.ok(Math.abs((tokens.claims()?.auth_time ?? 0) - Date.now() / 1000) < 60)
    assert.equal(visitor.pages(), 1)
    await logIn(visitor)
    assert.equal(visitor.pages(), 1)
    await logIn(visitor, { max_age: '0' })
    assert.equal(visitor.pages(), 2)
  })

  test('a code can be exchanged once, with the right verifier only', async () => {
    const visitor = newVisitor(place.issuer, person)
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const code_challenge = await client.calculatePKCECodeChallenge(pkceCodeVerifier)
    const wanted = { redirect_uri: CALLBACK, scope: 'openid', code_challenge, code_challenge_method: 'S256' }
    const back = await visitor.goTo(client.buildAuthorizationUrl(config, wanted), CALLBACK)
    await client.authorizationCodeGrant(config, back, { pkceCodeVerifier, idTokenExpected: true })
    const refused = { name: 'ResponseBodyError', error: 'invalid_grant', status: 403 }
    await assert.rejects(client.authorizationCodeGrant(config, back, { pkceCodeVerifier }), refused)
    const again = await visitor.goTo(client.buildAuthorizationUrl(config, wanted), CALLBACK)
    const wrong = { pkceCodeVerifier: client.randomPKCECodeVerifier() }
    await assert.rejects(client.authorizationCodeGrant(config, again, wrong), refused)
  })

  test('hybrid and implicit answers stand every check', async () => {
    for (const response_type of ['code id_token', 'id_token']) {
      const { client_id, client_secret } = application
      const hybrid = new client.Configuration(config.serverMetadata(), client_id, client_secret)
      if (response_type === 'id_token') client.useIdTokenResponseType(hybrid)
      else client.useCodeIdTokenResponseType(hybrid)
      const [state, nonce] = [client.randomState(), client.randomNonce()]
      const url = client.buildAuthorizationUrl(hybrid, { redirect_uri: CALLBACK, scope: 'openid email', state, nonce })
      const back = await newVisitor(place.issuer, person).goTo(url, CALLBACK)
      const claims =
        response_type === 'id_token'
          ? await client.implicitAuthentication(hybrid, back, nonce, { expectedState: state })
          : (await client.authorizationCodeGrant(hybrid, back, { expectedNonce: nonce, expectedState: state })).claims()
      assert.equal(claims?.sub, person.user_id)
    }
  })

  test('refreshes, with fewer scopes if it likes, and is refused once it has revoked', async () => {
    const { refresh_token: first = '' } = await logIn()
    const renewed = await client.refreshTokenGrant(config, first)
    assert.equal(renewed.claims()?.sub, person.user_id)
    const refresh_token = renewed.refresh_token ?? first
    const fewer = await client.refreshTokenGrant(config, refresh_token, { scope: 'openid' })
    assert.equal(fewer.scope, 'openid')
    const last = fewer.refresh_token ?? refresh_token
    await client.tokenRevocation(config, last)
    const refused = { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.', status: 403 }
    await assert.rejects(client.refreshTokenGrant(config, last), refused)
  })

  test('is led back with an error when nobody is there and no page may be shown', async () => {
    const state = client.randomState()
    const wanted = { redirect_uri: CALLBACK, scope: 'openid', prompt: 'none', state }
    const visitor = newVisitor(place.issuer, person)
    const back = await visitor.goTo(client.buildAuthorizationUrl(config, wanted), CALLBACK)
    const refused = { name: 'AuthorizationResponseError', error: 'login_required', error_description: 'Login required' }
    await assert.rejects(client.authorizationCodeGrant(config, back, { expectedState: state }), refused)
    assert.equal(visitor.pages(), 0)
  })

  test('ends the session by the metadata of the server', async () => {
    const visitor = newVisitor(place.issuer, person)
    const { id_token = '' } = await logIn(visitor)
    const end = client.buildEndSessionUrl(config, {
      post_logout_redirect_uri: `${ORIGIN}/goodbye`,
      id_token_hint: id_token,
      state: 'left',
    })
    assert.equal((await visitor.goTo(end, ORIGIN)).href, `${ORIGIN}/goodbye?state=left`)
    await logIn(visitor)
    assert.equal(visitor.pages(), 2)
  })
})
