// "Why is my token wrong?": set-ups as people break them, each answered by what decided it and what would help. What explain says is held
// against what the token endpoint does.
import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { REFRESH_TOKEN } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { managed, type ManagementCall } from './managed.ts'
import { CALLBACK, enabledFor, newApplication, newUserWithPassword } from './people.ts'
import { TEN_QUESTIONS } from './ten-questions.ts'
import { newApi, newClient, newGrant, startWorld, type World } from './world.ts'

const API = 'https://orders.example/'
const PASSWORD = 'http://auth0.com/oauth/grant-type/password-realm'
const GRANT_TYPES = ['authorization_code', 'implicit', REFRESH_TOKEN, PASSWORD] as const

const shop = newApplication({ name: 'Shop', grant_types: GRANT_TYPES })
const closed = newApplication({ name: 'Closed', grant_types: GRANT_TYPES })
const foreign = newApplication({ name: 'Foreign', grant_types: GRANT_TYPES, is_first_party: false })
const robot = newClient({ name: 'Robot' })
const page = newClient({ name: 'Page', token_endpoint_auth_method: 'none' })

/** What the tests read of an entity that was made, whichever it is. */
type Made = { readonly id: string; readonly identifier: string; readonly token: string }

type Claim = { readonly name: string; readonly value: unknown; readonly origin: string }

type Answer = {
  readonly token: {
    readonly format: string
    readonly claims: readonly Claim[]
    readonly lifetime: { readonly seconds: number; readonly origin: string }
    readonly size: { readonly bytes: number }
  } | null
  readonly claims: readonly Claim[]
  readonly scopes: {
    readonly granted: readonly { readonly scope: string }[]
    readonly dropped: readonly { readonly scope: string; readonly reason: string; readonly fix?: string }[]
  }
  readonly refusal: {
    readonly error: string
    readonly error_description: string
    readonly status: number
    readonly detail?: string
    readonly fix?: string
  } | null
  readonly decisions: readonly ({ readonly step: string; readonly says: string } & Help)[]
  readonly verdict: { readonly accepted: boolean; readonly says: string; readonly fix?: string }
  readonly now: Answer | null
}

type Help = {
  readonly fix?: string
  readonly at?: { readonly entity: string; readonly id: string; readonly field: string }
}

/** Of a token there is no refusal, of a request no verdict. */
const NOTHING = { refusal: null, verdict: {}, scopes: { dropped: [] }, decisions: [] }

describe('why is my token wrong?', () => {
  let world: World
  let user: { readonly user_id: string; readonly email: string }
  const password = randomBytes(12).toString('hex')

  before(async () => {
    world = await startWorld()
    await world.write(
      shop.changes,
      closed.changes,
      foreign.changes,
      robot.changes,
      page.changes,
      await enabledFor(world, [shop]),
      newApi({ identifier: API, name: 'Orders', allow_offline_access: true }, ['read:orders', 'write:orders']),
      newGrant(robot.client_id, API, ['read:orders']),
      newGrant(page.client_id, API, ['read:orders']),
      newGrant(foreign.client_id, API, ['read:orders'], { subject_type: 'user' }),
    )
    user = await newUserWithPassword(world, password)
    const [connection] = Object(await (await world.manage('GET', '/connections')).json())
    await call(200, 'PATCH', `/connections/${connection.id}`, { is_domain_connection: true })
  })
  after(() => world.stop())

  const call = <T = Made>(...asked: ManagementCall): Promise<T> => managed(world, ...asked)

  const explain = (body: object): Promise<Answer> => call(200, 'POST', '/explain', body)

  const about = (client: { readonly client_id: string }, more: object = {}) =>
    explain({ client_id: client.client_id, user_id: user.user_id, audience: API, scope: 'openid read:orders', ...more })

  const says = ({ decisions }: Answer, step: string): string =>
    decisions
      .filter((one) => one.step === step)
      .map((one) => one.says)
      .join(' ')

  const claim = (claims: readonly Claim[] | undefined, name: string) => claims?.find((one) => one.name === name)

  const machine = async (audience = API): Promise<string> => {
    const response = await world.token({ ...robot.credentials, grant_type: 'client_credentials', audience })
    assert.equal(response.status, 200, await response.clone().text())
    return Object(await response.json()).access_token
  }

  const byPassword = async (client: typeof shop, more: Readonly<Record<string, string>> = {}) => {
    const credentials = { username: user.email, password, realm: 'Username-Password-Authentication' }
    const asked = { audience: API, scope: 'openid read:orders', ...credentials, ...more }
    const response = await world.token({ ...client.credentials, grant_type: PASSWORD, ...asked })
    return { status: response.status, body: Object(await response.json()) }
  }

  /** The refusal of explain is the endpoint's. */
  const sameRefusal = async (client: typeof shop): Promise<NonNullable<Answer['refusal']>> => {
    const { refusal } = await about(client, { grant_type: PASSWORD })
    const { status, body } = await byPassword(client)
    assert.ok(refusal, `explain promises a token, the endpoint says ${JSON.stringify(body)}`)
    assert.deepEqual(
      [refusal.status, refusal.error, refusal.error_description],
      [status, body.error, body.error_description],
    )
    return refusal
  }

  test('why can nobody log in to my application? Its users have no connection there', async () => {
    const { refusal, token } = await about(closed)
    assert.equal(token, null)
    assert.deepEqual(
      [refusal?.detail, refusal?.fix],
      ['The connection is gone', 'Let Closed use a connection that the user can log in by.'],
    )
  })

  test('why is it consent_required? The person has not allowed it yet', async () => {
    assert.match(says(await about(shop), 'consent'), /asked to allow Shop openid read:orders first.*consent_required/)
    assert.match(says(await about(foreign), 'consent'), /asked to allow Foreign openid read:orders first/)
    assert.match((await sameRefusal(foreign)).fix ?? '', /allowed it to Foreign before/)
  })

  test('why does /authorize refuse it? In its own words', async () => {
    const atAuthorize = async (client: typeof shop, more: Readonly<Record<string, string>> = {}) => {
      const query = new URLSearchParams({
        client_id: client.client_id,
        response_type: 'code',
        redirect_uri: CALLBACK,
        audience: API,
        code_challenge: 'x'.repeat(43),
        code_challenge_method: 'S256',
        ...more,
      })
      const response = await fetch(`${world.issuer}authorize?${query}`, { redirect: 'manual' })
      const { searchParams } = new URL(response.headers.get('location') ?? '', world.issuer)
      return [searchParams.get('error'), searchParams.get('error_description')]
    }
    const pushing = newApplication({ name: 'Pushing', require_pushed_authorization_requests: true })
    const nowhere = newApplication({ name: 'Nowhere', callbacks: [] })
    await world.write(pushing.changes, nowhere.changes, await enabledFor(world, [pushing, nowhere]))
    for (const [client, more] of [
      [shop, { audience: 'https://nobody.example/' }],
      [pushing, {}],
    ] as const) {
      const { refusal } = await about(client, more)
      assert.ok(refusal?.fix)
      assert.deepEqual(await atAuthorize(client, more), [refusal.error, refusal.error_description])
    }
    assert.match(says(await about(nowhere), 'callback'), /Nobody can be sent back to Nowhere/)
  })

  test('why is there no refresh token? The implicit grant has none', async () => {
    const answer = await about(shop, { grant_type: 'implicit', scope: 'openid offline_access' })
    assert.deepEqual(answer.scopes.dropped, [
      {
        scope: 'offline_access',
        reason: 'no refresh token comes through the browser',
        fix: 'Ask by authorization_code.',
      },
    ])
    assert.equal(claim(answer.token?.claims, 'scope')?.value, 'openid')
    assert.match(answer.token?.lifetime.origin ?? '', /token_lifetime_for_web/)
  })

  test('why are there no permissions? The API does not enforce them, or its dialect does not show them', async () => {
    assert.match(says(await about(shop), 'permissions'), /enforce_policies\): the token has no claim/)
    await world.write(newApi({ identifier: 'https://strict.example/', enforce_policies: true }, ['read:pay']))
    assert.match(
      says(await about(shop, { audience: 'https://strict.example/' }), 'permissions'),
      /token_dialect without _authz\); the user has none there/,
    )
  })

  test('why does the machine get none at all? The API gives none to clients; the client cannot keep a secret', async () => {
    const shut = 'https://shut.example/'
    await world.write(
      newApi({
        identifier: shut,
        subject_type_authorization: { user: { policy: 'deny_all' }, client: { policy: 'deny_all' } },
      }),
      newGrant(robot.client_id, shut, []),
    )
    const { refusal } = await explain({ client_id: robot.client_id, audience: shut })
    assert.match(refusal?.fix ?? '', /subject_type_authorization\.client\.policy/)
    assert.match((await about(shop, { audience: shut })).refusal?.fix ?? '', /subject_type_authorization\.user\.policy/)
    const open = await explain({ client_id: page.client_id, audience: API })
    assert.equal(open.refusal?.error, 'unauthorized_client')
    assert.match(open.refusal?.fix ?? '', /has no secret and no key/)
  })

  test('why is my claim not in the token? It is one of the server’s own', async () => {
    const script = `function (user, context, callback) {
      context.accessToken.aud = 'https://elsewhere.example/'
      context.accessToken['https://shop.example/plan'] = 'gold'
      callback(null, user, context)
    }`
    const rule = await call(201, 'POST', '/rules', { name: 'Plan', script })
    const answer = await about(shop)
    assert.match(says(answer, 'rule'), /What it set of aud is left out/)
    assert.doesNotMatch(says(answer, 'rule'), /set of .*plan/)
    await call(204, 'DELETE', `/rules/${rule.id}`)
  })

  test('why does code say no? In the words of the endpoint, without the secrets of the code', async () => {
    await call(200, 'PUT', '/rules-configs/KEY', { value: 'hunter2-is-secret' })
    const script = (body: string) => `function (user, context, callback) { ${body} }`
    const rule = await call(201, 'POST', '/rules', {
      name: 'Gate',
      script: script(`callback(new UnauthorizedError('Not today'))`),
    })
    assert.equal((await sameRefusal(shop)).error, 'access_denied')
    await call(200, 'PATCH', `/rules/${rule.id}`, {
      script: script(`callback(new UnauthorizedError('because of ' + configuration.KEY))`),
    })
    assert.equal((await about(shop)).refusal?.error_description, 'because of ***')
    await call(200, 'PATCH', `/rules/${rule.id}`, {
      script: script(
        `context.accessToken['https://shop.example/key'] = configuration.KEY; callback(null, user, context)`,
      ),
    })
    const leaking = await about(shop)
    assert.equal(claim(leaking.token?.claims, 'https://shop.example/key')?.value, '***')
    assert.doesNotMatch(JSON.stringify(leaking), /hunter2/)
    await call(204, 'DELETE', `/rules/${rule.id}`)
  })

  test('G8: what the log says of code is for those who may read code', async () => {
    const hook = await call(201, 'POST', '/hooks', {
      name: 'broken',
      triggerId: 'credentials-exchange',
      enabled: true,
      script: `module.exports = (client, scope, audience, context, cb) =>
        client.id === '${robot.client_id}' ? cb(new Error('at line 7 of the vault')) : cb(null, { scope })`,
    })
    const reader = newClient({ name: 'Reader' })
    const system = `${world.issuer}api/v2/`
    await world.write(
      reader.changes,
      newGrant(reader.client_id, system, ['read:clients', 'read:resource_servers', 'read:client_grants']),
    )
    const answer = await world.token({ ...reader.credentials, grant_type: 'client_credentials', audience: system })
    const { access_token } = Object(await answer.json())
    const response = await fetch(`${system}explain`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: robot.client_id, audience: API }),
    })
    const { refusal, code } = Object(await response.json())
    assert.deepEqual([refusal.error, refusal.detail, code], ['server_error', undefined, []])
    const whole = await explain({ client_id: robot.client_id, audience: API })
    assert.match(whole.refusal?.detail ?? '', /line 7/)
    await call(204, 'DELETE', `/hooks/${hook.id}`)
  })

  test('why does /userinfo refuse it? Nobody but the API can read it, or check it', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = publicKey.export({ type: 'spki', format: 'pem' })
    const sealed = await call(201, 'POST', '/resource-servers', {
      identifier: 'https://sealed.example/',
      scopes: [{ value: 'read:seals' }],
      token_encryption: { format: 'compact-nested-jwe', encryption_key: { alg: 'RSA-OAEP-256', pem } },
    })
    await world.write(newGrant(robot.client_id, sealed.identifier, ['read:seals']))
    const answer = await about(shop, { audience: sealed.identifier })
    assert.deepEqual(
      [claim(answer.token?.claims, 'aud')?.value, claim(answer.token?.claims, 'aud')?.origin],
      [sealed.identifier, 'audience of the request'],
    )
    const robots = await explain({ client_id: robot.client_id, audience: sealed.identifier })
    assert.equal(robots.token?.size.bytes, (await machine(sealed.identifier)).length)
    const plain = await about(shop)
    assert.match(claim(plain.token?.claims, 'aud')?.origin ?? '', /\/userinfo as well/)
  })

  test('why does the API refuse it? Its API is gone; another issuer made it; a slash is missing', async () => {
    const gone = await call(201, 'POST', '/resource-servers', { identifier: 'https://gone.example/' })
    await world.write(newGrant(robot.client_id, gone.identifier, []))
    const token = await machine(gone.identifier)
    await call(204, 'DELETE', `/resource-servers/${gone.id}`)
    const answer = await explain({ token })
    assert.match(answer.verdict.says, /no API with its audience, or no longer/)
    assert.match(answer.now?.refusal?.error_description ?? '', /Service not enabled within domain: https:\/\/gone/)
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const by = (iss: string): string =>
      `${part({ alg: 'RS256' })}.${part({ iss, aud: API, sub: 'x', iat: 1, exp: 9e9 })}.AAAA`
    assert.match((await explain({ token: by('https://elsewhere.example/') })).verdict.says, /Another issuer/)
    assert.match((await explain({ token: by(world.issuer.slice(0, -1)) })).verdict.says, /a slash at the end/)
  })

  test('why does the API refuse it? It is an ID token, also when its application is gone', async () => {
    const passing = newApplication({ name: 'Passing', grant_types: GRANT_TYPES })
    await world.write(passing.changes, await enabledFor(world, [passing]))
    const { body } = await byPassword(passing)
    await call(204, 'DELETE', `/clients/${passing.client_id}`)
    const { kind, verdict } = Object(await explain({ token: body.id_token }))
    assert.deepEqual([kind, verdict.fix], ['id_token', 'Send the access token.'])
    const revoked = Object(await explain({ token: body.access_token }))
    assert.deepEqual([revoked.kind, revoked.now], ['access_token', null])
    assert.match(revoked.verdict.says, /has been revoked/)
  })

  test('why does it live so long? It is a machine token, with a life and an id of its own', async () => {
    const made = await call(201, 'POST', '/machine-tokens', {
      name: 'Nightly',
      client_id: robot.client_id,
      audience: API,
      lifetime: 864_000,
    })
    const answer = await explain({ token: made.token })
    assert.deepEqual(answer.now?.token?.lifetime, { seconds: 864_000, origin: 'lifetime of the machine token' })
    assert.equal(claim(answer.claims, 'jti')?.origin, 'the id of the machine token')
    assert.equal(claim(answer.claims, 'exp')?.origin, 'iat and lifetime of the machine token')
  })

  test('which session is this? That which the user logged in to', async () => {
    const { body } = await byPassword(shop)
    const [head, payload = '', signature] = String(body.access_token).split('.')
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sid: 'abc' }
    const changed = Buffer.from(JSON.stringify(claims)).toString('base64url')
    const answer = await explain({ token: `${head}.${changed}.${signature}` })
    assert.match(claim(answer.claims, 'sid')?.origin ?? '', /the session that the user logged in to/)
  })

  /** Everything that is said of what would help, wherever it stands. */
  const helpIn = (answer: Answer): readonly Help[] => {
    const { refusal, verdict, scopes, decisions } = { ...NOTHING, ...answer }
    return [refusal ?? {}, verdict, ...scopes.dropped, ...decisions]
  }

  for (const { question, breakIt, says: reason, fix, at, right } of TEN_QUESTIONS) {
    test(`${question} The reason, what would help and where; and once that is done, it is right`, async () => {
      const { asked, id, mend } = await breakIt(world)
      const answer = await explain(asked)
      assert.match(JSON.stringify(answer), reason)
      const help = helpIn(answer).find((one) => fix.test(one.fix ?? ''))
      assert.deepEqual(help?.at, at && { entity: at.entity, id, field: at.field })
      const german = helpIn(await explain({ ...asked, language: 'de' }))
      assert.ok(german.some((one) => one.fix !== undefined && JSON.stringify(one.at) === JSON.stringify(help?.at)))
      assert.ok(german.every((one) => !fix.test(one.fix ?? '')))
      const mended = await explain(await mend())
      const found = claim(mended.token?.claims ?? mended.claims, right[0])
      assert.match(JSON.stringify(found?.value ?? null), right[1])
    })
  }
})
