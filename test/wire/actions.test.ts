import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { User } from '@symbolon/protocol/entities/user'
import { decodeJwt } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { managed, type ManagementCall } from './managed.ts'
import { authorizePath, newBrowser, signIn, toldBy, type Arrival, type Browser } from './browser.ts'
import { CALLBACK, enabledFor, newApplication, newUserWithPassword, redeem, ROTATING, userTokensOf } from './people.ts'
import { newApi, newClient, newGrant, startWorld, type World } from './world.ts'

const API = 'https://orders.example.com/'
const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'

const web = newApplication({
  name: 'Shop',
  grant_types: ['authorization_code', 'refresh_token', PASSWORD_REALM],
  refresh_token: ROTATING,
})
const robot = newClient({ name: 'Robot' })
const ASK = { client_id: web.client_id, response_type: 'code', redirect_uri: CALLBACK, audience: API }

type Sent = { readonly code: string; readonly secrets?: readonly { name: string; value: string }[] }

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`a tenant’s actions and hooks, on ${database}`, () => {
    let world: World
    let user: User & { readonly email: string }
    let browser: Browser
    let password: string
    let made = 0
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      await world.write(
        web.changes,
        robot.changes,
        await enabledFor(world, [web]),
        newApi({
          identifier: API,
          allow_offline_access: true,
          skip_consent_for_verifiable_first_party_clients: true,
          scopes: [{ value: 'read:orders' }, { value: 'write:orders' }],
        }),
        newGrant(robot.client_id, API, ['read:orders', 'write:orders']),
      )
      password = randomBytes(12).toString('hex')
      user = await newUserWithPassword(world, password, { name: 'Ada' })
      browser = newBrowser(world.issuer)
      await signIn(world, browser, user)
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const call = (...asked: ManagementCall) => managed(world, ...asked)

    const newAction = async (trigger: string, sent: Sent): Promise<string> => {
      made += 1
      const fields = {
        name: `Action ${made}`,
        supported_triggers: [{ id: trigger, version: 'v3' }],
        deploy: true,
        ...sent,
      }
      return String((await call(201, 'POST', '/actions/actions', fields))['id'])
    }

    const bind = (trigger: string, ...ids: readonly string[]) =>
      call(200, 'PATCH', `/actions/triggers/${trigger}/bindings`, {
        bindings: ids.map((value) => ({ ref: { type: 'action_id', value } })),
      })

    /** These actions and no others run at the trigger. */
    const set = async (trigger: string, ...actions: readonly (string | Sent)[]): Promise<readonly string[]> => {
      const ids: string[] = []
      for (const action of actions)
        ids.push(await newAction(trigger, typeof action === 'string' ? { code: action } : action))
      await bind(trigger, ...ids)
      return ids
    }
    beforeEach(async () => {
      await bind('post-login')
      await bind('credentials-exchange')
    })

    const postLogin = (body: string): string => `exports.onExecutePostLogin = async (event, api) => { ${body} }`

    const ask = (parameters: Readonly<Record<string, string>>): Promise<Arrival> =>
      browser.visit(authorizePath({ ...ASK, ...parameters }))
    const tokensFor = async (scope: string) =>
      userTokensOf(await redeem(world, web, toldBy(await ask({ scope }))['code'] ?? ''))
    const machine = (scope?: string) =>
      world.token({
        ...robot.credentials,
        grant_type: 'client_credentials',
        audience: API,
        ...(scope ? { scope } : {}),
      })

    test('add claims to both tokens, and scopes, in their order', async () => {
      await set(
        'post-login',
        postLogin(`
          api.accessToken.setCustomClaim('https://shop.example/email', event.user.email)
          api.idToken.setCustomClaim('https://shop.example/client', event.client.name)
          api.accessToken.setCustomClaim('sub', 'forged')
          api.transaction.setMetadata('word', 'passed on')`),
        postLogin(`
          api.idToken.setCustomClaim('https://shop.example/word', event.transaction.metadata.word)
          api.accessToken.addScope('extra')
          api.accessToken.removeScope('write:orders')`),
      )
      const tokens = await tokensFor('openid read:orders write:orders')
      const access = decodeJwt(tokens.access_token)
      assert.equal(access['https://shop.example/email'], user.email)
      assert.equal(access.sub, user.user_id)
      assert.equal(access['scope'], 'openid read:orders extra')
      const id = decodeJwt(tokens.id_token ?? '')
      assert.equal(id['https://shop.example/client'], 'Shop')
      assert.equal(id['https://shop.example/word'], 'passed on')
    })

    test('run after the rules, and know which ran', async () => {
      const rule = await call(201, 'POST', '/rules', {
        name: `Rule ${made}`,
        script: `function (user, context, callback) { context.accessToken.who = 'rule'; context.idToken.rule = true; callback(null, user, context) }`,
      })
      await set(
        'post-login',
        postLogin(`
          api.accessToken.setCustomClaim('who', 'action')
          api.idToken.setCustomClaim('ran', api.rules.wasExecuted('${String(rule['id'])}'))`),
      )
      const tokens = await tokensFor('openid')
      assert.equal(decodeJwt(tokens.access_token)['who'], 'action')
      const { rule: ruled, ran } = decodeJwt(tokens.id_token ?? '')
      assert.deepEqual({ ruled, ran }, { ruled: true, ran: true })
      await call(204, 'DELETE', `/rules/${String(rule['id'])}`)
    })

    test('that add the scope openid have the user in the ID token as the rules left it', async () => {
      const rule = await call(201, 'POST', '/rules', {
        name: `Rule ${made}`,
        script: `function (user, context, callback) { user.name = 'Grace'; callback(null, user, context) }`,
      })
      await set('post-login', postLogin(`api.accessToken.addScope('openid')`))
      const tokens = await tokensFor('profile')
      assert.equal(decodeJwt(tokens.id_token ?? '')['name'], 'Grace')
      await call(204, 'DELETE', `/rules/${String(rule['id'])}`)
    })

    test('deny, and what they had asked to keep is kept all the same', async () => {
      await set(
        'post-login',
        postLogin(`api.user.setAppMetadata('tries', 1); api.access.deny('Not you')`),
        postLogin(`api.idToken.setCustomClaim('never', true)`),
      )
      const { error, error_description } = toldBy(await ask({ scope: 'openid' }))
      assert.deepEqual({ error, error_description }, { error: 'access_denied', error_description: 'Not you' })
      assert.deepEqual((await world.tenancy.store.findUser(user.user_id))?.app_metadata, { tries: 1 })
    })

    test('F12: that fail, or use what is not there, deny', async () => {
      await set('post-login', postLogin(`throw new Error('boom')`))
      assert.equal(toldBy(await ask({ scope: 'openid' }))['error_description'], 'boom')
      await set('post-login', postLogin(`throw new Proxy({}, { getPrototypeOf() { throw new Error('who?') } })`))
      assert.equal(toldBy(await ask({ scope: 'openid' }))['error'], 'access_denied')
      await set('post-login', postLogin(`api.multifactor.enable('any')`))
      assert.match(toldBy(await ask({ scope: 'openid' }))['error_description'] ?? '', /multifactor\.enable/)
    })

    test('that shape a response of SAML let others’ logins go on', async () => {
      await set(
        'post-login',
        postLogin(
          `api.samlResponse.setAttribute('urn:email', event.user.email).setSignResponse(true); api.idToken.setCustomClaim('color', 'green')`,
        ),
      )
      assert.ok(toldBy(await ask({ scope: 'openid' }))['code'])
    })

    test('F12: that fail deny at the token endpoint too: for a password, a renewal and a machine', async () => {
      const asked = {
        realm: 'Username-Password-Authentication',
        username: user.email,
        password,
        scope: 'openid offline_access',
      }
      const byPassword = () => world.token({ ...web.credentials, grant_type: PASSWORD_REALM, ...asked })
      const { refresh_token = '' } = await userTokensOf(await byPassword())
      for (const body of [`throw new Error('boom')`, `api.multifactor.enable('any')`]) {
        await set('post-login', postLogin(body))
        await set('credentials-exchange', `exports.onExecuteCredentialsExchange = async (event, api) => { ${body} }`)
        for (const response of [
          await byPassword(),
          await world.token({ ...web.credentials, grant_type: 'refresh_token', refresh_token }),
          await machine(),
        ]) {
          const answer = Object(await response.json())
          assert.ok(response.status >= 400, body)
          for (const token of ['access_token', 'id_token', 'refresh_token'])
            assert.equal(answer[token], undefined, body)
        }
      }
    })

    test('keep a secret that is named without a value; a new one needs one', async () => {
      const [id = ''] = await set('post-login', {
        code: postLogin(`api.idToken.setCustomClaim('secrets', Object.values(event.secrets).join())`),
        secrets: [
          { name: 'ONE', value: 'hush-hush-1' },
          { name: 'TWO', value: 'hush-hush-2' },
        ],
      })
      const path = `/actions/actions/${id}`
      await call(200, 'PATCH', path, { secrets: [{ name: 'TWO' }, { name: 'THREE', value: 'hush-hush-3' }] })
      await call(200, 'POST', `${path}/deploy`)
      assert.equal(decodeJwt((await tokensFor('openid')).id_token ?? '')['secrets'], 'hush-hush-2,hush-hush-3')
      const answer = await world.manage('PATCH', path, { secrets: [{ name: 'FOUR' }] })
      assert.equal(answer.status, 400)
      assert.match(await answer.text(), /on property secrets/)
    })

    test('have secrets, which are never answered', async () => {
      const [id = ''] = await set('post-login', {
        code: postLogin(`api.idToken.setCustomClaim('secret', event.secrets.KEY)`),
        secrets: [{ name: 'KEY', value: 'hush-hush-1' }],
      })
      assert.equal(decodeJwt((await tokensFor('openid')).id_token ?? '')['secret'], 'hush-hush-1')
      const answered = JSON.stringify(await call(200, 'GET', `/actions/actions/${id}`))
      assert.ok(answered.includes('KEY') && !answered.includes('hush-hush-1'))
    })

    test('run as they were deployed, until they are deployed again', async () => {
      const [id = ''] = await set('post-login', postLogin(`api.idToken.setCustomClaim('version', 1)`))
      const version = async () => decodeJwt((await tokensFor('openid')).id_token ?? '')['version']
      await call(200, 'PATCH', `/actions/actions/${id}`, {
        code: postLogin(`api.idToken.setCustomClaim('version', 2)`),
      })
      assert.equal(await version(), 1)
      await call(200, 'POST', `/actions/actions/${id}/deploy`)
      assert.equal(await version(), 2)
      const { versions } = await call(200, 'GET', `/actions/actions/${id}/versions`)
      assert.ok(Array.isArray(versions))
      assert.deepEqual(
        versions.map(({ number, deployed }) => [number, deployed]),
        [
          [2, true],
          [1, false],
        ],
      )
      await call(200, 'POST', `/actions/actions/${id}/versions/${String(versions[1].id)}/deploy`, {
        update_draft: true,
      })
      assert.equal(await version(), 1)
    })

    test('send somebody away and go on at the same action, with what was decided until then', async () => {
      await set(
        'post-login',
        postLogin(`api.idToken.setCustomClaim('first', true)`),
        `exports.onExecutePostLogin = async (event, api) => { if (api.redirect.canRedirect()) api.redirect.sendUserTo('https://ask.example/', { query: { q: 'age' } }) }
         exports.onContinuePostLogin = async (event, api) => { api.idToken.setCustomClaim('age', event.request.query.age) }`,
        postLogin(`api.idToken.setCustomClaim('last', true)`),
      )
      const away = new URL((await ask({ scope: 'openid', state: 'mine' })).url)
      assert.equal(away.searchParams.get('q'), 'age')
      const back = await browser.visit(`/continue?state=${away.searchParams.get('state') ?? ''}&age=36`)
      const tokens = await userTokensOf(await redeem(world, web, toldBy(back)['code'] ?? ''))
      const { first, age, last } = decodeJwt(tokens.id_token ?? '')
      assert.deepEqual({ first, age, last }, { first: true, age: '36', last: true })
    })

    test('go on with nobody else: who has logged in meanwhile in the same browser is sent away anew', async () => {
      await set(
        'post-login',
        postLogin(`if (event.user.name === 'Eve') api.idToken.setCustomClaim('role', 'admin')`),
        `exports.onExecutePostLogin = async (event, api) => { api.redirect.sendUserTo('https://ask.example/') }
         exports.onContinuePostLogin = async (event, api) => { api.idToken.setCustomClaim('proven', event.request.query.proven) }`,
      )
      const shared = newBrowser(world.issuer)
      const eve = await newUserWithPassword(world, password, { name: 'Eve' })
      await signIn(world, shared, eve)
      const stateOf = ({ url }: Arrival): string => new URL(url).searchParams.get('state') ?? ''
      const away = await shared.visit(authorizePath({ ...ASK, scope: 'openid' }))
      await signIn(world, shared, user)
      const again = await shared.visit(`/continue?state=${stateOf(away)}&proven=${eve.user_id}`)
      assert.equal(new URL(again.url).origin, 'https://ask.example')
      const back = await shared.visit(`/continue?state=${stateOf(again)}&proven=own`)
      const tokens = await userTokensOf(await redeem(world, web, toldBy(back)['code'] ?? ''))
      const { sub, role, proven } = decodeJwt(tokens.id_token ?? '')
      assert.deepEqual({ sub, role, proven }, { sub: user.user_id, role: undefined, proven: 'own' })
    })

    test('run for passwords and renewals; a token that one revokes is gone', async () => {
      await set('post-login', postLogin(`api.accessToken.setCustomClaim('protocol', event.transaction.protocol)`))
      const first = await userTokensOf(
        await world.token({
          ...web.credentials,
          grant_type: PASSWORD_REALM,
          realm: 'Username-Password-Authentication',
          username: user.email,
          password,
          audience: API,
          scope: 'openid offline_access',
        }),
      )
      assert.equal(decodeJwt(first.access_token)['protocol'], 'oauth2-password')
      const refresh = () =>
        world.token({ ...web.credentials, grant_type: 'refresh_token', refresh_token: first.refresh_token ?? '' })
      await set('post-login', postLogin(`if (event.refresh_token) api.refreshToken.revoke('Enough')`))
      const denied = await refresh()
      assert.equal(denied.status, 403)
      assert.equal(Object(await denied.json())['error_description'], 'Enough')
      await bind('post-login')
      assert.equal((await refresh()).status, 403)
    })

    test('end the session and the refresh token earlier, never later, and give both metadata', async () => {
      const { now, store } = world.tenancy
      const until = (seconds: number) => Math.floor(now() / 1000) + seconds
      const [soon, later] = [until(3600), until(10 * 365 * 86_400)]
      await set(
        'post-login',
        postLogin(`
          for (const holder of [api.session, api.refreshToken]) {
            holder.setExpiresAt(${soon + 60} * 1000).setExpiresAt(${soon} * 1000)
            holder.setExpiresAt(${later} * 1000).setIdleExpiresAt(${later} * 1000)
            holder.setMetadata('old', 'x').evictMetadata().setMetadata('device', 'kiosk').setMetadata('gone', 'x')
            holder.deleteMetadata('gone')
          }`),
      )
      const asked = await ask({ scope: 'openid offline_access' })
      const { id_token = '', refresh_token = '' } = await userTokensOf(
        await redeem(world, web, toldBy(asked)['code'] ?? ''),
      )
      const session = await store.findSession(String(decodeJwt(id_token)['sid']))
      assert.equal(session?.expires_at, soon)
      assert.ok((session?.idle_expires_at ?? 0) < later)
      assert.deepEqual(session?.session_metadata, { device: 'kiosk' })
      const kept = async () => {
        const { items } = await store.pageRefreshTokens({ session_id: session?.id ?? '' }, { limit: 2 })
        assert.equal(items.length, 1)
        return items[0]
      }
      const first = await kept()
      assert.equal(first?.expires_at, soon)
      assert.ok((first?.idle_expires_at ?? 0) < later)
      assert.deepEqual(first?.refresh_token_metadata, { device: 'kiosk' })

      await set(
        'post-login',
        postLogin(`
          api.refreshToken.setExpiresAt(Date.parse(event.refresh_token.expires_at) - 60000)
          api.refreshToken.setIdleExpiresAt(${soon - 120} * 1000)
          api.refreshToken.setMetadata('seen', event.refresh_token.metadata.device)`),
      )
      const renewed = await world.token({ ...web.credentials, grant_type: 'refresh_token', refresh_token })
      assert.equal(renewed.status, 200, await renewed.clone().text())
      const second = await kept()
      assert.deepEqual([second?.expires_at, second?.idle_expires_at], [soon - 60, soon - 120])
      assert.deepEqual(second?.refresh_token_metadata, { device: 'kiosk', seen: 'kiosk' })

      for (const body of [
        `api.session.setExpiresAt('tomorrow')`,
        `api.refreshToken.setIdleExpiresAt(NaN)`,
        `api.session.setMetadata('x', 'y'.repeat(256))`,
        `for (let i = 0; i < 26; i++) api.refreshToken.setMetadata('k' + i, 'v')`,
        `api.session.setMetadata('x', { toString: () => 'y' })`,
      ]) {
        await set('post-login', postLogin(body))
        assert.equal(toldBy(await ask({ scope: 'openid offline_access' }))['error'], 'access_denied', body)
      }
      await set('post-login')
      await signIn(world, browser, user)
    })

    test('share modules, and find what was published of them last', async () => {
      const name = `words-${made}`
      const shouting = (sign: string): string => `module.exports = { shout: (text) => text.toUpperCase() + '${sign}' }`
      const { id } = await call(201, 'POST', '/actions/modules', {
        name,
        code: shouting(''),
        publish: true,
      })
      const loud = async (): Promise<unknown> => decodeJwt((await tokensFor('openid')).id_token ?? '')['loud']
      for (const action of [
        postLogin(`api.idToken.setCustomClaim('loud', require('actions:${name}').shout('hi'))`),
        `const { shout } = require('actions:${name}')\n${postLogin(`api.idToken.setCustomClaim('loud', shout('hi'))`)}`,
      ]) {
        await call(200, 'PATCH', `/actions/modules/${String(id)}`, { code: shouting('') })
        await call(200, 'POST', `/actions/modules/${String(id)}/versions`)
        await set('post-login', action)
        assert.equal(await loud(), 'HI')
        await call(200, 'PATCH', `/actions/modules/${String(id)}`, { code: shouting('!') })
        assert.equal(await loud(), 'HI')
        await call(200, 'POST', `/actions/modules/${String(id)}/versions`)
        assert.equal(await loud(), 'HI!')
      }
      assert.equal((await world.manage('DELETE', `/actions/modules/${String(id)}`)).status, 204)
      assert.equal(toldBy(await ask({ scope: 'openid' }))['error'], 'access_denied')
    })

    test('shape a machine’s token, within its client grant', async () => {
      await set(
        'credentials-exchange',
        `exports.onExecuteCredentialsExchange = async (event, api) => {
          api.accessToken.setCustomClaim('https://shop.example/robot', event.client.name)
          api.transaction.setTargetScopes(['read:orders', 'admin'])
        }`,
      )
      const tokens = Object(await (await machine()).json())
      assert.equal(tokens['scope'], 'read:orders')
      assert.equal(decodeJwt(tokens['access_token'])['https://shop.example/robot'], 'Robot')
      await set(
        'credentials-exchange',
        `exports.onExecuteCredentialsExchange = async (event, api) => { api.access.deny('invalid_scope', 'Nothing today') }`,
      )
      const denied = await machine()
      assert.equal(denied.status, 400)
      assert.deepEqual(await denied.json(), { error: 'invalid_scope', error_description: 'Nothing today' })
    })

    test('count from the moment in which they are bound, where there were none, and until they are not', async () => {
      const shaped = async (): Promise<readonly unknown[]> => {
        const tokens = await tokensFor('openid')
        const robots = Object(await (await machine()).json())
        return [tokens, robots].map(({ access_token }) => decodeJwt(access_token)['https://shop.example/new'])
      }
      const claim = `api.accessToken.setCustomClaim('https://shop.example/new', true)`
      assert.deepEqual(await shaped(), [undefined, undefined])
      assert.deepEqual(await shaped(), [undefined, undefined], 'none were found before')
      await set('post-login', postLogin(claim))
      assert.deepEqual(await shaped(), [true, undefined])
      await set('credentials-exchange', `exports.onExecuteCredentialsExchange = async (event, api) => { ${claim} }`)
      assert.deepEqual(await shaped(), [true, true])
      await bind('post-login')
      await bind('credentials-exchange')
      assert.deepEqual(await shaped(), [undefined, undefined])
    })

    test('a hook shapes a machine’s token; a scope that it does not name is gone', async () => {
      const script = (body: string): string =>
        `module.exports = function (client, scope, audience, context, cb) { ${body} }`
      const hook = await call(201, 'POST', '/hooks', {
        name: 'Robot Hook',
        triggerId: 'credentials-exchange',
        enabled: true,
        script: script(
          `cb(null, { scope: scope.filter((s) => s !== 'write:orders'), 'https://shop.example/key': context.webtask.secrets.KEY, plain: 1 })`,
        ),
      })
      assert.equal(hook['name'], 'robot-hook')
      const id = String(hook['id'])
      await call(201, 'POST', `/hooks/${id}/secrets`, { KEY: 'from the hook' })
      assert.deepEqual(await call(200, 'GET', `/hooks/${id}/secrets`), { KEY: '_VALUE_NOT_SHOWN_' })
      const tokens = Object(await (await machine()).json())
      assert.equal(tokens['scope'], 'read:orders')
      const claims = decodeJwt(tokens['access_token'])
      assert.equal(claims['https://shop.example/key'], 'from the hook')
      assert.equal(claims['plain'], undefined)
      await call(200, 'PATCH', `/hooks/${id}`, { script: script(`cb(new InvalidScopeError('No scopes'))`) })
      const refused = await machine()
      assert.equal(refused.status, 400)
      assert.deepEqual(await refused.json(), { error: 'invalid_scope', error_description: 'No scopes' })
      await call(200, 'PATCH', `/hooks/${id}`, { script: script(`cb(new Error('boom'))`) })
      assert.equal((await machine()).status, 500)
      await call(200, 'PATCH', `/hooks/${id}`, {
        script: script(`const error = new Error('boom'); error.name = 'constructor'; cb(error)`),
      })
      const unnamed = await machine()
      assert.equal(unnamed.status, 500)
      assert.equal(Object(await unnamed.json()).error, 'server_error')
      await call(204, 'DELETE', `/hooks/${id}`)
      assert.equal((await machine()).status, 200)
    })

    test('are refused where they cannot be', async () => {
      await call(400, 'POST', '/actions/actions', { name: 'X', supported_triggers: [{ id: 'moon-landing' }] })
      const draft = await call(201, 'POST', '/actions/actions', {
        name: 'Draft',
        supported_triggers: [{ id: 'post-login' }],
      })
      const refused = await call(400, 'PATCH', '/actions/triggers/post-login/bindings', {
        bindings: [{ ref: { type: 'action_id', value: draft['id'] } }],
      })
      assert.match(String(refused['message']), /has not been deployed/)
      const [id = ''] = await set('post-login', postLogin(''))
      await call(409, 'DELETE', `/actions/actions/${id}`)
      const elsewhere = { supported_triggers: [{ id: 'credentials-exchange' }] }
      const kept = await call(409, 'PATCH', `/actions/actions/${id}`, elsewhere)
      assert.match(String(kept['message']), /in use for the trigger post-login/)
      await call(204, 'DELETE', `/actions/actions/${id}?force=true`)
      assert.equal((await call(200, 'GET', '/actions/triggers/post-login/bindings'))['total'], 0)
      await call(404, 'GET', '/actions/triggers/moon-landing/bindings')
    })
  })
}
