// What a tenant's code decides when somebody registers, and does when somebody has, or has another password.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import { startPostgres } from '../databases/postgres.ts'
import { managed, type ManagementCall } from './managed.ts'
import { authorizePath, newBrowser } from './browser.ts'
import { openMailbox, type Mailbox } from './mailbox.ts'
import { actionOf, valueOf } from './pages.ts'
import { CALLBACK, enabledFor, newApplication } from './people.ts'
import { until } from './until.ts'
import { startWorld, type World } from './world.ts'

const RESET = '/u/reset-password?ticket='

const PASSWORD = 'Lovelace-1815-engine'

const web = newApplication({ name: 'Shop', client_metadata: { shop: 'north' } })

type Person = Readonly<Record<string, unknown>>

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`code around a registration, on ${database}`, () => {
    let world: World
    let mailbox: Mailbox
    let stopDatabase = async (): Promise<void> => {}
    const { client_id } = web

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      mailbox = openMailbox()
      const { environment } = mailbox
      world = await startWorld(server ? { environment, database: await server.createDatabase() } : { environment })
      await world.write(web.changes, await enabledFor(world, [web]))
    })
    after(async () => {
      await world.stop()
      mailbox.remove()
      await stopDatabase()
    })

    const call = (...asked: ManagementCall): Promise<Person> => managed(world, ...asked)

    /** The only action of the trigger from now on. */
    const act = async (trigger: string, handler: string, body: string): Promise<void> => {
      const name = `${trigger} ${randomBytes(4).toString('hex')}`
      const code = `exports.${handler} = async (event, api) => { ${body} }`
      const { id } = await call(201, 'POST', '/actions/actions', { name, supported_triggers: [{ id: trigger }], code })
      await call(200, 'POST', `/actions/actions/${id}/deploy`)
      const ref = { type: 'action_id', value: id }
      await call(200, 'PATCH', `/actions/triggers/${trigger}/bindings`, { bindings: [{ ref, display_name: name }] })
    }

    let hooks: unknown[] = []
    const hook = async (triggerId: string, script: string): Promise<void> => {
      const made = { name: `h${randomBytes(4).toString('hex')}`, triggerId, enabled: true, script }
      hooks.push((await call(201, 'POST', '/hooks', made))['id'])
    }

    beforeEach(async () => {
      for (const trigger of ['pre-user-registration', 'post-user-registration', 'post-change-password'])
        await call(200, 'PATCH', `/actions/triggers/${trigger}/bindings`, { bindings: [] })
      for (const id of hooks) await call(204, 'DELETE', `/hooks/${id}`)
      hooks = []
    })

    const newEmail = (): string => `${randomBytes(6).toString('hex')}@people.example`

    const signUp = (fields: object = {}): Promise<Response> =>
      fetch(`${world.issuer}dbconnections/signup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          client_id,
          connection: FIRST_CONNECTION,
          password: PASSWORD,
          email: newEmail(),
          ...fields,
        }),
      })

    const signedUp = async (fields: object = {}): Promise<Person> => {
      const response = await signUp(fields)
      assert.equal(response.status, 200, await response.clone().text())
      const { _id } = Object(await response.json())
      return call(200, 'GET', `/users/auth0|${_id}`)
    }

    const byEmail = async (email: string): Promise<unknown> =>
      (await world.manage('GET', `/users-by-email?email=${encodeURIComponent(email)}`)).json()

    const logged = async (type: string, what: RegExp): Promise<void> =>
      until(`${type} is logged`, async () => {
        const { events } = await world.tenancy.store.logEvents({ limit: 20, type })
        return events.some((event) => what.test(JSON.stringify(event)))
      })

    test('a hook and an action give somebody who signs up their metadata', async () => {
      await hook(
        'pre-user-registration',
        `module.exports = function (user, context, cb) {
          cb(null, { user: { user_metadata: { ...user.user_metadata, typed: user.password.length, at: context.connection.name },
            app_metadata: { plan: 'free' }, email: 'nobody@evil.test' } })
        }`,
      )
      await act(
        'pre-user-registration',
        'onExecutePreUserRegistration',
        `api.user.setUserMetadata('shop', event.client.metadata.shop)
         api.user.setUserMetadata('id', String(event.user.user_id))
         api.user.setUserMetadata('plan', event.user.app_metadata.plan)
         api.user.setAppMetadata('from', event.connection.name)`,
      )
      const email = newEmail()
      const user = await signedUp({ email, user_metadata: { colour: 'red' } })
      assert.equal(user['email'], email)
      const typed = PASSWORD.length
      assert.deepEqual(user['user_metadata'], {
        colour: 'red',
        typed,
        at: FIRST_CONNECTION,
        shop: 'north',
        id: 'undefined',
        plan: 'free',
      })
      assert.deepEqual(user['app_metadata'], { plan: 'free', from: FIRST_CONNECTION })
    })

    test('an action’s no keeps somebody out: they read its words, the tenant’s log its reason', async () => {
      const deny = `if (event.user.email.endsWith('@people.example')) api.access.deny('not our people', 'Only colleagues can join.')`
      await act('pre-user-registration', 'onExecutePreUserRegistration', deny)
      const email = newEmail()
      const refused = await signUp({ email })
      assert.equal(refused.status, 400)
      assert.deepEqual(await refused.json(), {
        name: 'PreUserRegistrationError',
        code: 'hook_error',
        description: 'Only colleagues can join.',
        statusCode: 400,
      })
      assert.deepEqual(await byEmail(email), [])
      await logged('fs', /not our people/)
      const other = await signedUp({ email: `${randomBytes(6).toString('hex')}@colleagues.example` })
      assert.match(String(other['user_id']), /^auth0\|/)
    })

    test('a hook’s no is shown on the sign-up page, and nobody is logged in', async () => {
      await hook(
        'pre-user-registration',
        `module.exports = (user, context, cb) => cb(new PreUserRegistrationError('blocked domain', 'Please use your address at work.'))`,
      )
      const browser = newBrowser(world.issuer)
      const asked = { client_id, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid', screen_hint: 'signup' }
      const page = await browser.visit(authorizePath(asked))
      const sent = await browser.submit(actionOf(page), { email: newEmail(), password: PASSWORD, action: 'default' })
      assert.match(sent.body, /Please use your address at work\./)
      await logged('fs', /blocked domain/)
    })

    test('code that cannot be run lets nobody in, and tells them nothing of itself', async () => {
      for (const body of [
        'throw new Error("db password is hunter2")',
        'api.authentication.setUserById("x")',
        'syntax error (',
      ]) {
        await act('pre-user-registration', 'onExecutePreUserRegistration', body)
        const email = newEmail()
        const refused = await signUp({ email })
        assert.equal(refused.status, 400)
        const text = await refused.text()
        assert.match(text, /hook_error/)
        assert.doesNotMatch(text, /hunter2|setUserById|syntax/i)
        assert.deepEqual(await byEmail(email), [])
      }
    })

    test('a taken address is asked about as a free one is: what code does tells nothing', async () => {
      await act('pre-user-registration', 'onExecutePreUserRegistration', `api.access.deny('no', 'No.')`)
      const taken = newEmail()
      await world.manage('PATCH', '/actions/triggers/pre-user-registration/bindings', { bindings: [] })
      await signedUp({ email: taken })
      await act('pre-user-registration', 'onExecutePreUserRegistration', `api.access.deny('no', 'No.')`)
      const answers = await Promise.all([signUp({ email: taken }), signUp()])
      const [one, two] = await Promise.all(answers.map((answer) => answer.text()))
      assert.equal(one, two)
    })

    test('users whom an administrator makes are asked about as well', async () => {
      await act(
        'pre-user-registration',
        'onExecutePreUserRegistration',
        `if (event.client) api.access.deny('has a client'); api.user.setAppMetadata('made', true)
         if (event.user.nickname === 'bad') api.validation.error('bad_name', 'Choose another name.')`,
      )
      const user = { connection: FIRST_CONNECTION, email: newEmail(), password: PASSWORD }
      const made = await call(201, 'POST', '/users', user)
      assert.deepEqual(made['app_metadata'], { made: true })
      const refused = await call(400, 'POST', '/users', { ...user, email: newEmail(), nickname: 'bad' })
      assert.deepEqual([refused['message'], refused['errorCode']], ['Choose another name.', 'hook_error'])
    })

    test('what an administrator reads of a no is what it says to people; the reason is for the log', async () => {
      await act('pre-user-registration', 'onExecutePreUserRegistration', 'throw new Error("db password is hunter2")')
      const user = { connection: FIRST_CONNECTION, email: newEmail(), password: PASSWORD }
      const refused = await call(400, 'POST', '/users', user)
      assert.equal(refused['errorCode'], 'hook_error')
      assert.doesNotMatch(JSON.stringify(refused), /hunter2/)
      await logged('fs', /hunter2/)
      assert.deepEqual(await byEmail(user.email), [])
    })

    test('metadata that could not be sent cannot be given by code either', async () => {
      for (const body of [
        `api.user.setAppMetadata('big', 'x'.repeat(40000))`,
        `api.user.setUserMetadata('constructor', 'x')`,
        `api.user.setUserMetadata('nul', 'a\\u0000b')`,
        `let deep = 1; for (let at = 0; at < 40; at += 1) deep = { deep }; api.user.setAppMetadata('deep', deep)`,
      ]) {
        await act('pre-user-registration', 'onExecutePreUserRegistration', body)
        const email = newEmail()
        const refused = await signUp({ email })
        assert.equal(refused.status, 400, body)
        assert.match(await refused.text(), /hook_error/)
        assert.deepEqual(await byEmail(email), [])
      }
      await logged('fs', /cannot be kept/)
    })

    test('nobody has an id before they are there', async () => {
      await act(
        'pre-user-registration',
        'onExecutePreUserRegistration',
        `api.user.setAppMetadata('known', Object.keys(event.user).sort().join(' '))`,
      )
      const { app_metadata } = await signedUp()
      assert.deepEqual(app_metadata, {
        known: 'app_metadata email email_verified name nickname picture user_metadata',
      })
    })

    test('what runs after a registration is kept as an execution, with what it says', async () => {
      await act('post-user-registration', 'onExecutePostUserRegistration', `console.log('begun ' + event.user.email)`)
      const email = newEmail()
      await signedUp({ email })
      const kept = async (): Promise<string> =>
        (await world.manage('GET', '/actions/executions?trigger_id=post-user-registration')).text()
      await until('its execution is kept', async () => (await kept()).includes(`begun ${email}`))
    })

    test('what fails after a registration stands in the log, and the registration stands', async () => {
      const mark = randomBytes(4).toString('hex')
      await hook(
        'post-user-registration',
        `module.exports = (user, context, cb) => cb(new Error('hook ' + user.id + ' ${mark}'))`,
      )
      const body = `throw new Error('action ' + event.user.user_id + ' ${mark}')`
      await act('post-user-registration', 'onExecutePostUserRegistration', body)
      const { user_id } = await signedUp()
      await logged('fpurh', new RegExp(`hook ${String(user_id).slice(6)} ${mark}`))
      await logged('actions_execution_failed', new RegExp(`action auth0\\\\|${String(user_id).slice(6)} ${mark}`))
    })

    test('what runs after a change of password hears of it from a link and from an administrator', async () => {
      const mark = randomBytes(4).toString('hex')
      const report = `throw new Error('${mark} ' + event.user.email + ' ' + Boolean(event.user.last_password_reset))`
      await act('post-change-password', 'onExecutePostChangePassword', report)
      await hook(
        'post-change-password',
        `module.exports = (user, context, cb) => cb(new Error('${mark} ' + Object.keys(user).sort()))`,
      )
      const email = newEmail()
      const { user_id } = await signedUp({ email })
      await fetch(`${world.issuer}dbconnections/change_password`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_id, connection: FIRST_CONNECTION, email }),
      })
      await until('the link is there', () =>
        mailbox.all(email).some(({ links }) => links.some((link) => link.includes(RESET))),
      )
      const link =
        mailbox
          .all(email)
          .flatMap(({ links }) => links)
          .find((one) => one.includes(RESET)) ?? ''
      const browser = newBrowser(world.issuer)
      const page = await browser.visit(link)
      const typed = { password: 'Another-1816-engine', 'password-again': 'Another-1816-engine' }
      await browser.submit(actionOf(page), { ticket: valueOf(page, 'ticket') ?? '', ...typed })
      await logged('actions_execution_failed', new RegExp(`${mark} ${email} true`))
      await logged('fcph', new RegExp(`${mark} email,id,last_password_reset`))
      const second = await signedUp()
      await call(200, 'PATCH', `/users/${second['user_id']}`, {
        password: 'Another-1816-engine',
        connection: FIRST_CONNECTION,
      })
      await logged('actions_execution_failed', new RegExp(`${mark} ${second['email']} true`))
      assert.notEqual(user_id, second['user_id'])
    })

    test('a stop waits for what is still to be done after a registration', async () => {
      const mark = randomBytes(4).toString('hex')
      const body = `await new Promise((resolve) => setTimeout(resolve, 700)); throw new Error('late ${mark} ' + event.user.email)`
      await act('post-user-registration', 'onExecutePostUserRegistration', body)
      const emails = [newEmail(), newEmail(), newEmail()]
      for (const email of emails) assert.equal((await signUp({ email })).status, 200)
      await world.running.stop()
      const { events } = await world.tenancy.store.logEvents({ limit: 20, type: 'actions_execution_failed' })
      for (const email of emails) assert.match(JSON.stringify(events), new RegExp(`late ${mark} ${email}`))
    })
  })
}
