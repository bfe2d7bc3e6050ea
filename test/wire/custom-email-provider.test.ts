import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, beforeEach, describe, mock, test } from 'node:test'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import { startPostgres } from '../databases/postgres.ts'
import { logged } from './logged.ts'
import { openMailbox, type Mailbox } from './mailbox.ts'
import { managed, type ManagementCall } from './managed.ts'
import { newApplication, writeApplications } from './people.ts'
import { until } from './until.ts'
import { startWorld, type World } from './world.ts'

const TRIGGER = 'custom-email-provider'
const application = newApplication({ name: 'Shop' })

type Sent = {
  readonly authorization: string | undefined
  readonly notification: Readonly<Record<string, string>>
  readonly user: Readonly<Record<string, unknown>>
  readonly client: Readonly<Record<string, unknown>> | undefined
}

const newDomain = (): string => `${randomBytes(6).toString('hex')}.example`

/** A service that sends mails: it takes down what comes, and answers as a test wants. */
async function startService() {
  const sent: Sent[] = []
  let answer = (response: ServerResponse): void => void response.writeHead(202).end()
  const server = createServer((request, response) => {
    const take = async (): Promise<void> => {
      const said: Omit<Sent, 'authorization'> = JSON.parse(await text(request))
      sent.push({ ...said, authorization: request.headers.authorization })
      answer(response)
    }
    take().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/messages`,
    to: (address: string) => sent.filter(({ notification }) => notification['to'] === address),
    answer: (how: typeof answer) => (answer = how),
    stop: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}

/** What the server writes for its operator, who is shown it too. */
const operator: string[] = []
const write = process.stdout.write.bind(process.stdout)
mock.method(process.stdout, 'write', (...said: Parameters<typeof write>) => {
  if (typeof said[0] === 'string') operator.push(said[0])
  return write(...said)
})

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`mails that a tenant’s own code sends, on ${database}`, () => {
    let world: World
    let mailbox: Mailbox
    let service: Awaited<ReturnType<typeof startService>>
    let stopped: Promise<void> | undefined
    const stop = (): Promise<void> => (stopped ??= world.stop())
    let stopDatabase = async (): Promise<void> => {}
    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      mailbox = openMailbox()
      service = await startService()
      world = await startWorld({
        environment: { ...mailbox.environment, SYMBOLON_EGRESS_ALLOW: '127.0.0.1', SYMBOLON_LOG_LEVEL: 'warn' },
        ...(server ? { database: await server.createDatabase() } : {}),
      })
      await writeApplications(world, application)
      await call(200, 'PATCH', '/tenants/settings', { outbound_hosts: ['127.0.0.1'] })
      const default_from_address = 'Shop <no-reply@shop.example>'
      await call(201, 'POST', '/emails/provider', { name: 'custom', credentials: {}, default_from_address })
    })
    after(async () => {
      await stop()
      await service.stop()
      mailbox.remove()
      await stopDatabase()
    })

    const call = (...asked: ManagementCall) => managed(world, ...asked)

    const setAction = async (body: string | undefined): Promise<void> => {
      const name = `Mails ${randomBytes(4).toString('hex')}`
      const code = `exports.onExecuteCustomEmailProvider = async (event, api) => { ${body} }`
      const secrets = [{ name: 'TOKEN', value: 'key-of-the-service' }]
      const supported_triggers = [{ id: TRIGGER, version: 'v1' }]
      if (body !== undefined)
        await call(201, 'POST', '/actions/actions', { name, code, supported_triggers, secrets, deploy: true })
      const bindings = body === undefined ? [] : [{ ref: { type: 'action_name', value: name } }]
      await call(200, 'PATCH', `/actions/triggers/${TRIGGER}/bindings`, { bindings })
    }
    beforeEach(() => {
      service.answer((response) => response.writeHead(202).end())
      return setAction(POSTS())
    })

    /** What an action does that hands mails on to the service. */
    const POSTS = (
      after = `if (!answer.ok) api.notification.retry('The service answered ' + answer.status)`,
    ): string => `
      const { notification, user, client, secrets } = event
      console.log(notification.text)
      console.log(/ticket=([\\w-]+)/.exec(notification.html)?.[1])
      const answer = await fetch('${service.url}', {
        method: 'POST',
        headers: { authorization: 'Bearer ' + secrets.TOKEN },
        body: JSON.stringify({ notification, user, client }),
      })
      ${after}`

    const signUp = async (domain = 'example.com'): Promise<string> => {
      const email = `${randomBytes(6).toString('hex')}@${domain}`
      const { client_id } = application
      const response = await fetch(`${world.issuer}dbconnections/signup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          client_id,
          connection: FIRST_CONNECTION,
          email,
          password: 'Correct-horse-7',
        }),
      })
      assert.equal(response.status, 200, await response.text())
      return email
    }

    test('it is handed the mail, whom it is for, and nothing goes another way', async () => {
      const email = await signUp()
      await until('the service has it', () => service.to(email).length === 1)
      const [mail] = service.to(email)
      const { notification, user, client, authorization } = mail ?? {}
      assert.equal(authorization, 'Bearer key-of-the-service')
      assert.deepEqual(
        [notification?.['message_type'], notification?.['locale'], notification?.['from']],
        ['verify_email', 'en', 'Shop <no-reply@shop.example>'],
      )
      assert.match(notification?.['subject'] ?? '', /Verify your email/)
      const link = /https?:\/\/\S+ticket=\S+/.exec(notification?.['text'] ?? '')?.[0] ?? ''
      assert.ok(link.startsWith(`${world.issuer}u/email-verification?ticket=`), link)
      assert.match(notification?.['html'] ?? '', /<html/)
      assert.deepEqual([user?.['email'], user?.['app_metadata'], client?.['name']], [email, {}, 'Shop'])
      assert.deepEqual(mailbox.all(email), [])
      const shown = async (): Promise<string> =>
        (await world.manage('GET', `/actions/executions?trigger_id=${TRIGGER}`)).text()
      await until('its execution is kept', async () => (await shown()).includes(TRIGGER))
      const ticket = new URL(link).searchParams.get('ticket') ?? '-'
      assert.match(ticket, /^[\w-]{20,}$/)
      assert.ok(!(await shown()).includes(ticket), 'the link of the mail is in no execution')
    })

    test('it asks for another try, and the mail is tried again', async () => {
      let tries = 0
      service.answer((response) => {
        tries += 1
        response.writeHead(tries === 1 ? 503 : 202).end()
      })
      const email = await signUp()
      await until('it has come a second time', () => service.to(email).length === 2)
      const [first, second] = service.to(email)
      assert.deepEqual(first?.notification, second?.notification, 'the link is the same')
      await logged(
        world,
        email,
        'fn',
        /verify_email has not been sent: To be tried again by an action: The service answered 503/,
      )
    })

    /** What the operator is told of the mails to a domain, once it is told anything. */
    const toldOperator = async (domain: string): Promise<string> => {
      const lines = (): string => operator.filter((line) => line.includes(domain)).join('')
      await until('the operator is told', () => lines() !== '')
      return lines()
    }

    test('it drops a mail, fails, or asks for what there is not: the log says so, and nothing is tried again', async () => {
      for (const [body, said] of [
        [
          POSTS(`api.notification.retry('no'); api.notification.drop('Not to them')`),
          /Dropped by an action: Not to them/,
        ],
        [POSTS(`throw new Error('No service today')`), /No service today/],
        [`api.notification = 1; ${POSTS('event.nothing.there')}`, /not been sent: /],
        ['this is no code', /not been sent: SyntaxError/],
      ] as const) {
        await setAction(body)
        const domain = newDomain()
        const email = await signUp(domain)
        await logged(world, email, 'fn', said)
        assert.match(await toldOperator(domain), /is given up/)
        assert.doesNotMatch(await toldOperator(domain), /trying again/)
        assert.ok(service.to(email).length <= 1, body)
        assert.deepEqual(mailbox.all(email), [])
      }
    })

    test('whatever it says of a mail, neither the tenant’s log nor the operator’s holds its link or a secret of the action', async () => {
      for (const [after, said] of [
        ['throw new Error(told)', /sent: \*\*\* /],
        ['throw told', /sent: /],
        ['throw Object.assign(new Error(told), { cause: new Error(told), name: told })', /sent: /],
        ['api.notification.drop(told)', /Dropped by an action: \*\*\* /],
        ['api.notification.retry(told)', /tried again by an action: \*\*\* /],
        ['api.notification[told]()', /sent: /],
      ] as const) {
        await setAction(POSTS(`const told = secrets.TOKEN + ' ' + notification.text; ${after}`))
        const domain = newDomain()
        const email = await signUp(domain)
        await logged(world, email, 'fn', said)
        const text = service.to(email)[0]?.notification['text'] ?? ''
        const ticket = /ticket=([\w-]{20,})/.exec(text)?.[1] ?? assert.fail(text)
        const kept = await (await world.manage('GET', '/logs?per_page=100')).text()
        assert.ok(kept.includes(email), 'the tenant’s log tells of it')
        for (const told of [kept, await toldOperator(domain)]) {
          assert.ok(!told.includes(ticket), `${after}: the link`)
          assert.ok(!told.includes('key-of-the-service'), `${after}: the secret`)
        }
      }
    })

    test('a test mail says at once whether it was sent, and why not', async () => {
      const to = `${randomBytes(6).toString('hex')}@example.com`
      await call(200, 'POST', '/emails/provider/test', { to })
      assert.equal(service.to(to)[0]?.notification['message_type'], 'test_email')
      await setAction(`api.notification.drop('Not to them')`)
      const refused = await call(400, 'POST', '/emails/provider/test', { to })
      assert.match(String(refused['message']), /The mail could not be sent: Dropped by an action: Not to them/)
    })

    test('it never has the mails of who runs the tenant, whose links whoever writes actions must not read', async () => {
      const email = await signUp()
      await until('the service has it', () => service.to(email).length === 1)
      const user = await world.tenancy.store.findUserByIdentifier(FIRST_CONNECTION, 'email', email)
      const right = { permission_name: 'read:users', resource_server_identifier: `${world.issuer}api/v2/` }
      await call(201, 'POST', `/users/${user?.user_id}/permissions`, { permissions: [right] })
      const { client_id } = application
      const asked = await fetch(`${world.issuer}dbconnections/change_password`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_id, connection: FIRST_CONNECTION, email }),
      })
      assert.equal(asked.status, 200)
      assert.match((await mailbox.next(email)).links[0] ?? '', /reset-password\?ticket=/)
      assert.equal(service.to(email).length, 1)
    })

    test('it can be tried out on a mail that is made up', async () => {
      const { actions } = await call(200, 'GET', '/actions/actions?per_page=1')
      const [action] = actions as readonly { readonly id: string }[]
      const code = `exports.onExecuteCustomEmailProvider = async (event, api) => api.notification.drop(event.notification.to)`
      const tried = await call(200, 'POST', `/actions/actions/${action?.id}/test`, { payload: {}, code })
      assert.match(JSON.stringify(tried), /"name":"notification.drop","values":\["ada@example.com"\]/)
    })

    test('without an action, or with another provider, mails go as before', async () => {
      await setAction(undefined)
      const one = await signUp()
      assert.equal((await mailbox.next(one)).to, one)
      await setAction(POSTS())
      await call(200, 'PATCH', '/emails/provider', { enabled: false })
      const other = await signUp()
      assert.equal((await mailbox.next(other)).to, other)
      await call(200, 'PATCH', '/emails/provider', { enabled: true })
      assert.deepEqual([...service.to(one), ...service.to(other)], [])
    })

    // The last: afterwards there is no server any more.
    test('a stop waits for it, tries once more what it asks to be tried, and then gives that up', async () => {
      await setAction(POSTS())
      const held = Promise.withResolvers<void>()
      service.answer((response) => void held.promise.then(() => response.writeHead(503).end()))
      const domain = newDomain()
      const email = await signUp(domain)
      await until('the service has it', () => service.to(email).length === 1)
      const over = stop()
      held.resolve()
      await over
      assert.ok(service.to(email).length > 1)
      const told = operator.filter((line) => line.includes(domain))
      assert.equal(told.length, service.to(email).length, 'each attempt is told')
      assert.match(told.at(-1) ?? '', /is given up/)
    })
  })
}
