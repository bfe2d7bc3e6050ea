import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import { decodeJwt, SignJWT, type JWTPayload } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { authorizePath, toldBy, type Browser } from './browser.ts'
import { managed, type ManagementCall } from './managed.ts'
import { actionOf } from './pages.ts'
import { beginLogin, CALLBACK, enabledFor, newApplication, redeem, renew, ROTATING, userTokensOf } from './people.ts'
import { until } from './until.ts'
import { newApi, newGrant, startWorld, type World } from './world.ts'

const API = 'https://orders.example.com/'
const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const PASSWORD = 'Analytical-engine-1843'
const ELSEWHERE = 'Elsewhere'
const SCOPE = 'openid profile email offline_access read:orders write:orders'

const web = newApplication({
  name: 'Shop',
  grant_types: ['authorization_code', 'implicit', 'refresh_token', PASSWORD_REALM],
  refresh_token: ROTATING,
  organization_usage: 'allow',
  web_origins: [new URL(CALLBACK).origin],
  cross_origin_authentication: true,
})
const foreign = newApplication({ name: 'Partner', is_first_party: false, oidc_conformant: true })
const ASK = { client_id: web.client_id, response_type: 'code', redirect_uri: CALLBACK, audience: API, scope: SCOPE }

type Account = { readonly user_id: string; readonly email: string }

/** As such rules are written: looks for another account of the same address, links this one to it, and goes on as that. */
const linkByEmail = (after = ''): string => `function (user, context, callback) {
  const request = require('request')
  const headers = { Authorization: 'Bearer ' + auth0.accessToken }
  request({ url: auth0.baseUrl + '/users-by-email', headers, qs: { email: user.email } }, (error, response, body) => {
    if (error) return callback(error)
    if (response.statusCode !== 200) return callback(new Error(body))
    const others = JSON.parse(body).filter((one) => one.email_verified && one.user_id !== user.user_id)
    if (others.length !== 1) return callback(null, user, context)
    const { provider, user_id } = user.identities[0]
    // As in the public samples, the link does not wait for the metadata.
    auth0.users.updateUserMetadata(others[0].user_id, { brought: { from: user.user_id } })
    request.post(
      { url: auth0.baseUrl + '/users/' + others[0].user_id + '/identities', headers, json: { provider, user_id: String(user_id) } },
      (failure, answer) => {
        if (failure || answer.statusCode >= 400) return callback(failure || new Error('Not linked: ' + answer.statusCode))
        context.primaryUser = others[0].user_id
        context.idToken.loggedInAs = user.user_id
        ${after === '' ? 'callback(null, user, context)' : after}
      },
    )
  })
}`

const sayPrimary = (value: string): string =>
  `function (user, context, callback) { context.primaryUser = ${value}; callback(null, user, context) }`

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`whoever has been linked to another user goes on as that, on ${database}`, () => {
    let world: World
    let stopDatabase = async (): Promise<void> => {}
    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({
        environment: { SYMBOLON_EGRESS_ALLOW: 'localhost' },
        ...(server ? { database: await server.createDatabase() } : {}),
      })
      await world.write(
        web.changes,
        foreign.changes,
        await enabledFor(world, [web, foreign]),
        newApi({
          identifier: API,
          allow_offline_access: true,
          enforce_policies: true,
          token_dialect: 'access_token_authz',
          skip_consent_for_verifiable_first_party_clients: true,
          scopes: [{ value: 'read:orders' }, { value: 'write:orders' }],
        }),
        newGrant(foreign.client_id, API, ['read:orders'], { subject_type: 'user' }),
      )
      await call(200, 'PATCH', '/tenants/settings', { outbound_hosts: ['localhost'] })
      await call(200, 'PATCH', `/connections/${await connectionId()}`, { is_domain_connection: true })
      await call(201, 'POST', '/connections', { name: ELSEWHERE, strategy: 'auth0' })
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const call = (...asked: ManagementCall) => managed(world, ...asked)

    const connectionId = async (): Promise<string> => {
      const connection = await world.tenancy.store.find('connections', { name: FIRST_CONNECTION })
      return connection?.id ?? ''
    }

    const setRules = async (...scripts: readonly string[]): Promise<void> => {
      const rules: readonly { id: string }[] = JSON.parse(await (await world.manage('GET', '/rules')).text())
      for (const { id } of rules) await world.manage('DELETE', `/rules/${id}`)
      for (const [at, script] of scripts.entries()) await call(201, 'POST', '/rules', { name: `Rule ${at}`, script })
    }
    const setActions = async (...codes: readonly string[]): Promise<void> => {
      const bindings: unknown[] = []
      for (const code of codes) {
        const name = `Action ${randomBytes(4).toString('hex')}`
        const supported_triggers = [{ id: 'post-login', version: 'v3' }]
        await call(201, 'POST', '/actions/actions', { name, code, supported_triggers, deploy: true })
        bindings.push({ ref: { type: 'action_name', value: name } })
      }
      await call(200, 'PATCH', '/actions/triggers/post-login/bindings', { bindings })
    }
    beforeEach(async () => {
      await setRules()
      await setActions()
    })

    /** Made by the server itself: what is written beside it would wait for what it is writing. */
    const newUser = (fields: Readonly<Record<string, unknown>>): Promise<Account> =>
      managed<Account>(world, 201, 'POST', '/users', {
        connection: FIRST_CONNECTION,
        email: `${randomBytes(6).toString('hex')}@example.com`,
        email_verified: true,
        password: PASSWORD,
        ...fields,
      })

    /** Two accounts of one person: one of this connection, and one of another, made long ago. */
    const newPair = async (fields: { blocked?: boolean } = {}) => {
      const second = await newUser({ name: 'Ada here' })
      const { email } = second
      const first = await newUser({ connection: ELSEWHERE, email, name: 'Ada', ...fields })
      const grant = ({ user_id }: Account, permission_name: string) =>
        world.manage('POST', `/users/${user_id}/permissions`, {
          permissions: [{ permission_name, resource_server_identifier: API }],
        })
      await grant(first, 'write:orders')
      await grant(second, 'read:orders')
      return { first, second, email }
    }

    const logIn = async (
      email: string,
      further: Readonly<Record<string, string>> = {},
      client = web,
    ): Promise<[Browser, Awaited<ReturnType<Browser['submit']>>]> => {
      const [browser, page] = await beginLogin(world, client, { audience: API, scope: SCOPE, ...further })
      const fields = { username: email, password: PASSWORD, action: 'default' }
      return [browser, await browser.submit(actionOf(page), fields)]
    }

    /** A browser in which somebody has logged in before there were any rules. */
    const signedIn = async (email: string) => {
      const [browser, arrival] = await logIn(email)
      const { id_token = '' } = await userTokensOf(await redeem(world, web, toldBy(arrival)['code'] ?? ''))
      const session = await world.tenancy.store.findSession(String(decodeJwt(id_token)['sid']))
      assert.ok(session)
      return { browser, id_token, session }
    }

    const byPassword = (username: string, scope = SCOPE, further: Readonly<Record<string, string>> = {}) =>
      world.token({
        ...web.credentials,
        grant_type: PASSWORD_REALM,
        realm: FIRST_CONNECTION,
        username,
        password: PASSWORD,
        audience: API,
        scope,
        ...further,
      })

    const find = (user: Account) => world.tenancy.store.findUser(user.user_id)

    test('when they log in: session, tokens, rights and the log are the other user’s from then on', async () => {
      await setRules(linkByEmail())
      const { first, second, email } = await newPair()
      const [browser, arrival] = await logIn(email)
      const told = toldBy(arrival)
      assert.ok(told['code'], arrival.url)
      const tokens = await userTokensOf(await redeem(world, web, told['code']))
      const access = decodeJwt(tokens.access_token)
      const id = decodeJwt(tokens.id_token ?? '')
      assert.deepEqual([access.sub, id.sub, id['name']], [first.user_id, first.user_id, 'Ada'])
      assert.equal(id['loggedInAs'], second.user_id)
      assert.equal(tokens.scope, 'openid profile email offline_access write:orders', 'the rights of who goes on')
      assert.deepEqual(access['permissions'], ['write:orders'])
      assert.equal(await find(second), undefined)
      assert.equal((await find(first))?.logins_count, 1)
      await until('what the rule has not waited for is kept', async () => {
        const { brought } = (await find(first))?.user_metadata ?? {}
        return JSON.stringify(brought) === JSON.stringify({ from: second.user_id })
      })
      assert.ok(id['sid'])
      const session = await world.tenancy.store.findSession(String(id['sid']))
      assert.equal(session?.user_id, first.user_id)
      const { sessions } = await call(200, 'GET', `/users/${first.user_id}/sessions`)
      assert.equal((sessions as readonly unknown[]).length, 1)
      const again = toldBy(await browser.visit(authorizePath({ ...ASK, prompt: 'none' })))
      const silent = await userTokensOf(await redeem(world, web, again['code'] ?? ''))
      const { sub, sid } = decodeJwt(silent.id_token ?? '')
      assert.deepEqual([sub, sid], [first.user_id, id['sid']], 'the browser is signed in as the other')
      const renewed = await userTokensOf(await renew(world, web, tokens.refresh_token ?? ''))
      assert.equal(decodeJwt(renewed.access_token).sub, first.user_id)
      const headers = { authorization: `Bearer ${renewed.access_token}` }
      const info: { sub?: string } = JSON.parse(await (await fetch(`${world.issuer}userinfo`, { headers })).text())
      assert.equal(info.sub, first.user_id)
      const [, next] = await logIn(email)
      const later = await userTokensOf(await redeem(world, web, toldBy(next)['code'] ?? ''))
      assert.equal(decodeJwt(later.access_token).sub, first.user_id, 'the same password is the other user’s now')
    })

    test('when they are signed in already, silently and through the front channel', async () => {
      const { first, email } = await newPair()
      const { browser, session: before } = await signedIn(email)
      await setRules(linkByEmail())
      const silent = { ...ASK, scope: 'openid', prompt: 'none', response_type: 'id_token token', nonce: 'n' }
      const told = toldBy(await browser.visit(authorizePath(silent)))
      const { sub, sid } = decodeJwt(told['id_token'] ?? '')
      assert.equal(sub, first.user_id, JSON.stringify(told))
      assert.equal(decodeJwt(told['access_token'] ?? '').sub, first.user_id)
      assert.notEqual(sid, before.id, 'a session id names one person for ever')
      assert.equal(await world.tenancy.store.findSession(before.id), undefined)
      const session = await world.tenancy.store.findSession(String(sid))
      const { authenticated_at, created_at, expires_at, methods, connection } = session ?? {}
      assert.deepEqual(
        { authenticated_at, created_at, expires_at, methods, connection },
        {
          authenticated_at: before.authenticated_at,
          created_at: before.created_at,
          expires_at: before.expires_at,
          methods: before.methods,
          connection: before.connection,
        },
      )
    })

    test('with their password at the token endpoint, as long as they stay linked', async () => {
      await setRules(linkByEmail())
      const { first, second, email } = await newPair()
      const tokens = await userTokensOf(await byPassword(email))
      assert.equal(decodeJwt(tokens.access_token).sub, first.user_id)
      assert.equal(tokens.scope, 'openid profile email offline_access write:orders')
      assert.equal((await find(first))?.logins_count, 1)
      await setRules()
      const renewed = await userTokensOf(await renew(world, web, tokens.refresh_token ?? ''))
      assert.equal(decodeJwt(renewed.id_token ?? '').sub, first.user_id)
      const [provider, ...id] = second.user_id.split('|')
      await call(200, 'DELETE', `/users/${first.user_id}/identities/${provider}/${id.join('|')}`)
      assert.equal((await renew(world, web, renewed.refresh_token ?? '')).status, 403)
    })

    test('but tokens are renewed for whom they were made for alone', async () => {
      const { first, email } = await newPair()
      const { refresh_token } = await userTokensOf(await byPassword(email))
      await setRules(linkByEmail())
      const refused = await renew(world, web, refresh_token ?? '')
      assert.equal(refused.status, 403)
      assert.deepEqual(await refused.json(), {
        error: 'invalid_grant',
        error_description: 'Unknown or invalid refresh token.',
      })
      const tokens = await userTokensOf(await byPassword(email))
      assert.equal(decodeJwt(tokens.access_token).sub, first.user_id)
    })

    test('and an application that named who it means gets nobody else', async () => {
      const { email } = await newPair()
      const { browser, id_token } = await signedIn(email)
      await setRules(linkByEmail())
      const hinted = { ...ASK, scope: 'openid', prompt: 'none', id_token_hint: id_token }
      assert.equal(toldBy(await browser.visit(authorizePath(hinted)))['error'], 'login_required')
    })

    test('and an application of somebody else asks them anew', async () => {
      const { first, second, email } = await newPair()
      await setRules(linkByEmail())
      const [browser, consent] = await logIn(email, { scope: 'openid read:orders' }, foreign)
      assert.match(consent.url, /\/u\/consent/)
      const agree = () => browser.submit(consent.url, { action: 'accept' })
      const asked = await agree()
      assert.match(asked.url, /\/u\/consent/, 'who agreed is no more')
      assert.equal(await find(second), undefined)
      const arrival = await browser.submit(asked.url, { action: 'accept' })
      const { access_token } = await userTokensOf(await redeem(world, foreign, toldBy(arrival)['code'] ?? ''))
      assert.equal(decodeJwt(access_token).sub, first.user_id)
      const [, silently] = await logIn(email, { scope: 'openid read:orders' }, foreign)
      assert.ok(toldBy(silently)['code'], 'what the other has allowed is kept')
    })

    test('and in an organization it must be a member itself', async () => {
      const { id } = await call(201, 'POST', '/organizations', {
        name: `org-${randomBytes(4).toString('hex')}`,
        enabled_connections: [{ connection_id: await connectionId() }],
      })
      const organization = String(id)
      for (const isMember of [false, true]) {
        const pairs = [await newPair(), await newPair()]
        const members = pairs.flatMap(({ first, second }) => (isMember ? [first, second] : [second]))
        await call(204, 'POST', `/organizations/${organization}/members`, {
          members: members.map(({ user_id }) => user_id),
        })
        await setRules(linkByEmail())
        const [one, other] = pairs
        const answer = await byPassword(one?.email ?? '', 'openid', { organization })
        const body: Readonly<Record<string, string>> = JSON.parse(await answer.text())
        const told = toldBy((await logIn(other?.email ?? '', { organization, scope: 'openid' }))[1])
        if (isMember) {
          assert.equal(decodeJwt(body['access_token'] ?? '').sub, one?.first.user_id)
          assert.ok(told['code'])
        } else {
          assert.deepEqual([answer.status, body['error'], told['error']], [403, 'access_denied', 'access_denied'])
        }
      }
    })

    test('nobody goes on as whom they are not linked to, whatever a rule says', async () => {
      const { first, second, email } = await newPair()
      const { tenant_id } = world.tenancy.tenant
      const stranger = await newUser({})
      const values = [
        `'${first.user_id}'`,
        `'${stranger.user_id}'`,
        `['${first.user_id}']`,
        `{ toString: () => '${first.user_id}', user_id: '${first.user_id}' }`,
        `Object.assign([], { 0: user.user_id })`,
        '42',
        'true',
        `''`,
        `'auth0|nobody'`,
        `'__proto__'`,
        `'${tenant_id}'`,
        `'auth0|\\u0000'`,
        `'auth0|\\ud800'`,
        `'x'.repeat(100000)`,
        `user.user_id + ' '`,
        `user.user_id.toUpperCase()`,
      ]
      const { browser, session } = await signedIn(email)
      for (const value of values) {
        await setRules(sayPrimary(value))
        const told = toldBy(await browser.visit(authorizePath({ ...ASK, prompt: 'none' })))
        assert.equal(told['error'], 'access_denied', `${value}: ${JSON.stringify(told)}`)
        assert.match(told['error_description'] ?? '', /goes on as another user/)
        const refused = await byPassword(email)
        assert.equal(refused.status, 403, value)
        assert.match(await refused.text(), /"access_denied","error_description":"A rule goes on as another user/)
      }
      const kept = await world.tenancy.store.findSession(session.id)
      assert.equal(kept?.user_id, second.user_id)
      for (const value of ['user.user_id', 'null', 'undefined']) {
        await setRules(sayPrimary(value))
        assert.ok(toldBy(await browser.visit(authorizePath({ ...ASK, prompt: 'none' })))['code'], value)
      }
    })

    test('nor as who is blocked, nor once they are unlinked again', async () => {
      await setRules(linkByEmail())
      const blocked = await newPair({ blocked: true })
      assert.equal(toldBy((await logIn(blocked.email))[1])['error'], 'unauthorized')
      const { email } = await newPair({ blocked: true })
      const refused = await byPassword(email)
      assert.deepEqual(
        [refused.status, await refused.json()],
        [403, { error: 'access_denied', error_description: 'user is blocked' }],
      )
      const undo = `request.delete({ url: auth0.baseUrl + '/users/' + others[0].user_id + '/identities/' + provider + '/' + user_id, headers },
        (wrong, undone) => callback(wrong || (undone.statusCode === 200 ? null : new Error('Still linked')), user, context))`
      await setRules(linkByEmail(undo))
      for (const ask of [
        async (one: string) => toldBy((await logIn(one))[1]),
        async (one: string) => (await byPassword(one)).json(),
      ]) {
        const pair = await newPair()
        const said = Object(await ask(pair.email))
        assert.equal(said.error, 'access_denied')
        assert.match(said.error_description, /goes on as another user/)
        assert.deepEqual((await find(pair.first))?.identities.length, 1)
      }
    })

    const onAnotherOrigin = (username: string) =>
      fetch(`${world.issuer}co/authenticate`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: new URL(CALLBACK).origin },
        body: JSON.stringify({
          client_id: web.client_id,
          credential_type: PASSWORD_REALM,
          realm: FIRST_CONNECTION,
          username,
          password: PASSWORD,
        }),
      })

    test('whoever logs in several times at once is let in or refused, and in the end is the other user', async () => {
      await setRules(linkByEmail())
      const { first, second, email } = await newPair()
      const browsers = await Promise.all(Array.from({ length: 6 }, () => beginLogin(world, web, { scope: 'openid' })))
      const fields = { username: email, password: PASSWORD, action: 'default' }
      const [arrivals, answers] = await Promise.all([
        Promise.all(browsers.map(([browser, page]) => browser.submit(actionOf(page), fields))),
        Promise.all([1, 2, 3, 4].map((at) => (at % 2 === 0 ? byPassword(email, 'openid') : onAnotherOrigin(email)))),
      ])
      for (const { status, url, body } of arrivals) {
        assert.ok(status < 500, body)
        assert.doesNotMatch(url, /error=server_error/)
      }
      for (const answer of answers) assert.ok(answer.status < 500, await answer.text())
      assert.equal(await find(second), undefined)
      const { access_token } = await userTokensOf(await byPassword(email, 'openid'))
      assert.equal(decodeJwt(access_token).sub, first.user_id)
    })

    /** An action that links who logs in to the user whom its metadata names, by a token that it has as a secret. */
    const linkInAction = (after: string): string => `exports.onExecutePostLogin = async (event, api) => {
      const { belongs_to } = event.user.app_metadata
      if (!belongs_to) return
      const { provider, user_id } = event.user.identities[0]
      const answer = await fetch('${world.issuer}api/v2/users/' + encodeURIComponent(belongs_to) + '/identities', {
        method: 'POST',
        headers: { authorization: 'Bearer ' + event.user.app_metadata.token, 'content-type': 'application/json' },
        body: JSON.stringify({ provider, user_id }),
      })
      if (!answer.ok) throw new Error(await answer.text())
      ${after}
    }`

    const newActionPair = async () => {
      const pair = await newPair()
      const token = await world.accessToken(`${world.issuer}api/v2/`)
      const app_metadata = { belongs_to: pair.first.user_id, token }
      await call(200, 'PATCH', `/users/${pair.second.user_id}`, { app_metadata })
      return pair
    }

    test('an action names the other user, whom the actions after it see', async () => {
      await setActions(
        linkInAction(`
          api.authentication.setPrimaryUser(belongs_to)
          api.user.setUserMetadata('linked', true)
          api.transaction.setMetadata('from', event.user.user_id)
          api.accessToken.addScope('extra:scope')
          api.accessToken.removeScope('email')`),
        `exports.onExecutePostLogin = async (event, api) => {
          const { user, transaction, stats } = event
          api.idToken.setCustomClaim('seen', [user.user_id, user.identities.length, transaction.metadata.from, stats.logins_count])
        }`,
      )
      for (const kind of ['browser', 'password']) {
        const { first, second, email } = await newActionPair()
        const tokens = await userTokensOf(
          kind === 'password'
            ? await byPassword(email)
            : await redeem(world, web, toldBy((await logIn(email))[1])['code'] ?? ''),
        )
        const { sub, seen } = decodeJwt(tokens.id_token ?? '')
        assert.equal(sub, first.user_id)
        assert.deepEqual(seen, [first.user_id, 2, second.user_id, 1])
        assert.equal(tokens.scope, 'openid profile offline_access write:orders extra:scope')
        assert.deepEqual(decodeJwt(tokens.access_token)['permissions'], ['write:orders'])
        assert.deepEqual((await find(first))?.user_metadata, { linked: true })
      }
    })

    test('an action can name one who is linked already, once, and nobody else', async () => {
      const { second, email } = await newPair()
      const stranger = await newUser({})
      const set = (code: string): string => `exports.onExecutePostLogin = async (event, api) => { ${code} }`
      const refused: readonly (readonly [string, RegExp])[] = [
        [`api.authentication.setPrimaryUser('${stranger.user_id}')`, /is not linked/],
        [`api.authentication.setPrimaryUser(['${second.user_id}'])`, /is not linked/],
        [`api.authentication.setPrimaryUser()`, /is not linked/],
        [`for (const one of [1, 2]) api.authentication.setPrimaryUser('${stranger.user_id}')`, /once a login/],
      ]
      for (const [code, said] of refused) {
        await setActions(set(code))
        const answer = await byPassword(email)
        assert.equal(answer.status, 403, code)
        assert.match(await answer.text(), said)
        assert.match(toldBy((await logIn(email))[1])['error_description'] ?? '', said)
      }
      const setSelf = set('api.authentication.setPrimaryUser(event.user.user_id)')
      await setActions(setSelf, setSelf)
      assert.equal((await byPassword(email)).status, 200)
      await setActions(setSelf, set(`api.authentication.setPrimaryUser('${stranger.user_id}')`))
      assert.match(await (await byPassword(email)).text(), /is not linked/, 'who goes on as itself has not gone on')
      await setRules(linkByEmail())
      await setActions(
        set(`if (event.user.identities.length > 1) api.authentication.setPrimaryUser('${stranger.user_id}')`),
      )
      assert.match(await (await byPassword(email)).text(), /once a login/, 'a rule has gone on as another already')
    })

    test('an action that names who logs in leaves the actions in one run, and the next may name the other', async () => {
      await setActions(
        `exports.onExecutePostLogin = async (event, api) => {
          console.log('self', event.user.user_id)
          api.authentication.setPrimaryUser(event.user.user_id)
        }`,
        linkInAction('api.authentication.setPrimaryUser(belongs_to)'),
      )
      const { first, second, email } = await newActionPair()
      assert.equal(decodeJwt((await userTokensOf(await byPassword(email))).access_token).sub, first.user_id)
      const runs = async (): Promise<readonly { results: readonly { logs: unknown }[] }[]> =>
        Object(await call(200, 'GET', '/actions/executions')).executions
      await until('one execution with both actions is kept', async () =>
        (await runs()).some(
          ({ results }) => results.length === 2 && JSON.stringify(results[0]?.logs).includes(second.user_id),
        ),
      )
    })

    test('tokens say nothing of who logged in but what code set itself; words of the scope stand for the other user', async () => {
      const mapping = `function (user, context, callback) {
        context.jwtConfiguration.scopes = { who: ['name', 'given_name', 'user_metadata.likes'] }
        user.name = 'Changed'
        user.nickname = 'changed'
        user.given_name = 'Changed'
        context.idToken.logged_in_as = user.user_id
        context.accessToken.given_name = 'By code'
        callback(null, user, context)
      }`
      const scope = `${SCOPE} who`
      for (const by of ['rule', 'action']) {
        await setRules(mapping, ...(by === 'rule' ? [linkByEmail()] : []))
        await setActions(...(by === 'action' ? [linkInAction('api.authentication.setPrimaryUser(belongs_to)')] : []))
        for (const way of ['browser', 'password']) {
          const { first, second, email } = await (by === 'rule' ? newPair() : newActionPair())
          await call(200, 'PATCH', `/users/${first.user_id}`, { user_metadata: { likes: 'tea' }, nickname: 'ada' })
          const tokens = await userTokensOf(
            way === 'password'
              ? await byPassword(email, scope)
              : await redeem(world, web, toldBy((await logIn(email, { scope }))[1])['code'] ?? ''),
          )
          const [id, access] = [decodeJwt(tokens.id_token ?? ''), decodeJwt(tokens.access_token)]
          assert.deepEqual([id.sub, access.sub], [first.user_id, first.user_id])
          assert.deepEqual(
            [id['name'], id['nickname'], id['given_name'], id['user_metadata.likes'], id['logged_in_as']],
            ['Ada', 'ada', undefined, 'tea', second.user_id],
            `${by}, ${way}`,
          )
          assert.deepEqual(
            [access['name'], access['given_name'], access['user_metadata.likes']],
            ['Ada', 'By code', 'tea'],
            `${by}, ${way}`,
          )
        }
      }
    })

    test('who asks why is told what the login would do, and what all actions had done when the last one refuses', async () => {
      const asked = async (after: string) => {
        await setActions(
          linkInAction('api.authentication.setPrimaryUser(belongs_to)'),
          `exports.onExecutePostLogin = async (event, api) => { ${after} }`,
        )
        const { first, second } = await newActionPair()
        const about = { client_id: web.client_id, user_id: second.user_id, audience: API, scope: 'openid write:orders' }
        const story = await call(200, 'POST', '/explain', { ...about, grant_type: 'authorization_code' })
        return { first, story: Object(story) }
      }
      const { first, story } = await asked(`api.accessToken.setCustomClaim('seen', event.user.user_id)`)
      assert.equal(story.refusal, null, JSON.stringify(story.refusal))
      const claims = new Map(story.token.claims.map((one: { name: string; value: unknown }) => [one.name, one.value]))
      assert.deepEqual([claims.get('sub'), claims.get('seen')], [first.user_id, first.user_id])
      const refused = (await asked(`api.access.deny('Not today')`)).story
      assert.equal(refused.refusal.error_description, 'Not today')
      assert.equal(refused.code.length, 2)
    })

    test('once a login, also when somebody was sent away in between', async () => {
      const stranger = await newUser({})
      const away = `api.redirect.sendUserTo('https://ask.example/')`
      const then = `exports.onContinuePostLogin = async (event, api) => {
        api.authentication.setPrimaryUser('${stranger.user_id}')
      }`
      const continued = async (email: string) => {
        const [browser, arrival] = await logIn(email)
        assert.match(arrival.url, /^https:\/\/ask\.example/)
        const state = new URL(arrival.url).searchParams.get('state') ?? ''
        return toldBy(await browser.visit(`/continue?state=${state}`))['error_description'] ?? ''
      }
      await setActions(`${linkInAction(`api.authentication.setPrimaryUser(belongs_to); ${away}`)}\n${then}`)
      assert.match(await continued((await newActionPair()).email), /once a login/)
      await setActions(`exports.onExecutePostLogin = async (event, api) => { ${away} }\n${then}`)
      assert.match(await continued((await newActionPair()).email), /is not linked/)
    })

    test('an action sends the other user away, and finds what it left when they come back', async () => {
      await setActions(
        `${linkInAction(`
          api.authentication.setPrimaryUser(belongs_to)
          api.transaction.setMetadata('from', event.user.user_id)
          const session_token = api.redirect.encodeToken({ secret: 's3cret', payload: {} })
          api.redirect.sendUserTo('https://ask.example/', { query: { session_token } })`)}
        exports.onContinuePostLogin = async (event, api) => {
          const { ok, sub } = api.redirect.validateToken({ secret: 's3cret', tokenParameterName: 'answer' })
          api.idToken.setCustomClaim('seen', [event.user.user_id, event.transaction.metadata.from, ok])
        }`,
      )
      const { first, second, email } = await newActionPair()
      const [browser, arrival] = await logIn(email)
      const away = new URL(arrival.url)
      assert.equal(away.origin, 'https://ask.example', arrival.url)
      const state = away.searchParams.get('state') ?? ''
      const sign = (claims: JWTPayload) =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256' })
          .setExpirationTime('5m')
          .sign(new TextEncoder().encode('s3cret'))
      const back = await browser.visit(`/continue?state=${state}&answer=${await sign({ ok: 'yes', state })}`)
      const { id_token = '' } = await userTokensOf(await redeem(world, web, toldBy(back)['code'] ?? ''))
      const { sub, seen } = decodeJwt(id_token)
      assert.equal(sub, first.user_id)
      assert.deepEqual(seen, [first.user_id, second.user_id, 'yes'])
      const other = await newActionPair()
      const [stranger, sent] = await logIn(other.email)
      const own = new URL(sent.url).searchParams.get('state') ?? ''
      const replayed = await stranger.visit(`/continue?state=${own}&answer=${await sign({ ok: 'yes', state })}`)
      assert.match(toldBy(replayed)['error_description'] ?? '', /another transaction/)
    })
  })
}
