// How executions of the tenant's code ended, as somebody finds them afterwards: from the line of the log, or among the newest.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { KeptExecution } from '@symbolon/core/kept-execution'
import { startPostgres } from '../databases/postgres.ts'
import { authorizePath, newBrowser, signIn, toldBy } from './browser.ts'
import { CALLBACK, enabledFor, newApplication, newUserWithPassword, redeem } from './people.ts'
import { until } from './until.ts'
import { newApi, newClient, newGrant, startWorld, type World } from './world.ts'

const API = 'https://orders.example.com/'
const SECRET = 'sk-live-4711-not-for-anybody'

const web = newApplication({ name: 'Shop', grant_types: ['authorization_code'] })
const robot = newClient({ name: 'Robot' })

type Line = {
  readonly type: string
  readonly details?: { readonly actions?: { readonly executions: readonly string[] } }
}

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`executions of a tenant’s code, on ${database}`, () => {
    let world: World
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      await world.write(
        web.changes,
        robot.changes,
        await enabledFor(world, [web]),
        newApi({ identifier: API, skip_consent_for_verifiable_first_party_clients: true }),
        newGrant(robot.client_id, API, []),
      )
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const call = async (method: string, path: string, body?: unknown) => {
      const response = await world.manage(method, path, body)
      const text = await response.text()
      assert.ok(response.status < 300, text)
      return text === '' ? {} : JSON.parse(text)
    }

    /** The execution of the newest line of this type that has one, once it has been written. */
    const executionOfLine = async (type: string): Promise<KeptExecution> => {
      let found: KeptExecution | undefined
      await until(`an execution of a line ${type} is kept`, async () => {
        const lines: readonly Line[] = await call('GET', '/logs?per_page=100')
        const ofType = lines.filter((line) => line.type === type)
        const [id] = ofType.flatMap(({ details }) => details?.actions?.executions ?? [])
        const response = id === undefined ? undefined : await world.manage('GET', `/actions/executions/${id}`)
        found = response?.status === 200 ? ((await response.json()) as KeptExecution) : undefined
        return found !== undefined
      })
      assert.ok(found)
      return found
    }

    const machine = () => world.token({ ...robot.credentials, grant_type: 'client_credentials', audience: API })

    const bindAction = async (trigger: string, name: string, code: string) => {
      const secrets = [{ name: 'KEY', value: SECRET }]
      const supported_triggers = [{ id: trigger, version: 'v2' }]
      const { id } = await call('POST', '/actions/actions', { name, supported_triggers, code, secrets, deploy: true })
      await call('PATCH', `/actions/triggers/${trigger}/bindings`, {
        bindings: [{ ref: { type: 'action_id', value: id } }],
      })
    }

    test('of an action are found by the line of the log, without its secrets', async () => {
      await bindAction(
        'credentials-exchange',
        'Talkative',
        `exports.onExecuteCredentialsExchange = async (event, api) => {
          console.log('asked by', event.client.name, 'with', event.secrets.KEY)
          console.warn({ key: event.secrets.KEY })
        }`,
      )
      assert.equal((await machine()).status, 200)
      const { trigger_id, status, results, created_at, updated_at } = await executionOfLine('seccft')
      assert.deepEqual([trigger_id, status, results.length], ['credentials-exchange', 'final', 1])
      const [result] = results
      assert.equal(result?.action_name, 'Talkative')
      assert.equal(result.error, undefined)
      assert.deepEqual(result.logs, [
        { level: 'log', text: 'asked by Robot with ***' },
        { level: 'warn', text: '{"key":"***"}' },
      ])
      for (const time of [created_at, updated_at, result.started_at, result.ended_at])
        assert.match(time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
      assert.ok(result.started_at <= result.ended_at)
    })

    test('that failed say by what, and those that cannot be run say why', async () => {
      await bindAction(
        'credentials-exchange',
        'Broken',
        `exports.onExecuteCredentialsExchange = async (event) => { console.log('before'); throw new Error('no ' + event.secrets.KEY) }`,
      )
      assert.equal((await machine()).status, 403)
      const failed = await executionOfLine('feccft')
      assert.equal(failed.status, 'partial')
      assert.deepEqual(failed.results[0]?.error, { id: 'refused', msg: 'no ***' })
      assert.deepEqual(failed.results[0]?.logs, [{ level: 'log', text: 'before' }])
      await bindAction(
        'credentials-exchange',
        'Endless',
        `exports.onExecuteCredentialsExchange = async () => { console.log('in'); for (;;); }`,
      )
      await machine()
      let endless: KeptExecution | undefined
      await until('the endless one is kept', async () => {
        const { executions }: { executions: readonly KeptExecution[] } = await call('GET', '/actions/executions')
        endless = executions.find(({ status }) => status === 'canceled')
        return endless !== undefined
      })
      assert.equal(endless?.results[0]?.action_name, 'Endless')
      // A machine that is busy with others may not let it compute for long enough to be too much.
      assert.match(endless.results[0]?.error?.id ?? '', /^(?:cpu|timeout)$/)
      assert.deepEqual(endless.results[0]?.logs, [{ level: 'log', text: 'in' }])
      await call('PATCH', '/actions/triggers/credentials-exchange/bindings', { bindings: [] })
    })

    test('of rules are found by the line about the code that the login gave', async () => {
      await call('PUT', '/rules-configs/KEY', { value: SECRET })
      await call('POST', '/rules', {
        name: 'Greeting',
        script: `function (user, context, callback) {
          console.log('hello ' + user.email + ' ' + configuration.KEY)
          context.accessToken['https://shop.example/hello'] = true
          callback(null, user, context)
        }`,
      })
      const user = await newUserWithPassword(world, randomBytes(12).toString('hex'))
      const browser = newBrowser(world.issuer)
      await signIn(world, browser, user)
      const ask = { client_id: web.client_id, response_type: 'code', redirect_uri: CALLBACK, audience: API }
      const code = toldBy(await browser.visit(authorizePath(ask)))['code'] ?? ''
      assert.equal((await redeem(world, web, code)).status, 200)
      const { trigger_id, results } = await executionOfLine('seacft')
      assert.equal(trigger_id, 'rules')
      assert.deepEqual(results[0]?.logs, [{ level: 'log', text: `hello ${user.email} ***` }])
      assert.equal(results[0]?.kind, 'rule')
    })

    test('of hooks are among the newest of their trigger', async () => {
      const { id } = await call('POST', '/hooks', {
        name: 'Watcher',
        triggerId: 'credentials-exchange',
        enabled: true,
        script: `module.exports = (client, scope, audience, context, cb) => {
          console.log('for', audience, context.webtask.secrets.KEY)
          cb(null, { scope })
        }`,
      })
      await call('POST', `/hooks/${id}/secrets`, { KEY: SECRET })
      assert.equal((await machine()).status, 200)
      await until('the hook’s execution is kept', async () => {
        const { executions }: { executions: readonly KeptExecution[] } = await call(
          'GET',
          '/actions/executions?trigger_id=credentials-exchange',
        )
        const hooked = executions.find(({ results }) => results[0]?.kind === 'hook')
        if (hooked) assert.deepEqual(hooked.results[0]?.logs, [{ level: 'log', text: `for ${API} ***` }])
        return hooked !== undefined
      })
      assert.deepEqual((await call('GET', '/actions/executions?trigger_id=post-login')).executions, [])
      await call('DELETE', `/hooks/${id}`)
    })

    test('before a registration are found by its line, and the password is not in them', async () => {
      await bindAction(
        'pre-user-registration',
        'Doorkeeper',
        `exports.onExecutePreUserRegistration = async (event) => console.log('knocks', event.user.email)`,
      )
      await call('POST', '/hooks', {
        name: 'Listener',
        triggerId: 'pre-user-registration',
        enabled: true,
        script: `module.exports = (user, context, cb) => { console.log('hears', user.password); cb(null, {}) }`,
      })
      const password = `Aa1!${randomBytes(12).toString('hex')}`
      const signUp = { client_id: web.client_id, connection: 'Username-Password-Authentication', password }
      const response = await fetch(`${world.issuer}dbconnections/signup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...signUp, email: 'new@example.com' }),
      })
      assert.equal(response.status, 200, await response.clone().text())
      const hooked = await executionOfLine('ss')
      assert.deepEqual(hooked.results[0]?.logs, [{ level: 'log', text: 'hears ***' }])
      const { executions }: { executions: readonly KeptExecution[] } = await call('GET', '/actions/executions')
      const texts = executions.flatMap(({ results }) => results.flatMap(({ logs }) => logs.map(({ text }) => text)))
      assert.ok(texts.includes('knocks new@example.com'))
      assert.ok(!JSON.stringify(executions).includes(password))
    })

    test('that there are none of answer 404, whatever is asked', async () => {
      for (const id of ['exe_0000000abcdefghijklmnop', 'x', encodeURIComponent("exe_' or 1=1 --"), '__proto__']) {
        const response = await world.manage('GET', `/actions/executions/${id}`)
        assert.equal(response.status, 404)
        assert.match(await response.text(), /That execution does not exist\./)
      }
    })
  })
}
