import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { User } from '@symbolon/protocol/entities/user'
import { decodeJwt } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { authorizePath, newBrowser, signIn, toldBy, type Arrival, type Browser } from './browser.ts'
import { CALLBACK, enabledFor, newApplication, newUserWithPassword, redeem, ROTATING, userTokensOf } from './people.ts'
import { until } from './until.ts'
import { newApi, startWorld, type World } from './world.ts'

const API = 'https://orders.example.com/'
const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'

const web = newApplication({
  name: 'Shop',
  grant_types: ['authorization_code', 'implicit', 'refresh_token', PASSWORD_REALM],
  refresh_token: ROTATING,
})
const ASK = { client_id: web.client_id, response_type: 'code', redirect_uri: CALLBACK, audience: API }

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`a tenant’s rules, on ${database}`, () => {
    let world: World
    let user: User & { readonly email: string }
    let browser: Browser
    let password: string
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      await world.write(
        web.changes,
        await enabledFor(world, [web]),
        newApi({
          identifier: API,
          allow_offline_access: true,
          skip_consent_for_verifiable_first_party_clients: true,
          scopes: [{ value: 'read:orders' }],
        }),
      )
      password = randomBytes(12).toString('hex')
      user = await newUserWithPassword(world, password, { name: 'Ada', user_metadata: { team: 'red' } })
      browser = newBrowser(world.issuer)
      await signIn(world, browser, user)
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    /** The tenant has these rules and no others. */
    const setRules = async (...scripts: readonly string[]): Promise<void> => {
      const rules = (await (await world.manage('GET', '/rules')).json()) as readonly { id: string }[]
      for (const { id } of rules) assert.equal((await world.manage('DELETE', `/rules/${id}`)).status, 204)
      for (const [at, script] of scripts.entries()) {
        const response = await world.manage('POST', '/rules', { name: `Rule ${at}`, script })
        assert.equal(response.status, 201, await response.clone().text())
      }
    }
    beforeEach(() => setRules())

    const ask = (parameters: Readonly<Record<string, string>>): Promise<Arrival> =>
      browser.visit(authorizePath({ ...ASK, ...parameters }))

    const tokensFor = async (scope: string) =>
      userTokensOf(await redeem(world, web, toldBy(await ask({ scope }))['code'] ?? ''))

    const byPassword = (
      scope = 'openid offline_access',
      further: Readonly<Record<string, string>> = { audience: API },
    ) =>
      world.token({
        ...web.credentials,
        grant_type: PASSWORD_REALM,
        realm: 'Username-Password-Authentication',
        username: user.email,
        password,
        scope,
        ...further,
      })

    test('put claims into both tokens of a code', async () => {
      await setRules(
        `function (user, context, callback) {
          context.accessToken['https://shop.example/team'] = user.user_metadata.team
          context.idToken['https://shop.example/logins'] = context.stats.loginsCount
          context.idToken.color = 'green'
          callback(null, user, context)
        }`,
        `function (user, context, callback) { context.accessToken.before = context.idToken.color; callback(null, user, context) }`,
      )
      const tokens = await tokensFor('openid profile read:orders')
      const access = decodeJwt(tokens.access_token)
      assert.equal(access['https://shop.example/team'], 'red')
      assert.equal(access['before'], 'green')
      const id = decodeJwt(tokens.id_token ?? '')
      assert.equal(id['https://shop.example/logins'], 0)
      assert.equal(id['color'], 'green')
      assert.equal(id['name'], 'Ada')
    })

    test('say at /userinfo what they say in the ID token, as long as the tenant has them', async () => {
      await setRules(`function (user, context, callback) {
        context.idToken['https://shop.example/logins'] = 'many'
        context.idToken.sub = 'forged'
        context.accessToken['https://shop.example/only'] = 'for APIs'
        user.name = 'Countess'
        delete user.nickname
        callback(null, user, context)
      }`)
      const userinfo = async (access_token: string) => {
        const headers = { authorization: `Bearer ${access_token}` }
        const response = await fetch(`${world.issuer}userinfo`, { headers })
        assert.equal(response.status, 200)
        return Object(await response.json()) as Readonly<Record<string, unknown>>
      }
      const { access_token: jwt } = await tokensFor('openid profile')
      const opaque = await byPassword('openid profile', {})
      const { access_token } = await userTokensOf(opaque)
      for (const token of [jwt, access_token]) {
        const claims = await userinfo(token)
        assert.equal(claims['https://shop.example/logins'], 'many')
        assert.equal(claims['https://shop.example/only'], undefined)
        assert.deepEqual([claims['sub'], claims['name'], claims['nickname']], [user.user_id, 'Countess', undefined])
      }
      await setRules(`function (user, context, callback) { context.idToken.other = 1; callback() }`)
      await byPassword('openid profile', {})
      assert.equal((await userinfo(access_token))['other'], 1, 'what came last counts')
      assert.equal((await userinfo(jwt))['other'], undefined, 'the session has not been asked for again')
      await setRules()
      await tokensFor('openid profile')
      const { other, name, 'https://shop.example/logins': logins } = await userinfo(jwt)
      assert.deepEqual([other, name, logins], [undefined, 'Ada', undefined])
    })

    test('map scope words to attributes, which become claims of both tokens', async () => {
      await setRules(`function (user, context, callback) {
        user.company = 'Analytical'
        context.jwtConfiguration.scopes = { contactInfo: ['name', 'email', 'company'], deep: ['user_metadata.team'] }
        callback(null, user, context)
      }`)
      const tokens = await tokensFor('openid contactInfo deep')
      for (const token of [tokens.access_token, tokens.id_token ?? '']) {
        const claims = decodeJwt(token)
        assert.equal(claims['name'], 'Ada')
        assert.equal(claims['email'], user.email)
        assert.equal(claims['company'], 'Analytical')
        assert.equal(claims['user_metadata.team'], 'red')
      }
      assert.equal(decodeJwt(tokens.access_token)['scope'], 'openid')
    })

    test('map the scope words that were asked for in the beginning when tokens are renewed, and no others', async () => {
      await setRules(`function (user, context, callback) {
        context.jwtConfiguration.scopes = { contactInfo: ['email'], team: ['user_metadata.team'], other: ['user_metadata'] }
        callback(null, user, context)
      }`)
      let { refresh_token } = await tokensFor('openid offline_access contactInfo team')
      const renew = async (further: Readonly<Record<string, string>> = {}) => {
        const asked = {
          ...web.credentials,
          grant_type: 'refresh_token',
          refresh_token: refresh_token ?? '',
          ...further,
        }
        const tokens = await userTokensOf(await world.token(asked))
        refresh_token = tokens.refresh_token
        const { email, 'user_metadata.team': team, user_metadata } = decodeJwt(tokens.access_token)
        return { email, team, other: user_metadata }
      }
      assert.deepEqual(await renew(), { email: user.email, team: 'red', other: undefined })
      const reduced = await renew({ scope: 'openid offline_access team other' })
      assert.deepEqual(reduced, { email: undefined, team: 'red', other: undefined })
      assert.deepEqual(await renew(), { email: user.email, team: 'red', other: undefined })
    })

    test('never say what a token is', async () => {
      await setRules(`function (user, context, callback) {
        for (const name of ['sub', 'iss', 'aud', 'exp', 'azp', 'permissions', 'https://auth0.com/x', 'https://a.webtask.io/x']) {
          context.accessToken[name] = 'forged'; context.idToken[name] = 'forged'
        }
        user.user_id = 'auth0|somebody'
        callback(null, user, context)
      }`)
      const tokens = await tokensFor('openid')
      for (const token of [tokens.access_token, tokens.id_token ?? '']) {
        assert.equal(decodeJwt(token).sub, user.user_id)
        assert.ok(!JSON.stringify(decodeJwt(token)).includes('forged'))
      }
    })

    test('replace the scopes, also by such as the API does not know', async () => {
      await setRules(
        `function (user, context, callback) { context.accessToken.scope = ['openid', 'admin:all']; callback(null, user, context) }`,
      )
      const tokens = await tokensFor('openid read:orders')
      assert.equal(tokens.scope, 'openid admin:all')
      assert.equal(decodeJwt(tokens.access_token)['scope'], 'openid admin:all')
    })

    test('change what the ID token shows of the profile, and nothing that is kept', async () => {
      await setRules(
        `function (user, context, callback) { user.name = 'Countess'; delete user.nickname; callback(null, user, context) }`,
      )
      const id = decodeJwt((await tokensFor('openid profile')).id_token ?? '')
      assert.equal(id['name'], 'Countess')
      assert.equal(id['nickname'], undefined)
      assert.equal((await world.tenancy.store.findUser(user.user_id))?.name, 'Ada')
    })

    test('deny by UnauthorizedError, which the application is told, and by any other error', async () => {
      await setRules(`function (user, context, callback) { callback(new UnauthorizedError('Only admins')) }`)
      const { error, error_description, state } = toldBy(await ask({ scope: 'openid', state: 's' }))
      assert.deepEqual(
        { error, error_description, state },
        { error: 'unauthorized', error_description: 'Only admins', state: 's' },
      )
      await setRules(`function (user, context, callback) { throw new Error('boom') }`)
      assert.equal(toldBy(await ask({ scope: 'openid' }))['error'], 'access_denied')
      assert.equal(toldBy(await ask({ scope: 'openid', prompt: 'none' }))['error_description'], 'boom')
      await setRules(`function (user, context, callback) { callback(new Error('')) }`)
      assert.equal(toldBy(await ask({ scope: 'openid' }))['error_description'], 'Access denied by a rule.')
    })

    test('let nobody go on as somebody else', async () => {
      const as = (user_id: string): string =>
        `function (user, context, callback) { context.primaryUser = ${user_id}; callback(null, user, context) }`
      await setRules(as('user.user_id'))
      assert.ok(toldBy(await ask({ scope: 'openid' }))['code'])
      await setRules(as(`'auth0|somebody'`))
      const { error, error_description = '' } = toldBy(await ask({ scope: 'openid' }))
      assert.equal(error, 'access_denied')
      assert.match(error_description, /as another user/)
    })

    test('F12: that cannot be run deny', async () => {
      await setRules(`function (user, context, callback) {`)
      assert.equal(toldBy(await ask({ scope: 'openid' }))['error'], 'access_denied')
      await setRules(`function (user, context, callback) { while (true); }`)
      assert.equal(toldBy(await ask({ scope: 'openid' }))['error'], 'access_denied')
    })

    test('run for passwords and for every renewal, and a renewal that is denied burns nothing', async () => {
      await setRules(
        `function (user, context, callback) { context.accessToken.protocol = context.protocol; callback(null, user, context) }`,
      )
      const first = await userTokensOf(await byPassword())
      assert.equal(decodeJwt(first.access_token)['protocol'], 'oauth2-password')
      const refresh = () =>
        world.token({ ...web.credentials, grant_type: 'refresh_token', refresh_token: first.refresh_token ?? '' })
      await setRules(`function (user, context, callback) { callback(new UnauthorizedError('Not today')) }`)
      const denied = await refresh()
      assert.equal(denied.status, 403)
      assert.deepEqual(await denied.json(), { error: 'access_denied', error_description: 'Not today' })
      await setRules(
        `function (user, context, callback) { context.accessToken.protocol = context.protocol; callback(null, user, context) }`,
      )
      const renewed = await userTokensOf(await refresh())
      assert.equal(decodeJwt(renewed.access_token)['protocol'], 'oauth2-refresh-token')
    })

    test('never see a password, a secret or a refresh token', async () => {
      await setRules(
        `function (user, context, callback) { context.accessToken.seen = JSON.stringify([user, context]); callback(null, user, context) }`,
      )
      const seen = decodeJwt((await userTokensOf(await byPassword('openid'))).access_token)['seen']
      assert.equal(typeof seen, 'string')
      assert.ok(!String(seen).includes(password) && !String(seen).includes(web.credentials.client_secret))
    })

    test('are put into another order in one step, whatever numbers they had', async () => {
      await setRules()
      const made = [10, 2_147_483_647, 2_147_483_646].map(async (order, at) => {
        const rule = { name: `Rule ${at}`, script: 'function (user, context, callback) { callback() }', order }
        return Object(await (await world.manage('POST', '/rules', rule)).json()).id
      })
      const ids: readonly string[] = await Promise.all(made)
      const reorder = (rules: readonly string[]) => world.manage('POST', '/rules/order', { rules })
      for (const wanted of [ids.toReversed(), ids, [...ids.slice(1), ...ids.slice(0, 1)]]) {
        const answer = await reorder(wanted)
        assert.equal(answer.status, 200, await answer.clone().text())
        const kept = Object(await (await world.manage('GET', '/rules')).json())
        const orders = new Map<string, number>(kept.map((rule: { id: string; order: number }) => [rule.id, rule.order]))
        assert.deepEqual(
          wanted.map((id) => orders.get(id)),
          [1, 2, 3],
        )
      }
      const [first = '', second = ''] = ids
      for (const wrong of [
        [first, second],
        [first, second, second],
        [first, second, 'rul_0000000000000000'],
      ]) {
        const answer = await reorder(wrong)
        assert.equal(answer.status, 400)
        assert.match(await answer.text(), /on property rules/)
      }
      await setRules()
    })

    test('do not run for machines', async () => {
      await setRules(`function (user, context, callback) { callback(new Error('no')) }`)
      assert.ok(await world.accessToken(`${world.issuer}api/v2/`))
    })

    test('keep metadata of the user', async () => {
      await setRules(`function (user, context, callback) {
        user.app_metadata = user.app_metadata || {}
        user.app_metadata.seen = true
        auth0.users.updateAppMetadata(user.user_id, user.app_metadata).then(() => callback(null, user, context)).catch(callback)
      }`)
      await tokensFor('openid')
      assert.deepEqual((await world.tenancy.store.findUser(user.user_id))?.app_metadata, { seen: true })
    })

    test('finish what they have not waited for', async () => {
      await setRules(`function (user, context, callback) {
        auth0.users.updateAppMetadata(user.user_id, { first: 1 })
          .then(() => auth0.users.updateAppMetadata(user.user_id, { second: 2 }))
        callback(null, user, context)
      }`)
      await tokensFor('openid')
      await until('both are kept', async () => {
        const { app_metadata } = (await world.tenancy.store.findUser(user.user_id)) ?? {}
        return app_metadata?.['first'] === 1 && app_metadata['second'] === 2
      })
    })

    test('have a token of the Management API that reads and updates users, and nothing else', async () => {
      await setRules(`function (user, context, callback) {
        console.log(auth0.accessToken)
        context.idToken.api = [auth0.domain, auth0.baseUrl, auth0.accessToken]
        callback(null, user, context)
      }`)
      const apiOf = async () => {
        const { api } = decodeJwt((await tokensFor('openid')).id_token ?? '')
        return Array.isArray(api) ? api.map(String) : []
      }
      const [domain, baseUrl = '', token = ''] = await apiOf()
      assert.equal(baseUrl, `${world.issuer}api/v2`)
      assert.equal(domain, new URL(world.issuer).host)
      const call = (path: string, init: RequestInit = {}) =>
        fetch(baseUrl + path, {
          ...init,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        })
      const changes = { method: 'PATCH', body: JSON.stringify({ user_metadata: { team: 'red', by: 'rule' } }) }
      assert.equal((await call(`/users/${encodeURIComponent(user.user_id)}`, changes)).status, 200)
      assert.deepEqual((await world.tenancy.store.findUser(user.user_id))?.user_metadata, { team: 'red', by: 'rule' })
      assert.equal((await call('/clients')).status, 403)
      const { exp = 0, iat = 0, scope } = decodeJwt(token)
      assert.deepEqual([exp - iat, scope], [900, 'read:users update:users'])
      const draft = {
        script: 'function (user, context, callback) { context.idToken.api = auth0.accessToken || "none"; callback() }',
      }
      const tried = await world.manage('POST', '/rules/test', draft)
      assert.match(await tried.text(), /"none"/)
    })

    test('read the tenant’s values, which nobody else can', async () => {
      assert.equal((await world.manage('PUT', '/rules-configs/API_KEY', { value: 'v-123' })).status, 200)
      assert.deepEqual(await (await world.manage('GET', '/rules-configs')).json(), [{ key: 'API_KEY' }])
      await setRules(
        `function (user, context, callback) { context.idToken.key = configuration.API_KEY; callback(null, user, context) }`,
      )
      assert.equal(decodeJwt((await tokensFor('openid')).id_token ?? '')['key'], 'v-123')
      assert.equal((await world.manage('DELETE', '/rules-configs/API_KEY')).status, 204)
    })

    test('G2: call nobody whom the tenant has not named', async () => {
      await setRules(
        `function (user, context, callback) { require('request').get('${world.issuer}health', (e) => callback(e || null, user, context)) }`,
      )
      const { error_description } = toldBy(await ask({ scope: 'openid' }))
      assert.match(error_description ?? '', /outbound_hosts/)
      await world.manage('PATCH', '/tenants/settings', { outbound_hosts: ['localhost'] })
      assert.match(toldBy(await ask({ scope: 'openid' }))['error_description'] ?? '', /not a public address/)
      await world.manage('PATCH', '/tenants/settings', { outbound_hosts: [] })
    })

    test('send somebody away, once, and go on when they come back', async () => {
      await setRules(`function (user, context, callback) {
        if (context.protocol === 'redirect-callback') {
          context.idToken.answer = context.request.query.answer
          context.redirect = { url: 'https://never.example/' }
        } else context.redirect = { url: 'https://ask.example/question?lang=en' }
        callback(null, user, context)
      }`)
      const away = await ask({ scope: 'openid', state: 'mine' })
      const { origin, searchParams } = new URL(away.url)
      assert.equal(origin, 'https://ask.example')
      assert.equal(searchParams.get('lang'), 'en')
      const state = searchParams.get('state') ?? ''
      const elsewhere = await newBrowser(world.issuer).visit(`/continue?state=${state}&answer=42`)
      assert.equal(elsewhere.status, 400)
      const back = await browser.visit(`/continue?state=${state}&answer=42`)
      assert.equal(toldBy(back)['state'], 'mine')
      const tokens = await userTokensOf(await redeem(world, web, toldBy(back)['code'] ?? ''))
      assert.equal(decodeJwt(tokens.id_token ?? '')['answer'], '42')
      assert.equal((await browser.visit(`/continue?state=${state}`)).status, 400)
      assert.equal(toldBy(await ask({ scope: 'openid', prompt: 'none' }))['error'], 'interaction_required')
    })

    test('G16: that want a second factor deny, since there is none', async () => {
      await setRules(
        `function (user, context, callback) { context.multifactor = { provider: 'any' }; callback(null, user, context) }`,
      )
      assert.match(toldBy(await ask({ scope: 'openid' }))['error_description'] ?? '', /multi-factor/)
    })

    test('run in their order, and only those that are enabled', async () => {
      const append = (word: string) =>
        `function (user, context, callback) { context.idToken.order = (context.idToken.order || '') + '${word}'; callback(null, user, context) }`
      await setRules(append('a'), append('b'), append('c'))
      const rules = (await (await world.manage('GET', '/rules')).json()) as readonly { id: string; order: number }[]
      assert.deepEqual(
        rules.map(({ order }) => order),
        [1, 2, 3],
      )
      await world.manage('PATCH', `/rules/${rules[0]?.id}`, { order: 9 })
      await world.manage('PATCH', `/rules/${rules[1]?.id}`, { enabled: false })
      assert.equal(decodeJwt((await tokensFor('openid')).id_token ?? '')['order'], 'ca')
    })
  })
}
