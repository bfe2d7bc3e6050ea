// oauth4webapi, the strictest reader of what a server answers: the flows in which a person takes part.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import { AUDIENCE, openPlace, webApplication, type Application, type Person, type Place } from './place.ts'
import { newVisitor, type Visitor } from './visit.ts'

const ORIGIN = 'https://office.example'
const CALLBACK = `${ORIGIN}/callback`
const SCOPE = 'openid profile email offline_access read:orders'

describe('oauth4webapi with a person', () => {
  let place: Place
  let person: Person
  let application: Application
  let as: oauth.AuthorizationServer
  let client: oauth.Client
  let proof: oauth.ClientAuth
  before(async () => {
    place = await openPlace()
    person = await place.person()
    application = await place.client(webApplication(ORIGIN))
    client = { client_id: application.client_id }
    proof = oauth.ClientSecretBasic(application.client_secret)
    const url = new URL(place.issuer)
    as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url))
  })
  after(() => place?.stop())

  const authorizeUrl = (parameters: Record<string, string>): URL => {
    const url = new URL(as.authorization_endpoint ?? '')
    const whole = { client_id: client.client_id, redirect_uri: CALLBACK, ...parameters }
    for (const [name, value] of Object.entries(whole)) url.searchParams.set(name, value)
    return url
  }

  /** The code flow without `state`, as clients of Auth0's newest SDK send it. */
  async function logIn(visitor: Visitor, scope = SCOPE): Promise<oauth.TokenEndpointResponse> {
    const verifier = oauth.generateRandomCodeVerifier()
    const url = authorizeUrl({
      response_type: 'code',
      scope,
      audience: AUDIENCE,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const parameters = oauth.validateAuthResponse(as, client, await visitor.goTo(url, CALLBACK), oauth.expectNoState)
    const response = await oauth.authorizationCodeGrantRequest(as, client, proof, parameters, CALLBACK, verifier)
    return oauth.processAuthorizationCodeResponse(as, client, response, {
      expectedNonce: oauth.expectNoNonce,
      requireIdToken: scope.includes('openid'),
    })
  }

  test('code flow without state and nonce: nothing comes back that was not sent, and the signature holds', async () => {
    const tokens = await logIn(newVisitor(place.issuer, person))
    const claims = oauth.getValidatedIdTokenClaims(tokens)
    assert.equal(claims?.sub, person.user_id)
    assert.equal(tokens.token_type, 'bearer')
    const response = await oauth.userInfoRequest(as, client, tokens.access_token)
    const info = await oauth.processUserInfoResponse(as, client, person.user_id, response)
    assert.equal(info.email, person.email)
  })

  test('without openid there is neither an ID token nor a door to /userinfo', async () => {
    const tokens = await logIn(newVisitor(place.issuer, person), 'read:orders')
    assert.equal(tokens.id_token, undefined)
    const response = await oauth.userInfoRequest(as, client, tokens.access_token)
    assert.ok([401, 403].includes(response.status), String(response.status))
  })

  test('refresh: a whole answer each time, and the ID token is about the same person', async () => {
    const { refresh_token = '' } = await logIn(newVisitor(place.issuer, person))
    const response = await oauth.refreshTokenGrantRequest(as, client, proof, refresh_token)
    const tokens = await oauth.processRefreshTokenResponse(as, client, response)
    assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, person.user_id)
    assert.equal(tokens.scope, SCOPE)
  })

  test('a refresh token that was revoked is refused as the RFC says it', async () => {
    const { refresh_token = '' } = await logIn(newVisitor(place.issuer, person))
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, proof, refresh_token))
    const response = await oauth.refreshTokenGrantRequest(as, client, proof, refresh_token)
    await assert.rejects(oauth.processRefreshTokenResponse(as, client, response), {
      code: oauth.RESPONSE_BODY_ERROR,
      error: 'invalid_grant',
      error_description: 'Unknown or invalid refresh token.',
    })
  })

  test('hybrid: code and ID token in the fragment, bound together by the hash of the code and to the request by the nonce', async () => {
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
    const url = authorizeUrl({ response_type: 'code id_token', scope: 'openid', state, nonce })
    const back = await newVisitor(place.issuer, person).goTo(url, CALLBACK)
    const parameters = await oauth.validateCodeIdTokenResponse(as, client, back, nonce, state)
    assert.ok(parameters.get('code'))
  })

  test('another client cannot use a code, and does not burn it', async () => {
    const verifier = oauth.generateRandomCodeVerifier()
    const code_challenge = await oauth.calculatePKCECodeChallenge(verifier)
    const wanted = { response_type: 'code', scope: 'openid', code_challenge, code_challenge_method: 'S256' }
    const back = await newVisitor(place.issuer, person).goTo(authorizeUrl(wanted), CALLBACK)
    const parameters = oauth.validateAuthResponse(as, client, back, oauth.expectNoState)
    const thief = await place.client(webApplication(ORIGIN))
    const stolen = await oauth.authorizationCodeGrantRequest(
      as,
      { client_id: thief.client_id },
      oauth.ClientSecretBasic(thief.client_secret),
      parameters,
      CALLBACK,
      verifier,
    )
    assert.equal(stolen.status, 403)
    const response = await oauth.authorizationCodeGrantRequest(as, client, proof, parameters, CALLBACK, verifier)
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response)
    assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, person.user_id)
  })
})
