// Code is tried out through the Management API: what it would do is answered, and nothing is done.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { DryRun } from '@symbolon/core/rules/dry-run'
import type { StepRecord } from '@symbolon/core/rules/step-record'
import { startPostgres } from '../databases/postgres.ts'
import { managed, type ManagementCall } from './managed.ts'
import { newUser } from './people.ts'
import { startWorld, type World } from './world.ts'

const SECRET = 'sk-live-4711-not-for-anybody'
const NS = 'https://shop.example/'

type Shown = Pick<DryRun, 'outcome' | 'message' | 'line' | 'kept'> &
  Pick<StepRecord, 'changes' | 'tokens' | 'commands' | 'denied' | 'redirect'> & {
    readonly logs: StepRecord['lines']
    readonly stats: { readonly duration_ms: number }
  }

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`code is tried out, on ${database}`, () => {
    let world: World
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      assert.equal((await world.manage('PUT', '/rules-configs/KEY', { value: SECRET })).status, 200)
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const call = <T>(...asked: ManagementCall): Promise<T> => managed(world, ...asked)

    const rule = (script: string, more: object = {}) => call<Shown>(200, 'POST', '/rules/test', { script, ...more })
    const callback = (body: string): string => `function (user, context, callback) { ${body} }`

    const action = async (
      code: string,
      { trigger = 'post-login', payload = {} }: { trigger?: string; payload?: object },
    ) => {
      const fields = {
        code,
        supported_triggers: [{ id: trigger, version: 'v2' }],
        secrets: [{ name: 'KEY', value: SECRET }],
      }
      made += 1
      const { id } = await call<{ id: string }>(201, 'POST', '/actions/actions', { name: `Draft ${made}`, ...fields })
      return (await call<{ payload: Shown }>(200, 'POST', `/actions/actions/${id}/test`, { payload })).payload
    }
    let made = 0

    test('a rule: what it makes of user, context and tokens, with its console', async () => {
      const run = await rule(
        callback(`
          console.log('hello', user.email)
          user.nickname = 'countess'
          delete user.family_name
          context.accessToken['${NS}team'] = user.app_metadata.team
          context.idToken['${NS}plan'] = { name: 'gold' }
          context.accessToken.sub = 'forged'
          callback(null, user, context)`),
        { user: { email: 'ada@example.com', family_name: 'Lovelace', app_metadata: { team: 'red' } } },
      )
      assert.equal(run.outcome, 'ok')
      assert.deepEqual(run.logs, [{ level: 'log', text: 'hello ada@example.com' }])
      assert.deepEqual(run.changes.slice(0, 2), [
        { path: 'user.family_name', before: 'Lovelace' },
        { path: 'user.nickname', after: 'countess' },
      ])
      // What cannot be in a token is a change of the context, and of no token.
      assert.ok(run.changes.some(({ path }) => path === 'context.accessToken.sub'))
      assert.deepEqual(run.tokens, [
        { path: `access_token.${NS}team`, after: 'red' },
        { path: `id_token.${NS}plan`, after: { name: 'gold' } },
      ])
      assert.ok(run.stats.duration_ms >= 0)
    })

    test('a rule gets a user and a context that are made up where none are given', async () => {
      const run = await rule(
        callback(`
          context.accessToken.scope = context.request.query.scope.split(' ').slice(0, 1)
          context.idToken['${NS}who'] = [user.user_id, context.protocol, context.connection, context.clientName].join()
          callback(null, user, context)`),
        { context: { clientName: 'Mine' } },
      )
      assert.deepEqual(run.tokens, [
        {
          path: `id_token.${NS}who`,
          after: 'auth0|000000000000000000000001,oidc-basic-profile,Username-Password-Authentication,Mine',
        },
        { path: 'scope', before: 'openid profile email', after: 'openid' },
      ])
    })

    test('a rule that says no, sends away, cannot be compiled or never ends is a result as well', async () => {
      const denied = await rule(callback(`callback(new UnauthorizedError('not today'))`))
      assert.deepEqual([denied.outcome, denied.message, denied.denied], ['refused', 'not today', 'not today'])
      const away = await rule(
        callback(`context.redirect = { url: 'https://ask.example/' }; callback(null, user, context)`),
      )
      assert.deepEqual([away.outcome, away.redirect], ['ok', 'https://ask.example/'])
      assert.equal((await rule('function (user')).outcome, 'syntax')
      const endless = await rule(callback(`console.log('round and round'); for (;;);`))
      // A machine that is busy with others may not let it compute for long enough to be too much.
      assert.match(endless.outcome, /^(?:cpu|timeout)$/)
      assert.deepEqual(endless.logs, [{ level: 'log', text: 'round and round' }])
    })

    test('an error says in which line it was made: of the script, not of a module that it calls', async () => {
      const lineOf = async (script: string) => (await rule(script)).line
      const lines = (...body: readonly string[]): string => callback(`\n${body.join('\n')}\n`)
      assert.equal(await lineOf(lines('const none = null', 'none.found', 'callback()')), 3)
      assert.equal(await lineOf(lines('', '', 'callback(new UnauthorizedError("no"))')), 4)
      assert.equal(await lineOf(lines('function deep() { undefined.x }', '', 'deep()')), 2)
      assert.equal(await lineOf(lines('', 'setTimeout(() => {', '  missing()', '}, 1)')), 4)
      assert.equal(await lineOf(lines(`require('lodash').map([1], () => {`, '  missing()', '})')), 3)
      assert.equal(await lineOf(lines(`require('jsonwebtoken').verify('x', 'y')`)), 2)
      assert.equal(await lineOf(lines('', 'const = 1')), 3)
      assert.equal(await lineOf(lines('callback("no error at all")')), null)
      assert.equal(await lineOf(lines('callback({ get stack() { throw 1 } })')), null)
      assert.equal(await lineOf(lines('callback()')), null)
      const run = await action(`exports.onExecutePostLogin = async () => {\n  await null\n  missing()\n}`, {})
      assert.deepEqual([run.outcome, run.line], ['refused', 3])
      const broken = await action(`exports.onExecutePostLogin = async () => {\n  const = 1\n}`, {})
      assert.deepEqual([broken.outcome, broken.line], ['syntax', 2])
    })

    test('of an action, code that has not been saved is tried out instead of the draft, with its secrets', async () => {
      const supported_triggers = [{ id: 'post-login', version: 'v3' }]
      const draft = { name: 'Kept', code: '', supported_triggers, secrets: [{ name: 'KEY', value: SECRET }] }
      const { id } = await call<{ id: string }>(201, 'POST', '/actions/actions', draft)
      const code = `exports.onExecutePostLogin = async (event) => console.log(event.secrets.KEY.length)`
      const asked = { code, payload: {} }
      const { payload } = await call<{ payload: Shown }>(200, 'POST', `/actions/actions/${id}/test`, asked)
      assert.deepEqual(payload.logs, [{ level: 'log', text: String(SECRET.length) }])
      assert.equal((await call<{ code: string }>(200, 'GET', `/actions/actions/${id}`)).code, '')
    })

    test('values of secrets are not answered, whatever code does with them', async () => {
      const run = await rule(
        callback(`
          console.log(configuration.KEY)
          context.idToken['${NS}key'] = 'key ' + configuration.KEY
          callback(null, user, context)`),
      )
      assert.ok(!JSON.stringify(run).includes(SECRET))
      assert.deepEqual(run.tokens, [{ path: `id_token.${NS}key`, after: 'key ***' }])
      const tried = await action(
        `exports.onExecutePostLogin = async (event, api) => { throw new Error('no ' + event.secrets.KEY) }`,
        {},
      )
      assert.deepEqual([tried.outcome, tried.message], ['refused', 'no ***'])
    })

    test('nothing is kept: what would be is said', async () => {
      const user = await newUser(world, { user_metadata: { a: 1 } })
      const run = await rule(
        `async function (user, context, callback) {
          await auth0.users.updateUserMetadata(user.user_id, { b: 2 })
          callback(null, user, context)
        }`,
        { user },
      )
      assert.deepEqual(run.kept, [{ path: 'user.user_metadata.b', after: 2 }])
      assert.deepEqual((await world.tenancy.store.findUser(user.user_id))?.user_metadata, { a: 1 })
      assert.deepEqual(await world.manage('GET', '/rules').then((response) => response.json()), [])
    })

    test('an action: its commands, what they make of the tokens, and what would be kept', async () => {
      const run = await action(
        `exports.onExecutePostLogin = async (event, api) => {
          console.warn(event.user.email, event.client.name)
          api.accessToken.setCustomClaim('${NS}email', event.user.email)
          api.accessToken.addScope('extra')
          api.user.setAppMetadata('seen', true)
        }`,
        { payload: { event: { user: { user_id: 'auth0|1', email: 'grace@example.com' } } } },
      )
      assert.equal(run.outcome, 'ok')
      assert.deepEqual(run.logs, [{ level: 'warn', text: 'grace@example.com Sample application' }])
      assert.deepEqual(run.tokens, [
        { path: `access_token.${NS}email`, after: 'grace@example.com' },
        { path: 'scope', before: 'openid profile email', after: 'openid profile email extra' },
      ])
      assert.deepEqual(run.changes, [{ path: 'user.app_metadata.seen', after: true }])
      assert.deepEqual(run.commands[1], { name: 'accessToken.addScope', values: ['extra'] })
    })

    test('an action of a machine narrows scopes; one that denies or asks for what is not there is refused', async () => {
      const trigger = 'credentials-exchange'
      const narrow = await action(
        `exports.onExecuteCredentialsExchange = async (event, api) => {
          api.transaction.setTargetScopes(['b', 'c'])
        }`,
        { trigger, payload: { event: { transaction: { requested_scopes: ['a', 'b'] } } } },
      )
      assert.deepEqual(narrow.tokens, [{ path: 'scope', before: 'a b', after: 'b' }])
      const denied = await action(
        `exports.onExecuteCredentialsExchange = async (event, api) => api.access.deny('invalid_scope', 'too much')`,
        { trigger },
      )
      assert.deepEqual([denied.outcome, denied.denied], ['ended', 'invalid_scope: too much'])
      const factor = await action(
        `exports.onExecutePostLogin = async (event, api) => api.multifactor.enable('any')`,
        {},
      )
      assert.equal(factor.outcome, 'refused')
      assert.match(factor.message ?? '', /api\.multifactor\.enable/)
    })

    test('each of the other triggers can be tried out too', async () => {
      const handlers = {
        'pre-user-registration': 'onExecutePreUserRegistration',
        'post-user-registration': 'onExecutePostUserRegistration',
        'post-change-password': 'onExecutePostChangePassword',
        'custom-token-exchange': 'onExecuteCustomTokenExchange',
      }
      for (const [trigger, handler] of Object.entries(handlers)) {
        const code = `exports.${handler} = async (event) => console.log(event.tenant.id, Object.keys(event).join())`
        const run = await action(code, { trigger })
        assert.deepEqual([run.outcome, run.logs.length], ['ok', 1], trigger)
      }
    })

    const hook = async (triggerId: string, script: string, given: object = {}): Promise<Shown> => {
      made += 1
      const kept = { name: `hook ${made}`, triggerId, script: `module.exports = (...given) => given.at(-1)()` }
      const { id } = await call<{ id: string }>(201, 'POST', '/hooks', kept)
      assert.equal((await world.manage('POST', `/hooks/${id}/secrets`, { KEY: SECRET })).status, 201)
      return call<Shown>(200, 'POST', `/hooks/${id}/test`, { script: `module.exports = ${script}`, ...given })
    }

    test('a hook: the token that it wants, the metadata that it gives, and why it refuses', async () => {
      const wants = await hook(
        'credentials-exchange',
        `function (client, scope, audience, context, callback) {
          console.log(client.name, audience, context.webtask.secrets.KEY)
          callback(null, { scope: scope.slice(1).concat('admin'), '${NS}team': client.metadata.team, sub: 'forged' })
        }`,
        { client: { name: 'Robot', metadata: { team: 'red' } }, scope: ['read:a', 'read:b'], audience: 'urn:orders' },
      )
      assert.deepEqual([wants.outcome, wants.denied], ['ok', null])
      assert.deepEqual(wants.logs, [{ level: 'log', text: 'Robot urn:orders ***' }])
      assert.deepEqual(wants.tokens, [
        { path: `access_token.${NS}team`, after: 'red' },
        { path: 'scope', before: 'read:a read:b', after: 'read:b' },
      ])
      const gives = await hook(
        'pre-user-registration',
        `function (user, context, callback) {
          callback(null, { user: { app_metadata: { ...user.app_metadata, from: context.connection.name }, email: 'x@y' } })
        }`,
        { user: { app_metadata: { plan: 'gold' } }, context: { connection: { name: 'Partners' } } },
      )
      assert.deepEqual(gives.changes, [{ path: 'user.app_metadata.from', after: 'Partners' }])
      assert.deepEqual(gives.tokens, [])
      const refuses = await hook(
        'pre-user-registration',
        `(user, context, callback) => {\n  callback(new PreUserRegistrationError('not ' + user.email, 'Go away'))\n}`,
        { user: { email: 'eve@example.com' } },
      )
      const { outcome, message, denied, line } = refuses
      assert.deepEqual([outcome, message, denied, line], ['refused', 'not eve@example.com', 'not eve@example.com', 2])
      assert.equal((await hook('credentials-exchange', `function (client {`)).outcome, 'syntax')
      for (const trigger of ['post-user-registration', 'post-change-password']) {
        const run = await hook(trigger, `(user, context, callback) => { console.log(user.id); callback() }`)
        assert.deepEqual([run.outcome, run.logs.length, run.changes, run.tokens], ['ok', 1, [], []], trigger)
      }
      const silent = await hook('post-change-password', `() => { for (;;); }`)
      assert.match(silent.outcome, /^(?:cpu|timeout)$/)
      assert.match(silent.denied ?? '', /computed|took/)
    })

    test('what cannot be tried out is a 400 that names the field', async () => {
      const refused = async (path: string, body: object, word: RegExp) => {
        const response = await world.manage('POST', path, body)
        assert.equal(response.status, 400)
        assert.match(await response.text(), word)
      }
      await refused('/rules/test', {}, /script/)
      await refused('/rules/test', { script: 'x'.repeat(100_001) }, /script/)
      await refused('/rules/test', { script: 'function(){}', user: [] }, /user/)
      await refused('/rules/test', { script: 'function(){}', configuration: {} }, /configuration/)
      const supported_triggers = [{ id: 'post-login', version: 'v3' }]
      const { id } = await call<{ id: string }>(201, 'POST', '/actions/actions', { name: 'Other', supported_triggers })
      await refused(`/actions/actions/${id}/test`, {}, /payload/)
      await refused(`/actions/actions/${id}/test`, { payload: {}, trigger_id: 'constructor' }, /trigger_id/)
      assert.equal((await world.manage('POST', '/actions/actions/none/test', { payload: {} })).status, 404)
      const script = 'module.exports = () => {}'
      const kept = { name: 'refused', triggerId: 'credentials-exchange', script }
      const { id: hookId } = await call<{ id: string }>(201, 'POST', '/hooks', kept)
      await refused(`/hooks/${hookId}/test`, { script: '' }, /script/)
      await refused(`/hooks/${hookId}/test`, { scope: 'read:a' }, /scope/)
      await refused(`/hooks/${hookId}/test`, { secrets: {} }, /secrets/)
      assert.equal((await world.manage('POST', '/hooks/none/test', {})).status, 404)
    })
  })
}
