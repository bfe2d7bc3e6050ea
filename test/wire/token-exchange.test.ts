// Somebody else's token for one of ours: a tenant's action judges it and says who is meant.
import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import { TOKEN_EXCHANGE } from '@symbolon/protocol/oauth/rfc8693-token-exchange'
import { decodeJwt } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { managed, type ManagementCall } from './managed.ts'
import { enabledFor, newApplication, newUserWithPassword, ROTATING } from './people.ts'
import { until } from './until.ts'
import { newApi, startWorld, type World } from './world.ts'

const API = 'https://orders.example.com/'
const TYPE = 'https://partner.example/token'
const KEY = 'a key that the partner and the tenant share'

const web = newApplication({
  name: 'Shop',
  grant_types: [TOKEN_EXCHANGE, 'refresh_token'],
  refresh_token: ROTATING,
})
const other = newApplication({ name: 'Without the grant', grant_types: ['authorization_code'] })
const apart = newApplication({ name: 'Without the connection', grant_types: [TOKEN_EXCHANGE] })

/** A token of the partner's: whatever it says, and a MAC. */
const partnerToken = (says: object, key = KEY): string => {
  const text = Buffer.from(JSON.stringify(says)).toString('base64url')
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
}

/** Judges such a token. */
const CODE = `
const { createHmac } = require('crypto')
exports.onExecuteCustomTokenExchange = async (event, api) => {
  const { subject_token, subject_token_type, requested_scopes } = event.transaction
  const [text, mac] = subject_token.split('.')
  const right = createHmac('sha256', event.secrets.KEY).update(text).digest('base64').replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=/g, '')
  if (mac !== right) return api.access.rejectInvalidSubjectToken('The partner has not signed this')
  const says = JSON.parse(Buffer.from(text, 'base64').toString())
  if (says.deny) return api.access.deny(says.deny[0], says.deny[1])
  if (says.boom) throw new Error('boom')
  if (says.echo) return api.access.deny('echo', [subject_token_type, requested_scopes.join(' '), event.resource_server.identifier, event.client.name, event.request.body.password].join('|'))
  if (says.organization) api.authentication.setOrganization('org_1')
  if (says.plan) api.user.setAppMetadata('plan', says.plan)
  if (says.id) api.authentication.setUserById(says.id)
  if (says.twice) api.authentication.setUserById(says.id)
  if (says.user) api.authentication.setUserByConnection(says.connection || '${FIRST_CONNECTION}', says.user, says.options || {})
}`

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`a token exchange, on ${database}`, () => {
    let world: World
    let user: { readonly user_id: string; readonly email: string }
    let action_id: string
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      await world.write(
        web.changes,
        other.changes,
        apart.changes,
        await enabledFor(world, [web, other]),
        newApi({
          identifier: API,
          allow_offline_access: true,
          skip_consent_for_verifiable_first_party_clients: true,
          scopes: [{ value: 'read:orders' }, { value: 'write:orders' }],
        }),
      )
      user = await newUserWithPassword(world, randomBytes(12).toString('hex'), { name: 'Ada' })
      const trigger = { id: 'custom-token-exchange', version: 'v1' }
      const secrets = [{ name: 'KEY', value: KEY }]
      const made = await call(201, 'POST', '/actions/actions', {
        name: 'Partner',
        supported_triggers: [trigger],
        code: CODE,
        secrets,
      })
      action_id = String(made['id'])
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const call = (...asked: ManagementCall) => managed(world, ...asked)

    const logged = async (type: string, what: RegExp): Promise<void> =>
      until(`${type} is logged`, async () => {
        const { events } = await world.tenancy.store.logEvents({ limit: 20, type })
        return events.some((event) => what.test(JSON.stringify(event)))
      })

    const exchange = (token: string, more: Readonly<Record<string, string>> = {}, by = web): Promise<Response> =>
      fetch(`${world.issuer}oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: TOKEN_EXCHANGE,
          ...by.credentials,
          audience: API,
          subject_token: token,
          subject_token_type: TYPE,
          ...more,
        }),
      })

    const exchanged = async (says: object, more: Readonly<Record<string, string>> = {}) => {
      const response = await exchange(partnerToken(says), more)
      assert.equal(response.status, 200, await response.clone().text())
      assert.equal(response.headers.get('cache-control'), 'no-store')
      return Object(await response.json()) as Readonly<Record<string, unknown>>
    }

    const refused = async (response: Promise<Response>, status: number, error: string, description: RegExp) => {
      const { status: got, ...answer } = await response.then(async (one) => ({
        status: one.status,
        body: Object(await one.json()),
      }))
      assert.deepEqual([got, answer.body.error], [status, error], JSON.stringify(answer.body))
      assert.match(answer.body.error_description, description)
    }

    test('needs a profile for the type of the token, and its action deployed', async () => {
      await refused(exchange(partnerToken({})), 400, 'invalid_request', /Unknown subject_token_type/)
      const profile = { name: 'Partner', type: 'custom_authentication', subject_token_type: TYPE, action_id }
      await call(201, 'POST', '/token-exchange-profiles', profile)
      await refused(exchange(partnerToken({})), 500, 'server_error', /has not been deployed/)
      await call(200, 'POST', `/actions/actions/${action_id}/deploy`)
      assert.equal(Object(await call(409, 'POST', '/token-exchange-profiles', profile)).statusCode, 409)
    })

    test('gives tokens of the user that the action names', async () => {
      const tokens = await exchanged(
        { id: user.user_id, plan: 'gold' },
        { scope: 'openid email read:orders offline_access' },
      )
      assert.equal(tokens['issued_token_type'], 'urn:ietf:params:oauth:token-type:access_token')
      const claims = decodeJwt(String(tokens['access_token']))
      assert.equal(claims.sub, user.user_id)
      assert.equal(claims['scope'], 'openid email read:orders offline_access')
      assert.equal(decodeJwt(String(tokens['id_token']))['email'], user.email)
      const kept = await call(200, 'GET', `/users/${user.user_id}`)
      assert.deepEqual([kept['app_metadata'], kept['logins_count']], [{ plan: 'gold' }, 1])
      const renewed = await fetch(`${world.issuer}oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          ...web.credentials,
          refresh_token: String(tokens['refresh_token']),
        }),
      })
      assert.equal(renewed.status, 200)
    })

    test('rules and actions decide about these tokens as about all others', async () => {
      const script = `function (user, context, callback) {
        context.accessToken['https://shop.example/by'] = context.protocol
        context.accessToken['https://shop.example/heard'] = Object.keys(context.request.body).sort().join(' ')
        callback(null, user, context)
      }`
      const { id } = await call(201, 'POST', '/rules', { name: 'Mark', script })
      const { access_token } = await exchanged({ id: user.user_id })
      const claims = decodeJwt(String(access_token))
      assert.equal(claims['https://shop.example/by'], 'oauth2-token-exchange')
      assert.doesNotMatch(String(claims['https://shop.example/heard']), /subject_token( |$)|secret/)
      await call(204, 'DELETE', `/rules/${id}`)
    })

    test('makes the user when the action wants that, once, and brings it up to date', async () => {
      const says = {
        user: { user_id: 'partner-1', email: 'Grace@Partner.example', email_verified: true, name: 'Grace' },
      }
      await refused(exchange(partnerToken(says)), 400, 'invalid_request', /does not exist/)
      const options = { creationBehavior: 'create_if_not_exists', updateBehavior: 'none' }
      const made = await Promise.all(
        Array.from({ length: 5 }, () =>
          exchanged({ ...says, options }).then(({ access_token }) => decodeJwt(String(access_token)).sub),
        ),
      )
      assert.deepEqual(new Set(made), new Set(['auth0|partner-1']))
      const kept = await call(200, 'GET', '/users/auth0|partner-1')
      assert.deepEqual([kept['email'], kept['email_verified'], kept['name']], ['grace@partner.example', true, 'Grace'])
      const renamed = { user: { ...says.user, name: 'Grace Hopper' } }
      await exchanged({ ...renamed, options })
      assert.equal((await call(200, 'GET', '/users/auth0|partner-1'))['name'], 'Grace')
      await exchanged({ ...renamed, options: { updateBehavior: 'replace' } })
      assert.equal((await call(200, 'GET', '/users/auth0|partner-1'))['name'], 'Grace Hopper')
    })

    test('an address of somebody else’s gives nobody that account', async () => {
      const options = { creationBehavior: 'create_if_not_exists' }
      const thief = { user: { user_id: 'partner-2', email: user.email }, options }
      await refused(exchange(partnerToken(thief)), 400, 'invalid_request', /Another user/)
      for (const wrong of [
        { user_id: '../x' },
        { user_id: 'partner-3', email: 'no address' },
        { email: 'a@b.example' },
      ]) {
        await refused(
          exchange(partnerToken({ user: wrong, options })),
          400,
          'invalid_request',
          /The action gives the user/,
        )
      }
    })

    test('another address is not proven because the one before was', async () => {
      const options = { creationBehavior: 'create_if_not_exists', updateBehavior: 'replace' }
      const one = { user_id: 'partner-moved', email: 'moved@partner.example', email_verified: true }
      await exchanged({ user: one, options })
      await exchanged({ user: { user_id: one.user_id, email: one.email }, options })
      assert.equal((await call(200, 'GET', '/users/auth0|partner-moved'))['email_verified'], true)
      await exchanged({ user: { user_id: one.user_id, email: 'elsewhere@partner.example' }, options })
      const moved = await call(200, 'GET', '/users/auth0|partner-moved')
      assert.deepEqual([moved['email'], moved['email_verified']], ['elsewhere@partner.example', false])
    })

    test('an identity that was linked is its user’s, whose profile stays', async () => {
      const options = { creationBehavior: 'create_if_not_exists', updateBehavior: 'replace' }
      const second = { user_id: 'partner-linked', email: 'linked@partner.example' }
      await exchanged({ user: second, options })
      const first = await newUserWithPassword(world, randomBytes(12).toString('hex'), { name: 'Before' })
      await call(201, 'POST', `/users/${first.user_id}/identities`, { provider: 'auth0', user_id: second.user_id })
      const { access_token } = await exchanged({ user: { ...second, name: 'After' }, options })
      assert.equal(decodeJwt(String(access_token)).sub, first.user_id)
      assert.equal((await call(200, 'GET', `/users/${first.user_id}`))['name'], 'Before')
    })

    test('a user of another database is not the one of this, though the id be the same', async () => {
      const name = `db-${randomBytes(4).toString('hex')}`
      const enabled_clients = [String(web.credentials.client_id)]
      await call(201, 'POST', '/connections', { name, strategy: 'auth0', enabled_clients })
      const says = {
        connection: name,
        user: { user_id: user.user_id.replace('auth0|', '') },
        options: { creationBehavior: 'create_if_not_exists', updateBehavior: 'replace' },
      }
      await refused(exchange(partnerToken(says)), 400, 'invalid_request', /users of this connection/)
      // Nor when somebody of this one is linked to them.
      await exchanged({ ...says, user: { user_id: 'second' } })
      await call(201, 'POST', `/users/${user.user_id}/identities`, { provider: 'auth0', user_id: 'second' })
      await refused(exchange(partnerToken(says)), 400, 'invalid_request', /users of this connection/)
    })

    test('whoever is made by an exchange registers: code before it may say no', async () => {
      const options = { creationBehavior: 'create_if_not_exists' }
      const code = `exports.onExecutePreUserRegistration = async (event, api) => {
        if (event.user.email === 'banned@partner.example') return api.access.deny('on the list', 'Not you.')
        api.user.setAppMetadata('met', event.client.name)
      }`
      const triggers = [{ id: 'pre-user-registration', version: 'v2' }]
      const { id } = await call(201, 'POST', '/actions/actions', { name: 'Before', supported_triggers: triggers, code })
      await call(200, 'POST', `/actions/actions/${id}/deploy`)
      const bindings = '/actions/triggers/pre-user-registration/bindings'
      await call(200, 'PATCH', bindings, { bindings: [{ ref: { type: 'action_id', value: id } }] })
      const banned = { user: { user_id: 'partner-banned', email: 'banned@partner.example' }, options }
      await refused(exchange(partnerToken(banned)), 403, 'access_denied', /^Not you\.$/)
      await logged('fecte', /on the list/)
      await call(404, 'GET', '/users/auth0|partner-banned')
      await exchanged({ user: { user_id: 'partner-new', email: 'new@partner.example' }, options })
      assert.deepEqual((await call(200, 'GET', '/users/auth0|partner-new'))['app_metadata'], { met: 'Shop' })
      await logged('ss', /partner-new/)
      await call(200, 'PATCH', bindings, { bindings: [] })
    })

    test('B12: an application of others, or one whose token_exchange does not name it, exchanges nothing', async () => {
      const path = `/clients/${web.credentials.client_id}`
      for (const [changes, back] of [
        [{ token_exchange: { allow_any_profile_of_type: ['on_behalf_of_token_exchange'] } }, { token_exchange: null }],
        [{ token_exchange: {} }, { token_exchange: null }],
        [{ is_first_party: false }, { is_first_party: true }],
      ]) {
        await call(200, 'PATCH', path, changes)
        await refused(exchange(partnerToken({ id: user.user_id })), 403, 'unauthorized_client', /not allowed/)
        await call(200, 'PATCH', path, back)
      }
      await call(200, 'PATCH', path, { token_exchange: { allow_any_profile_of_type: ['custom_authentication'] } })
      await exchanged({ id: user.user_id })
      await call(200, 'PATCH', path, { token_exchange: null })
    })

    test('code says no in its own words, and hears no secret of the client', async () => {
      await refused(
        exchange(partnerToken({ deny: ['partner_asleep', 'Come back tomorrow'] })),
        400,
        'partner_asleep',
        /^Come back tomorrow$/,
      )
      await refused(
        exchange(partnerToken({ echo: 1 }), { scope: 'read:orders', password: 'hush' }),
        400,
        'echo',
        /^https:\/\/partner\.example\/token\|read:orders\|https:\/\/orders\.example\.com\/\|Shop\|$/,
      )
    })

    test('who is not named, named twice, unknown or in an organization that the client may not use gets nothing', async () => {
      for (const says of [{}, { id: user.user_id, twice: true }]) {
        await refused(exchange(partnerToken(says)), 500, 'server_error', /must name exactly one user/)
      }
      await refused(exchange(partnerToken({ id: 'auth0|nobody' })), 400, 'invalid_request', /does not exist/)
      await refused(
        exchange(partnerToken({ organization: 1, id: user.user_id })),
        400,
        'invalid_request',
        /organization is not allowed for this client/,
      )
      await refused(exchange(partnerToken({ boom: 1 })), 403, 'access_denied', /profile has failed$/)
      await logged('fecte', /boom/)
    })

    test('F1, F4: a user who is blocked gets nothing', async () => {
      const blocked = await newUserWithPassword(world, randomBytes(12).toString('hex'))
      await exchanged({ id: blocked.user_id })
      await call(200, 'PATCH', `/users/${blocked.user_id}`, { blocked: true })
      await refused(exchange(partnerToken({ id: blocked.user_id })), 403, 'unauthorized', /user is blocked/)
    })

    test('a client needs the grant, and the connection of the user', async () => {
      await refused(
        exchange(partnerToken({ id: user.user_id }), {}, other),
        403,
        'unauthorized_client',
        /not allowed for the client/,
      )
      await refused(
        exchange(partnerToken({ id: user.user_id }), {}, apart),
        400,
        'invalid_request',
        /users of this connection/,
      )
    })

    test('B11: nothing but an access token can be asked for, and the token must be there', async () => {
      const wrong = { requested_token_type: 'urn:ietf:params:oauth:token-type:id_token' }
      await refused(exchange(partnerToken({}), wrong), 400, 'invalid_request', /requested_token_type/)
      await refused(exchange(''), 400, 'invalid_request', /subject_token/)
      const right = { requested_token_type: 'urn:ietf:params:oauth:token-type:access_token' }
      await exchanged({ id: user.user_id }, right)
    })

    test('profiles: whose namespace it is, which action, what can be changed', async () => {
      const profile = {
        name: 'Another',
        type: 'custom_authentication',
        subject_token_type: 'urn:mine:token',
        action_id,
      }
      for (const reserved of [
        'urn:ietf:params:x',
        'https://auth0.com/token',
        'http://x.okta.com/token',
        'urn:auth0:token',
      ]) {
        const { message } = await call(400, 'POST', '/token-exchange-profiles', {
          ...profile,
          subject_token_type: reserved,
        })
        assert.match(String(message), /reserved/)
      }
      await call(400, 'POST', '/token-exchange-profiles', {
        ...profile,
        action_id: '00000000-0000-0000-0000-000000000000',
      })
      const made = await call(201, 'POST', '/token-exchange-profiles', profile)
      assert.match(String(made['id']), /^tep_\w{16}$/)
      const path = `/token-exchange-profiles/${made['id']}`
      assert.equal((await call(200, 'PATCH', path, { name: 'Renamed' }))['name'], 'Renamed')
      await call(400, 'PATCH', path, { action_id })
      const { token_exchange_profiles: all } = await call(200, 'GET', '/token-exchange-profiles?take=50')
      assert.equal(Array.isArray(all) && all.length, 2)
      const bindings = { bindings: [{ ref: { type: 'action_id', value: action_id } }] }
      await call(400, 'PATCH', '/actions/triggers/custom-token-exchange/bindings', bindings)
      await call(409, 'DELETE', `/actions/actions/${action_id}`)
      await call(409, 'PATCH', `/actions/actions/${action_id}`, { supported_triggers: [{ id: 'post-login' }] })
      await call(204, 'DELETE', path)
    })

    test('who sends too many tokens that the action rejects has to wait', async () => {
      const forged = partnerToken({ id: user.user_id }, 'another key')
      const together = await Promise.all(Array.from({ length: 30 }, () => exchange(forged)))
      assert.equal(together.filter(({ status }) => status === 400).length, 10, 'of many at once no more learn anything')
      assert.equal(together.filter(({ status }) => status === 429).length, 20)
      await call(204, 'DELETE', '/anomaly/blocks/ips/127.0.0.1')
      for (let time = 0; time < 10; time += 1) await refused(exchange(forged), 400, 'invalid_request', /has not signed/)
      await refused(exchange(forged), 429, 'too_many_attempts', /suspicious login behavior/)
      await refused(exchange(partnerToken({ id: user.user_id })), 429, 'too_many_attempts', /suspicious login behavior/)
    })
  })
}
