// auth0/legacy, node-auth0's client for the Authentication API: the flows in which a person takes part, and the database connections.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { AuthApiError, AuthenticationClient, UserInfoClient } from 'auth0/legacy'
import { AUDIENCE, DIRECTORY, openPlace, webApplication, type Application, type Person, type Place } from './place.ts'
import { newVisitor } from './visit.ts'

const ORIGIN = 'https://office.example'
const CALLBACK = `${ORIGIN}/callback`
const REALM = 'http://auth0.com/oauth/grant-type/password-realm'

describe('auth0/legacy, the Authentication API client, with a person', () => {
  let place: Place
  let person: Person
  let application: Application
  let auth: AuthenticationClient
  before(async () => {
    place = await openPlace()
    person = await place.person()
    application = await place.client({
      ...webApplication(ORIGIN),
      grant_types: ['authorization_code', 'refresh_token', 'password', REALM],
    })
    auth = new AuthenticationClient({
      domain: place.host,
      clientId: application.client_id,
      clientSecret: application.client_secret,
    })
    const settings = await place.manage('PATCH', '/tenants/settings', { default_directory: DIRECTORY })
    assert.equal(settings.status, 200)
  })
  after(() => place?.stop())

  const refusal = (statusCode: number, error: string, description: RegExp | string) => (thrown: unknown) => {
    assert.ok(thrown instanceof AuthApiError, `not an AuthApiError: ${String(thrown)}`)
    assert.deepEqual({ statusCode: thrown.statusCode, error: thrown.error }, { statusCode, error })
    assert.match(thrown.error_description, new RegExp(description))
    return true
  }

  test('exchanges a code, by secret alone and with PKCE, and reads who it is', async () => {
    const verifier = randomBytes(32).toString('base64url')
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    for (const pkce of [{}, { code_challenge: challenge, code_challenge_method: 'S256' }]) {
      const nonce = randomBytes(8).toString('hex')
      const parameters = { response_type: 'code', client_id: application.client_id, redirect_uri: CALLBACK, ...pkce }
      const url = `${place.issuer}authorize?${new URLSearchParams({ ...parameters, scope: 'openid email', nonce })}`
      const back = await newVisitor(place.issuer, person).goTo(url, CALLBACK)
      const bodyParameters = { code: back.searchParams.get('code') ?? '', redirect_uri: CALLBACK }
      const options = { idTokenValidateOptions: { nonce } }
      const { data } =
        'code_challenge' in pkce
          ? await auth.oauth.authorizationCodeGrantWithPKCE({ ...bodyParameters, code_verifier: verifier }, options)
          : await auth.oauth.authorizationCodeGrant(bodyParameters, options)
      const { data: info } = await new UserInfoClient({ domain: place.host }).getUserInfo(data.access_token)
      assert.deepEqual([info.sub, info.email], [person.user_id, person.email])
    }
  })

  test('checks an ID token that is signed with the client secret (HS256)', async () => {
    const legacy = await place.client({
      ...webApplication(ORIGIN),
      grant_types: ['password'],
      jwt_configuration: { alg: 'HS256' },
    })
    const options = { domain: place.host, clientId: legacy.client_id, clientSecret: legacy.client_secret }
    const { email: username, password } = person
    const grant = { username, password, scope: 'openid' }
    const checking = new AuthenticationClient({ ...options, idTokenSigningAlg: 'HS256' })
    const { data } = await checking.oauth.passwordGrant(grant)
    assert.equal(JSON.parse(Buffer.from(data.id_token?.split('.')[0] ?? '', 'base64url').toString()).alg, 'HS256')
    const expectingOther = new AuthenticationClient(options)
    await assert.rejects(expectingOther.oauth.passwordGrant(grant), (thrown) => !(thrown instanceof AuthApiError))
  })

  test('exchanges a password, at a connection by name and at the default one, and a wrong one not', async () => {
    const { email: username, password } = person
    const wanted = { username, scope: 'openid offline_access read:orders', audience: AUDIENCE }
    for (const realm of [{}, { realm: DIRECTORY }]) {
      const { data } = await auth.oauth.passwordGrant({ ...wanted, ...realm, password })
      assert.deepEqual(
        [typeof data.access_token, typeof data.id_token, typeof data.refresh_token],
        Array(3).fill('string'),
      )
      const refused = refusal(403, 'invalid_grant', /^Wrong email or password\.$/)
      await assert.rejects(auth.oauth.passwordGrant({ ...wanted, ...realm, password: 'wrong' }), refused)
    }
  })

  test('refreshes, revokes, and is told so', async () => {
    const { email: username, password } = person
    const { data } = await auth.oauth.passwordGrant({ username, password, scope: 'openid offline_access' })
    const renewed = await auth.oauth.refreshTokenGrant({ refresh_token: data.refresh_token ?? '' })
    const refresh_token = renewed.data.refresh_token ?? data.refresh_token ?? ''
    assert.equal((await auth.oauth.revokeRefreshToken({ token: refresh_token })).status, 200)
    const refused = refusal(403, 'invalid_grant', /^Unknown or invalid refresh token\.$/)
    await assert.rejects(auth.oauth.refreshTokenGrant({ refresh_token }), refused)
  })

  test('signs a person up, who can log in then', async () => {
    const [email, password] = ['hedy@people.example', 'Frequency-1942-hopping']
    const { data } = await auth.database.signUp({
      email,
      password,
      connection: DIRECTORY,
      given_name: 'Hedy',
      user_metadata: { plan: 'free' },
    })
    assert.match(data.id, /^[0-9a-f]{24}$/)
    assert.deepEqual([data.email, data.email_verified, data.given_name], [email, false, 'Hedy'])
    const tokens = await auth.oauth.passwordGrant({ username: email, password, realm: DIRECTORY, scope: 'openid' })
    const { data: info } = await new UserInfoClient({ domain: place.host }).getUserInfo(tokens.data.access_token)
    assert.equal(info.sub, `auth0|${data.id}`)
  })

  test('is told that a password is too weak', async () => {
    const weak = auth.database.signUp({ email: 'weak@people.example', password: 'abc', connection: DIRECTORY })
    await assert.rejects(weak, (thrown: unknown) => {
      assert.ok(thrown instanceof AuthApiError)
      assert.deepEqual([thrown.statusCode, Object(JSON.parse(thrown.body)).code], [400, 'invalid_password'])
      return true
    })
  })

  test('asks for a new password, and gets the same plain text for everybody', async () => {
    for (const email of [person.email, 'nobody@people.example']) {
      const { data, status } = await auth.database.changePassword({ email, connection: DIRECTORY })
      assert.deepEqual([status, data], [200, "We've just sent you an email to reset your password."])
    }
  })
})
