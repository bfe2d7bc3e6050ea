// security.md, tenants' code: what rules and actions leave behind is judged as what a stranger sends. It becomes part of a token, or it
// denies; the server neither stumbles over it nor keeps what cannot be kept.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { User } from '@symbolon/protocol/entities/user'
import { decodeJwt } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { authorizePath, newBrowser, signIn, toldBy, type Browser } from './browser.ts'
import { managed } from './managed.ts'
import { CALLBACK, enabledFor, newApplication, newUserWithPassword, redeem, ROTATING, userTokensOf } from './people.ts'
import { newApi, startWorld, type World } from './world.ts'

const API = 'https://orders.example.com/'
const web = newApplication({
  name: 'Shop',
  grant_types: ['authorization_code', 'refresh_token'],
  refresh_token: ROTATING,
})
const ASK = {
  client_id: web.client_id,
  response_type: 'code',
  redirect_uri: CALLBACK,
  audience: API,
  scope: 'openid offline_access',
}

type Attempt = readonly [name: string, body: string]

const DENIED_RULES: readonly Attempt[] = [
  ['claims larger than a token may be', `context.idToken.big = 'x'.repeat(200000)`],
  [
    'one large value behind a thousand names',
    `user.deep = { a: 'x'.repeat(50000) }; context.jwtConfiguration.scopes = { openid: Array.from({ length: 1000 }, (_, i) => i % 2 ? 'deep' : 'deep.a').concat(Array.from({ length: 9 }, (_, i) => 'copy' + i)) }; for (let i = 0; i < 9; i++) user['copy' + i] = user.deep`,
  ],
  ['a claim nested beyond reading', `let o = 1; for (let i = 0; i < 500; i++) o = [o]; context.accessToken.deep = o`],
  ['a circle', `context.idToken.self = context`],
  ['a bigint', `context.accessToken.n = 10n`],
  [
    'a getter that throws',
    `Object.defineProperty(context.idToken, 'x', { enumerable: true, get() { throw new Error('boom') } })`,
  ],
  ['a redirect to what is no page', `context.redirect = { url: 'javascript:alert(1)' }`],
  [
    'metadata that grows and grows',
    `return auth0.users.updateUserMetadata(user.user_id, { big: 'x'.repeat(300000) }).then(() => callback(), callback)`,
  ],
  [
    'metadata of nobody',
    `return auth0.users.updateUserMetadata('auth0|nobody', { a: 1 }).then(() => callback(), callback)`,
  ],
  [
    'metadata in a field that is none',
    `return auth0.users.updateAppMetadata({ __proto__: null }, { a: 1 }).then(() => callback(), callback)`,
  ],
]

const ISSUED_RULES: readonly Attempt[] = [
  [
    '__proto__ as a claim',
    `for (const t of [context.idToken, context.accessToken]) Object.defineProperty(t, '__proto__', { value: { polluted: 1 }, enumerable: true })`,
  ],
  [
    '__proto__ as an attribute',
    `context.jwtConfiguration.scopes = { openid: ['__proto__', 'constructor.name', '__proto__.polluted', 'toString'] }`,
  ],
  [
    '__proto__ in the profile',
    `Object.defineProperty(user, '__proto__', { value: { polluted: 1, blocked: true }, enumerable: true })`,
  ],
  [
    'lists and numbers in place of tokens',
    `context.accessToken = [1]; context.idToken = 7; context.jwtConfiguration = 'x'`,
  ],
  [
    'a context that says that it is another',
    `context.toJSON = () => ({ accessToken: { polluted: 1 } }); user.toJSON = () => ({ user_id: 'auth0|other' })`,
  ],
  [
    'half a surrogate pair and NUL',
    `context.idToken.half = '\\ud83d \\0'; user.name = '\\udc00'; console.log('\\ud83d \\0')`,
  ],
  ['a profile that is another’s', `user.user_id = 'auth0|other'; user.identities = []; user.blocked = true`],
  ['scopes that are no words', `context.accessToken.scope = ['open id', '"', '\\n']`],
]

const DENIED_ACTIONS: readonly Attempt[] = [
  ['things without end', `for (let i = 0; i < 5000; i++) api.accessToken.addScope('s' + i)`],
  ['a large claim', `api.idToken.setCustomClaim('big', 'x'.repeat(200000))`],
  ['a reason without end', `api.access.deny('x'.repeat(500000))`],
  ['half a surrogate pair as a reason', `api.access.deny('\\ud83d')`],
  ['metadata without end', `api.user.setUserMetadata('big', 'x'.repeat(400000))`],
  ['a destination that is none', `api.redirect.sendUserTo('file:///etc/passwd')`],
  ['metadata named __proto__', `api.user.setAppMetadata('__proto__', { polluted: 1 })`],
  ['a thing that is not there', `api.__proto__.access = { deny() {} }; api.nothing.at.all()`],
]

const ISSUED_ACTIONS: readonly Attempt[] = [
  [
    'names that are not names',
    `api.idToken.setCustomClaim('__proto__', { polluted: 1 }); api.accessToken.setCustomClaim(7, 1); api.accessToken.setCustomClaim(null)`,
  ],
  [
    'values that are made up on the way',
    `api.idToken.setCustomClaim('x', { toJSON: () => undefined, [Symbol.toPrimitive]: () => 1 })`,
  ],
]

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`hostile code, on ${database}`, () => {
    let world: World
    let user: User & { readonly email: string }
    let browser: Browser
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      await world.write(
        web.changes,
        await enabledFor(world, [web]),
        newApi({ identifier: API, allow_offline_access: true, skip_consent_for_verifiable_first_party_clients: true }),
      )
      user = await newUserWithPassword(world, 'a password of some length', { name: 'Ada' })
      browser = newBrowser(world.issuer)
      await signIn(world, browser, user)
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const logIn = () => browser.visit(authorizePath(ASK))

    const requireDenied = async (): Promise<void> => {
      const { error, error_description = '', code } = toldBy(await logIn())
      assert.deepEqual([error, code], ['access_denied', undefined], error_description)
      assert.ok(error_description.length <= 1024)
    }

    const requireOwnTokens = async (): Promise<void> => {
      const arrived = toldBy(await logIn())
      const tokens = await userTokensOf(await redeem(world, web, arrived['code'] ?? ''))
      const renewal = { ...web.credentials, grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' }
      const renewed = await userTokensOf(await world.token(renewal))
      for (const { access_token, id_token = '' } of [tokens, renewed]) {
        for (const claims of [decodeJwt(access_token), decodeJwt(id_token)]) {
          assert.equal(claims.sub, user.user_id)
          assert.doesNotMatch(JSON.stringify(claims), /polluted/)
        }
      }
      const headers = { authorization: `Bearer ${renewed.access_token}` }
      const shown = await fetch(`${world.issuer}userinfo`, { headers })
      assert.equal(shown.status, 200)
      assert.equal(Object(await shown.json())['sub'], user.user_id)
      assert.equal(Reflect.get({}, 'polluted'), undefined)
    }

    const withRule = async (body: string, work: () => Promise<void>): Promise<void> => {
      const script = `function (user, context, callback) { ${body}; callback(null, user, context) }`
      const { id } = await managed(world, 201, 'POST', '/rules', { name: 'Hostile', script })
      await work()
      await managed(world, 204, 'DELETE', `/rules/${id}`)
    }

    const withAction = async (body: string, work: () => Promise<void>): Promise<void> => {
      const { id } = await managed(world, 201, 'POST', '/actions/actions', {
        name: 'Hostile',
        supported_triggers: [{ id: 'post-login', version: 'v3' }],
        code: `exports.onExecutePostLogin = async (event, api) => { ${body} }`,
        deploy: true,
      })
      const bindings = [{ ref: { type: 'action_id', value: id } }]
      await managed(world, 200, 'PATCH', '/actions/triggers/post-login/bindings', { bindings })
      await work()
      await managed(world, 204, 'DELETE', `/actions/actions/${id}?force=true`)
    }

    for (const [name, body] of DENIED_RULES)
      test(`a rule that leaves ${name} denies`, () => withRule(body, requireDenied))
    for (const [name, body] of ISSUED_RULES)
      test(`a rule that leaves ${name} changes nobody’s token but its own`, () => withRule(body, requireOwnTokens))
    for (const [name, body] of DENIED_ACTIONS)
      test(`an action that asks for ${name} denies`, () => withAction(body, requireDenied))
    for (const [name, body] of ISSUED_ACTIONS)
      test(`an action that asks for ${name} changes nobody’s token`, () => withAction(body, requireOwnTokens))

    test('no action sees what another has done to a module that both use', async () => {
      const { id } = await managed(world, 201, 'POST', '/actions/modules', {
        name: 'shared',
        code: `exports.word = () => 'own'`,
        publish: true,
      })
      const codes = [
        `exports.onExecutePostLogin = async () => { require('actions:shared').word = () => 'stolen' }`,
        `exports.onExecutePostLogin = async (event, api) => { api.idToken.setCustomClaim('word', require('actions:shared').word()) }`,
      ]
      const bindings: unknown[] = []
      for (const [at, code] of codes.entries()) {
        const supported_triggers = [{ id: 'post-login', version: 'v3' }]
        const made = { name: `Sharing ${at}`, supported_triggers, code, deploy: true }
        const action = await managed(world, 201, 'POST', '/actions/actions', made)
        bindings.push({ ref: { type: 'action_id', value: action['id'] } })
      }
      await managed(world, 200, 'PATCH', '/actions/triggers/post-login/bindings', { bindings })
      const tokens = await userTokensOf(await redeem(world, web, toldBy(await logIn())['code'] ?? ''))
      assert.equal(decodeJwt(tokens.id_token ?? '')['word'], 'own')
      await managed(world, 200, 'PATCH', '/actions/triggers/post-login/bindings', { bindings: [] })
      await managed(world, 200, 'GET', `/actions/modules/${id}`)
    })
  })
}
