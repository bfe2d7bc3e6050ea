// Requests for a person's tokens that are nearly right. Whatever is put together, there is no token unless all of it is right, and
// never a fault of the server.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import fc from 'fast-check'
import {
  CALLBACK,
  newApplication,
  newCode,
  newPkce,
  newRefreshToken,
  newUserWithPassword,
  redeem,
  refreshTokenOf,
  renew,
  ROTATING,
  userTokensOf,
  writeApplications,
} from './people.ts'
import { startWorld, type World } from './world.ts'

const REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const PASSWORD = 'correct horse battery staple'
const ERRORS =
  /^(?:invalid_request|invalid_scope|invalid_grant|access_denied|unauthorized_client|unsupported_grant_type|unauthorized|too_many_attempts|too_many_requests)$/

const grant_types = ['authorization_code', 'refresh_token', 'password', REALM] as const
const one = newApplication({ grant_types: [...grant_types], refresh_token: ROTATING })
const other = newApplication({ grant_types: [...grant_types], refresh_token: ROTATING })
const native = newApplication({ grant_types: [...grant_types], token_endpoint_auth_method: 'none' })

type Body = Record<string, string>
type Change = (body: Body) => Body

const set =
  (name: string, value: string): Change =>
  (body) => ({ ...body, [name]: value })
const drop =
  (name: string): Change =>
  ({ [name]: _dropped, ...rest }) =>
    rest

/** Changes after any of which there must be no token. */
const spoils = fc.oneof(
  fc.constantFrom<Change>(
    drop('client_secret'),
    set('client_secret', ''),
    set('client_secret', other.credentials.client_secret),
    (body) => ({ ...body, ...other.credentials }),
    (body) => ({ ...drop('client_secret')(body), client_id: native.client_id }),
    drop('client_id'),
    drop('grant_type'),
    set('grant_type', 'client_credentials'),
    set('grant_type', 'implicit'),
    set('client_assertion', 'x'),
    set('audience', 'https://nobody.example/'),
  ),
  fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => set('client_secret', text)),
)

/** Changes that a request may have: nothing that the server does not read says anything. */
const noise = fc.array(
  fc.tuple(
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }).map((name) => `x-${name}`),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
  ),
  { maxLength: 3 },
)

describe('a soup of parameters', () => {
  let world: World
  let email: string
  let user: Awaited<ReturnType<typeof newUserWithPassword>>

  before(async () => {
    world = await startWorld()
    await writeApplications(world, one, other, native)
    // Without one the grant `password` is answered with 500, as it is documented.
    const settings = { default_directory: FIRST_CONNECTION }
    assert.equal((await world.manage('PATCH', '/tenants/settings', settings)).status, 200)
    user = await newUserWithPassword(world, PASSWORD)
    email = user.email
  })
  after(() => world.stop())

  const requireRefusal = async (response: Response): Promise<void> => {
    const text = await response.text()
    assert.ok(response.status >= 400 && response.status < 500, `${response.status} ${text}`)
    const body: Record<string, unknown> = JSON.parse(text)
    assert.match(String(body.error), ERRORS)
    for (const name of ['access_token', 'refresh_token', 'id_token']) assert.equal(body[name], undefined)
  }

  test('about a code gives no token, and only the right client with a wrong proof uses the code up', async () => {
    const { verifier, challenge } = newPkce()
    await fc.assert(
      fc.asyncProperty(spoils, noise, fc.boolean(), async (spoil, more, isProofWrong) => {
        const code = await newCode(world, one, user, {}, { verifier, challenge })
        const right: Body = {
          grant_type: 'authorization_code',
          ...one.credentials,
          code,
          redirect_uri: CALLBACK,
          code_verifier: isProofWrong ? newPkce().verifier : verifier,
        }
        const body = { ...Object.fromEntries(more), ...spoil(right) }
        if (body.audience !== undefined) return
        await requireRefusal(await world.token(body))
        const again = await redeem(world, one, code, { code_verifier: verifier })
        assert.equal(again.status, 200, 'the code was not touched')
      }),
      { numRuns: 150 },
    )
  })

  test('about a refresh token gives no token, and ends none', async () => {
    let refresh_token = await newRefreshToken(world, one, user)
    await fc.assert(
      fc.asyncProperty(spoils, noise, async (spoil, more) => {
        const right: Body = { grant_type: 'refresh_token', ...one.credentials, refresh_token }
        await requireRefusal(await world.token({ ...Object.fromEntries(more), ...spoil(right) }))
        refresh_token = await refreshTokenOf(await renew(world, one, refresh_token))
      }),
      { numRuns: 150 },
    )
  })

  test('about a refresh token with any edit of it gives none, and ends none', async () => {
    const refresh_token = await newRefreshToken(world, one, user)
    const place = fc.nat(refresh_token.length - 1)
    const edits = fc.oneof(
      fc
        .tuple(place, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }))
        .map(([at, char]) => refresh_token.slice(0, at) + char + refresh_token.slice(at + 1)),
      place.map((at) => refresh_token.slice(0, at) + refresh_token.slice(at + 1)),
      fc
        .tuple(place, fc.base64String({ minLength: 1, maxLength: 8 }))
        .map(([at, more]) => refresh_token.slice(0, at) + more + refresh_token.slice(at)),
      fc.tuple(place, place).map(([from, to]) => refresh_token.slice(from, to)),
      fc.constantFrom(
        refresh_token.toUpperCase(),
        refresh_token.toLowerCase(),
        `${refresh_token}=`,
        `${refresh_token}\n`,
      ),
      fc.uint8Array({ minLength: 60, maxLength: 60 }).map((bytes) => `v1.${Buffer.from(bytes).toString('base64url')}`),
    )
    await fc.assert(
      fc.asyncProperty(edits, async (edited) => {
        if (edited === refresh_token) return
        await requireRefusal(await renew(world, one, edited))
      }),
      { numRuns: 400 },
    )
    await refreshTokenOf(await renew(world, one, refresh_token))
  })

  test('G16: about a password gives no token', async () => {
    const right: Body = {
      grant_type: REALM,
      realm: FIRST_CONNECTION,
      ...one.credentials,
      username: email,
      password: PASSWORD,
      scope: 'openid',
    }
    const wrongs = fc.oneof(
      // Another client that may do the same is no spoil of a password.
      fc.constantFrom<Change>(
        drop('client_secret'),
        drop('client_id'),
        drop('username'),
        drop('password'),
        drop('realm'),
        set('realm', 'elsewhere'),
        set('grant_type', 'authorization_code'),
        set('audience', 'https://nobody.example/'),
        set('scope', 'a"b'),
      ),
      fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => set('realm', `${text}-`)),
      fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => set('client_secret', text)),
    )
    await fc.assert(
      fc.asyncProperty(wrongs, noise, async (spoil, more) => {
        await requireRefusal(await world.token({ ...Object.fromEntries(more), ...spoil(right) }))
      }),
      { numRuns: 150 },
    )
    await userTokensOf(await world.token(right))
  })

  test('of any parameters at all gives none', async () => {
    const names = ['grant_type', 'client_id', 'client_secret', 'code', 'redirect_uri', 'code_verifier', 'refresh_token']
    const name = fc.constantFrom(...names, 'scope', 'audience', 'username', 'password', 'realm', 'resource')
    const value = fc.oneof(
      fc.constantFrom(...grant_types, one.client_id, one.credentials.client_secret, native.client_id, CALLBACK),
      fc.constantFrom('openid', FIRST_CONNECTION, 'v1.', '', '\0', '__proto__', 'x'.repeat(5000)),
      fc.string({ unit: 'binary', maxLength: 30 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 8 }), async (pairs) => {
        const body = Object.fromEntries(pairs.map(([key, text]) => [key, text.toWellFormed()]))
        await requireRefusal(await world.token(body))
      }),
      { numRuns: 600 },
    )
  })
})
