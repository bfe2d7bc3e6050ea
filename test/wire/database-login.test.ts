// What a login box sends and gets: signing up, logging in, forgetting a password. reference: Authentication API, sections 16 and 17.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { requireConnection } from '@symbolon/core/connections/for-client'
import { FIRST_CONNECTION, newEnabledClient } from '@symbolon/core/connections/new-connection'
import { changePassword, findPasswordTicket } from '@symbolon/core/login/change-password'
import { authenticateCrossOrigin, takeLoginTicket } from '@symbolon/core/login/cross-origin'
import { loginWithPassword } from '@symbolon/core/login/password'
import { verifyEmail } from '@symbolon/core/login/verify-email'
import { newTicket } from '@symbolon/core/login/tickets'
import { blocksOf } from '@symbolon/core/users/attack-protection'
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import { computing } from './computing.ts'
import { openMailbox, ticketOf, type Mailbox } from './mailbox.ts'
import { newSession } from './people.ts'
import { until } from './until.ts'
import { newClient, startWorld, type World } from './world.ts'
import { startPostgres } from '../databases/postgres.ts'

const ORIGIN = 'https://app.example.com'
const PASSWORD = 'Correct-horse-7'
/** The same with ten rounds of bcrypt. */
const BCRYPT = '$2b$10$/bJIVNPSxCcjNsMhn3mLj.Qd2xxH5M9TpB0d5d5u/SioNudjpRgtS'
const visitor = { ip: undefined, user_agent: undefined }
const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'

const application = newClient({
  name: 'Shop',
  app_type: 'spa',
  callbacks: [`${ORIGIN}/callback`],
  web_origins: [ORIGIN],
  cross_origin_authentication: true,
  grant_types: ['authorization_code', 'implicit', 'refresh_token', 'password', PASSWORD_REALM],
  token_endpoint_auth_method: 'none',
})
const { client_id } = application

const read = async (response: Response): Promise<Readonly<Record<string, unknown>>> => {
  const body: unknown = await response.json()
  assert.ok(typeof body === 'object' && body !== null)
  return Object.fromEntries(Object.entries(body))
}

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`people with passwords, on ${database}`, () => {
    let now = Date.now()
    let world: World
    let mailbox: Mailbox
    let connection: Connection
    let client: Client
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      mailbox = openMailbox()
      world = await startWorld({
        now: () => now,
        // Months pass here, and the lines of the first are asked for in the end.
        environment: { ...mailbox.environment, SYMBOLON_LOG_RETENTION_DAYS: '3650' },
        ...(server ? { database: await server.createDatabase() } : {}),
      })
      const found = await world.tenancy.store.find('connections', { name: FIRST_CONNECTION })
      assert.ok(found)
      connection = found
      await world.write(application.changes, {
        insert: 'enabled_clients',
        document: newEnabledClient(found.id, client_id),
      })
      const kept = await world.tenancy.store.find('clients', { client_id })
      assert.ok(kept)
      client = kept
    })
    after(async () => {
      await world.stop()
      mailbox.remove()
      await stopDatabase()
    })

    const post = (path: string, body: object, headers: Record<string, string> = {}) =>
      fetch(`${world.issuer}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
    const newEmail = (): string => `${randomBytes(6).toString('hex')}@example.com`
    const signUp = (fields: object = {}) =>
      post('dbconnections/signup', { client_id, connection: FIRST_CONNECTION, password: PASSWORD, ...fields })
    const signedUp = async (email = newEmail(), fields: object = {}) => {
      const response = await signUp({ email, ...fields })
      assert.equal(response.status, 200, await response.clone().text())
      const user = await world.tenancy.store.findUserByIdentifier(FIRST_CONNECTION, 'email', email)
      assert.ok(user)
      return user
    }
    const login = (username: string, password: string, headers: Record<string, string> = {}) =>
      post(
        'co/authenticate',
        { client_id, credential_type: PASSWORD_REALM, realm: FIRST_CONNECTION, username, password },
        { origin: ORIGIN, ...headers },
      )
    const options = async (changed: Connection['options']): Promise<void> => {
      const before = await world.tenancy.store.find('connections', { id: connection.id })
      assert.ok(before)
      await world.write({
        replace: 'connections',
        before,
        after: { ...before, options: { ...connection.options, ...changed } },
      })
    }
    const WRONG = { error: 'access_denied', error_description: 'Wrong email or password.' }

    test('somebody signs up, verifies the address, and logs in', async () => {
      const email = newEmail()
      const response = await signUp({ email: email.toUpperCase(), user_metadata: { plan: 'gold' }, given_name: 'Jane' })
      const { _id, ...rest } = await read(response)
      assert.equal(response.headers.get('cache-control'), 'no-store')
      assert.match(String(_id), /^[0-9a-f]{24}$/)
      assert.deepEqual(rest, { email, email_verified: false, given_name: 'Jane', user_metadata: { plan: 'gold' } })
      const mail = await mailbox.next(email)
      const [link = ''] = mail.links
      assert.ok(link.startsWith(`${world.issuer}u/email-verification?ticket=`) && link.endsWith('#'), link)
      assert.match(mail.subject, /Verify your email/)
      assert.ok(mail.text.includes(link) && mail.html.includes(link.replaceAll('&', '&amp;')))
      const verified = await verifyEmail(world.tenancy, ticketOf(mail))
      assert.equal(verified?.user.email_verified, true)
      const answer = await login(email, PASSWORD)
      assert.equal(answer.status, 200)
      assert.deepEqual(Object.keys(await read(answer)).sort(), ['co_id', 'co_verifier', 'login_ticket'])
    })

    test('a mail is written in the language that was asked for, where the tenant speaks it', async () => {
      const settings = await world.tenancy.store.find('tenant_settings', {})
      assert.ok(settings)
      const after = { ...settings, enabled_locales: ['en', 'ar', 'de'] }
      await world.write({ replace: 'tenant_settings', before: settings, after })
      const ask = async (language: string) => {
        const email = newEmail()
        await post(
          'dbconnections/signup',
          { client_id, connection: FIRST_CONNECTION, email, password: PASSWORD },
          { 'x-request-language': language },
        )
        return mailbox.next(email)
      }
      assert.match((await ask('de-CH')).subject, /Bestätigen Sie/)
      assert.match((await ask('ar')).html, /dir="rtl"/)
      assert.match((await ask('fr')).subject, /Verify/, 'French is not enabled')
    })

    test('a refused sign-up is told in the fields that login boxes read', async () => {
      const weak = await signUp({ email: newEmail(), password: 'weak' })
      const body = await read(weak)
      assert.equal(weak.status, 400)
      assert.deepEqual(
        { ...body, description: undefined, policy: undefined },
        {
          name: 'PasswordStrengthError',
          code: 'invalid_password',
          message: 'Password is too weak',
          description: undefined,
          policy: undefined,
          statusCode: 400,
        },
      )
      assert.match(JSON.stringify(body['description']), /"verified":false/)
      assert.match(String(body['policy']), /^\* At least 8 characters in length\n/)
      const empty = await signUp({ email: newEmail(), password: '' })
      assert.equal((await read(empty))['code'], 'invalid_password')
      const unknown = await signUp({ email: newEmail(), connection: 'none' })
      assert.deepEqual([unknown.status, (await read(unknown))['code']], [400, 'invalid_connection'])
      for (const email of ['a', 'a@b@c.de', 'a@b＠c.de', 'a b@c.de']) {
        const response = await signUp({ email })
        assert.deepEqual([response.status, (await read(response))['code']], [400, 'invalid_email'], email)
      }
      const nested = await signUp({ email: newEmail(), user_metadata: { a: { b: 1 } } })
      assert.equal(nested.status, 400)
    })

    test('G13: one address is one user, however it is written, and of many at once one succeeds', async () => {
      const email = newEmail()
      const written = [email, email.toUpperCase(), ` ${email}`, email.replace('@', '＠')]
      const responses = await Promise.all([...written, ...written].map((one) => signUp({ email: one })))
      const statuses = responses.map(({ status }) => status).sort()
      assert.deepEqual(statuses, [200, 400, 400, 400, 400, 400, 400, 400])
      const bodies = await Promise.all(responses.filter(({ status }) => status === 400).map(read))
      for (const body of bodies) {
        assert.deepEqual(body, {
          name: 'BadRequestError',
          code: 'invalid_signup',
          description: 'Invalid sign up',
          statusCode: 400,
        })
      }
      const settings = await world.tenancy.store.find('tenant_settings', {})
      assert.ok(settings)
      const flags = { ...settings.flags, enable_public_signup_user_exists_error: true }
      await world.write({ replace: 'tenant_settings', before: settings, after: { ...settings, flags } })
      const told = await read(await signUp({ email }))
      assert.deepEqual([told['code'], told['description']], ['user_exists', 'The user already exists.'])
    })

    test('with user names: needed, of a length, found by either, and never an address', async () => {
      await options({ requires_username: true, validation: { username: { min: 3, max: 10 } } })
      const missing = await signUp({ email: newEmail() })
      assert.deepEqual(
        [missing.status, await read(missing)],
        [400, { error: `missing username for ${FIRST_CONNECTION} connection with requires_username enabled` }],
      )
      for (const username of ['ab', 'a'.repeat(11), 'a b c', 'jane@example.com']) {
        const response = await signUp({ email: newEmail(), username })
        assert.equal((await read(response))['code'], 'invalid_username', username)
      }
      const username = `u${randomBytes(3).toString('hex')}`
      const user = await signedUp(newEmail(), { username: username.toUpperCase() })
      assert.equal(user.username, username)
      assert.equal((await login(username, PASSWORD)).status, 200)
      assert.equal((await login(user.email ?? '', PASSWORD)).status, 200)
      assert.equal((await read(await signUp({ email: newEmail(), username })))['code'], 'username_exists')
      await options({})
    })

    test('where sign-up is off nobody signs up', async () => {
      await options({ disable_signup: true })
      const response = await signUp({ email: newEmail() })
      assert.deepEqual([response.status, (await read(response))['code']], [400, 'public_signup_disabled'])
      await options({ authentication_methods: { password: { enabled: true, signup_behavior: 'block' } } })
      assert.equal((await read(await signUp({ email: newEmail() })))['code'], 'public_signup_disabled')
      await options({ authentication_methods: { password: { enabled: false } } })
      assert.equal((await read(await signUp({ email: newEmail() })))['code'], 'invalid_connection')
      await options({})
    })

    test('G15, G16: a wrong password and an unknown user get the same answer, and so does an empty password', async () => {
      const user = await signedUp()
      for (const [username, password] of [
        [user.email, 'Wrong-horse-7'],
        [user.email, ''],
        [user.email, 'x'.repeat(3000)],
        [newEmail(), PASSWORD],
        [newEmail(), ''],
        ['no address at all', PASSWORD],
      ] as const) {
        const response = await login(username ?? '', password)
        assert.deepEqual([response.status, await read(response)], [403, WRONG], `${username} ${password.slice(0, 10)}`)
      }
    })

    test('G15: known and unknown users are refused after the same time', async () => {
      const settings = {
        enabled: false,
        shields: [],
        mode: 'count_per_identifier_and_ip',
        allowlist: [],
        max_attempts: 10,
      } as const
      const kept = await world.tenancy.store.find('brute_force_protection', {})
      assert.ok(kept)
      await world.write({ replace: 'brute_force_protection', before: kept, after: settings })
      const user = await signedUp()
      const timed = (username: string): Promise<number> =>
        computing(async () => {
          const response = await login(username, 'Wrong-horse-7')
          assert.equal(response.status, 403, await response.text())
        })
      const [known, unknown]: [number[], number[]] = [[], []]
      // Whatever else the process does only adds to a time: the quickest answers of each kind are compared.
      const quickest = (times: number[]): number => times.sort((a, b) => a - b)[1] ?? 0
      const difference = (): number => Math.abs(quickest(known) - quickest(unknown))
      try {
        // The more there are, the better do the quickest tell; a hash that is left out shows in any number of them.
        while (known.length < 10 || (known.length < 200 && difference() >= 3)) {
          unknown.push(await timed(newEmail()))
          known.push(await timed(user.email ?? ''))
        }
        assert.ok(difference() < 3, `${quickest(known)} ms for who is known, ${quickest(unknown)} ms for others`)
        // A fast core takes 7 ms for it; without one it would be 1.
        assert.ok(quickest(known) > 3, `a real hash is computed: ${quickest(known)} ms`)
      } finally {
        await world.write({ replace: 'brute_force_protection', before: settings, after: kept })
        now += 86_400_000
      }
    })

    test('after ten wrong passwords the account is blocked for that address, and a mail releases it', async () => {
      const user = await signedUp()
      const email = user.email ?? ''
      const wrong = async () => (await login(email, 'Wrong-horse-7')).status
      for (let attempt = 0; attempt < 10; attempt += 1) assert.equal(await wrong(), 403)
      const response = await login(email, PASSWORD)
      assert.equal(response.status, 429)
      assert.deepEqual(await read(response), {
        error: 'too_many_attempts',
        error_description:
          "Your account has been blocked after multiple consecutive login attempts. We've sent you a notification via your preferred contact method with instructions on how to unblock it.",
      })
      assert.equal((await blocksOf(world.tenancy, [email])).length, 1)
      const mail = await mailbox.next(email, 2)
      assert.match(mail.links[0] ?? '', /\/u\/unblock\?ticket=/)
      now += 29 * 86_400_000
      assert.equal((await login(email, PASSWORD)).status, 429, 'a month has not passed')
      now += 2 * 86_400_000
      assert.equal((await login(email, PASSWORD)).status, 200, 'a month has passed')
    })

    test('of many guesses at once no more than ten learn anything', async () => {
      const user = await signedUp()
      const guesses = Array.from({ length: 40 }, (_, index) => (index === 39 ? PASSWORD : `Wrong-horse-${index}`))
      const responses = await Promise.all(guesses.map((guess) => login(user.email ?? '', guess)))
      const told = responses.filter(({ status }) => status === 403).length
      assert.ok(told <= 10, `${told} were told that they were wrong`)
      assert.ok(responses.every(({ status }) => status === 403 || status === 429 || status === 200))
    })

    test('a login makes what was counted before forgotten', async () => {
      const user = await signedUp()
      for (let round = 0; round < 3; round += 1) {
        for (let attempt = 0; attempt < 9; attempt += 1) await login(user.email ?? '', 'Wrong-horse-7')
        assert.equal((await login(user.email ?? '', PASSWORD)).status, 200)
      }
      now += 86_400_000
    })

    test('a blocked user is told so only after the right password, and gets nothing', async () => {
      const user = await signedUp()
      assert.equal(await world.tenancy.store.replaceUser(user, { ...user, blocked: true }), 'written')
      const wrong = await login(user.email ?? '', 'Wrong-horse-7')
      assert.deepEqual([wrong.status, await read(wrong)], [403, WRONG])
      const right = await login(user.email ?? '', PASSWORD)
      assert.deepEqual(
        [right.status, await read(right)],
        [403, { error: 'blocked_user', error_description: 'Blocked user' }],
      )
    })

    test('an imported bcrypt password is hashed anew at the first login', async () => {
      const user = await signedUp()
      const before = await world.tenancy.store.findPassword(user.user_id)
      assert.ok(before)
      await world.tenancy.store.keepPassword({ ...before, hash: BCRYPT })
      assert.equal((await login(user.email ?? '', 'Wrong-horse-7')).status, 403)
      assert.equal((await login(user.email ?? '', PASSWORD)).status, 200)
      const after = await world.tenancy.store.findPassword(user.user_id)
      assert.match(after?.hash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
      assert.equal((await login(user.email ?? '', PASSWORD)).status, 200)
    })

    test("a connection that is off, or not the client's, logs nobody in", async () => {
      const user = await signedUp()
      const before = await world.tenancy.store.find('connections', { id: connection.id })
      assert.ok(before)
      const off = { ...before, authentication: { active: false } }
      await world.write({ replace: 'connections', before, after: off })
      const response = await login(user.email ?? '', PASSWORD)
      assert.deepEqual(
        [response.status, await read(response)],
        [400, { error: 'invalid_request', error_description: `Unknown realm ${FIRST_CONNECTION}.` }],
      )
      await assert.rejects(requireConnection(world.tenancy, client, FIRST_CONNECTION), /Unknown realm/)
      await world.write({ replace: 'connections', before: off, after: before })
    })

    test('forgetting a password: the same answer for everybody, a link for who is there', async () => {
      const user = await signedUp()
      await mailbox.next(user.email ?? '', 1)
      const ask = (email: string) =>
        post('dbconnections/change_password', { client_id, connection: FIRST_CONNECTION, email })
      const stranger = newEmail()
      for (const email of [user.email ?? '', stranger]) {
        const response = await ask(email)
        assert.equal(response.status, 200)
        assert.match(response.headers.get('content-type') ?? '', /^text\/html/)
        assert.equal(await response.text(), "We've just sent you an email to reset your password.")
      }
      const mail = await mailbox.next(user.email ?? '', 2)
      assert.ok(mail.links[0]?.startsWith(`${world.issuer}u/reset-password?ticket=`))
      assert.deepEqual(mailbox.all(stranger), [])
      for (const body of [
        { client_id, connection: FIRST_CONNECTION },
        { client_id, email: 'a@b.de' },
      ]) {
        assert.equal((await post('dbconnections/change_password', body)).status, 400)
      }
      const statuses: number[] = []
      for (let request = 0; request < 12; request += 1) statuses.push((await ask(stranger)).status)
      assert.deepEqual(
        statuses.slice(0, 9),
        Array.from({ length: 9 }, () => 200),
      )
      assert.equal(statuses.at(-1), 429)
    })

    test('A8, A10: a link changes the password once, of fifty at the same time, and ends what the old one opened', async () => {
      const user = await signedUp()
      const email = user.email ?? ''
      await newSession(world, user)
      await post('dbconnections/change_password', { client_id, connection: FIRST_CONNECTION, email })
      const ticket = ticketOf(await mailbox.next(email, 2))
      await post('dbconnections/change_password', { client_id, connection: FIRST_CONNECTION, email })
      const second = ticketOf(await mailbox.next(email, 3))
      assert.ok(await findPasswordTicket(world.tenancy, ticket))
      await assert.rejects(changePassword(world.tenancy, { ticket, password: 'weak', visitor }), /too weak/)
      const results = await Promise.allSettled(
        Array.from({ length: 50 }, (_, index) =>
          changePassword(world.tenancy, {
            ticket: index % 5 === 0 ? second : ticket,
            password: `Fresh-horse-${index}`,
            visitor,
          }),
        ),
      )
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
      const won = results.findIndex(({ status }) => status === 'fulfilled')
      assert.equal((await login(email, PASSWORD)).status, 403)
      assert.equal((await login(email, `Fresh-horse-${won}`)).status, 200)
      const { items } = await world.tenancy.store.sessionsOfUser(user.user_id, { limit: 10 })
      assert.deepEqual(items, [])
      for (const used of [ticket, second]) assert.equal(await findPasswordTicket(world.tenancy, used), undefined)
      assert.equal(
        (await world.tenancy.store.findUser(user.user_id))?.email_verified,
        true,
        'the mail has reached its user',
      )
    })

    test('A10: a link is worth nothing after its time, for another address, another action, or a blocked user', async () => {
      const user = await signedUp()
      const password = await world.tenancy.store.findPassword(user.user_id)
      const ticketFor = (fields: object = {}) =>
        newTicket(
          world.tenancy,
          {
            action: 'change_password',
            user_id: user.user_id,
            connection: FIRST_CONNECTION,
            email: user.email ?? '',
            client_id: null,
            result_url: null,
            include_email_in_redirect: false,
            mark_email_as_verified: false,
            password_changed_at: password?.changed_at ?? null,
            ...fields,
          },
          3600,
        )
      const good = await ticketFor()
      assert.ok(await findPasswordTicket(world.tenancy, good))
      for (const fields of [
        { action: 'verify_email' },
        { email: 'else@example.com' },
        { password_changed_at: 1 },
        { connection: 'none' },
      ]) {
        assert.equal(
          await findPasswordTicket(world.tenancy, await ticketFor(fields)),
          undefined,
          JSON.stringify(fields),
        )
      }
      assert.equal(await verifyEmail(world.tenancy, good), undefined)
      assert.equal(await findPasswordTicket(world.tenancy, `${good}x`), undefined)
      assert.equal(await world.tenancy.store.replaceUser(user, { ...user, blocked: true }), 'written')
      assert.equal(await findPasswordTicket(world.tenancy, good), undefined)
      assert.equal(await world.tenancy.store.replaceUser({ ...user, blocked: true }, user), 'written')
      now += 3_600_000
      assert.equal(await findPasswordTicket(world.tenancy, good), undefined)
    })

    test('an earlier password does not come back where the connection remembers', async () => {
      await options({ password_history: { enable: true, size: 2 } })
      const user = await signedUp()
      const email = user.email ?? ''
      const change = async (password: string): Promise<unknown> => {
        const count = mailbox.all(email).length
        await post('dbconnections/change_password', { client_id, connection: FIRST_CONNECTION, email })
        const ticket = ticketOf(await mailbox.next(email, count + 1))
        now += 1000
        return changePassword(world.tenancy, { ticket, password, visitor })
      }
      await mailbox.next(email)
      await assert.rejects(change(PASSWORD), { name: 'PasswordHistoryError', code: 'invalid_password' })
      await change('Fresh-horse-1')
      await assert.rejects(change(PASSWORD), { name: 'PasswordHistoryError' })
      await change('Fresh-horse-2')
      await change(PASSWORD)
      await options({})
    })

    test('A8: a login ticket is for the browser that made it, for its client, and once', async () => {
      const user = await signedUp()
      const answer = await read(await login(user.email ?? '', PASSWORD))
      const [ticket, verifier] = [String(answer['login_ticket']), String(answer['co_verifier'])]
      const take = (fields: object = {}) => takeLoginTicket(world.tenancy, { ticket, client_id, verifier, ...fields })
      for (const fields of [
        { client_id: 'another' },
        { verifier: undefined },
        { verifier: ticket },
        { ticket: verifier },
      ]) {
        assert.equal(await take(fields), undefined)
      }
      const taken = (await Promise.all(Array.from({ length: 50 }, () => take()))).filter((one) => one !== undefined)
      assert.equal(taken.length, 1)
      assert.equal(taken[0]?.user_id, user.user_id)
    })

    test('the browser that got a ticket is signed in at /authorize, and no other', async () => {
      const user = await signedUp()
      const wanted = {
        client_id,
        redirect_uri: `${ORIGIN}/callback`,
        response_type: 'code',
        prompt: 'none',
        state: 'their-state',
        code_challenge: 'c'.repeat(43),
        code_challenge_method: 'S256',
      }
      const authorize = (parameters: Record<string, string>, init: RequestInit = {}) => {
        const query = new URLSearchParams({ ...wanted, ...parameters })
        const isForm = init.method === 'POST'
        return fetch(`${world.issuer}authorize${isForm ? '' : `?${query.toString()}`}`, {
          redirect: 'manual',
          ...init,
          ...(isForm ? { body: query } : {}),
        })
      }
      const answerOf = (response: Response) => new URL(response.headers.get('location') ?? '').searchParams
      const newLogin = async () => {
        const response = await login(user.email ?? '', PASSWORD)
        const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
        const { login_ticket, co_verifier, co_id } = await read(response)
        return { cookie, login_ticket: String(login_ticket), co_verifier: String(co_verifier), co_id: String(co_id) }
      }
      const { cookie, login_ticket, co_verifier } = await newLogin()
      for (const headers of [{}, { cookie: `auth0_co=${login_ticket}` }]) {
        const refused = answerOf(await authorize({ login_ticket }, { headers }))
        assert.equal(refused.get('error'), 'access_denied')
        assert.equal(refused.get('error_description'), 'Unknown or invalid login ticket.')
        assert.equal(refused.get('state'), 'their-state')
      }
      const inQuery = await authorize({ login_ticket, co_verifier })
      assert.equal(answerOf(inQuery).get('error'), 'access_denied', 'a verifier in a URL counts for nothing')
      const done = await authorize({ login_ticket }, { headers: { cookie } })
      assert.ok(answerOf(done).get('code'))
      assert.ok(done.headers.getSetCookie().some((one) => one.startsWith('auth0=')))
      assert.equal(answerOf(await authorize({ login_ticket }, { headers: { cookie } })).get('error'), 'access_denied')

      const before = await world.tenancy.store.find('clients', { client_id })
      assert.ok(before)
      const after: Client = { ...before, cross_origin_loc: `${ORIGIN}/fallback` }
      await world.write({ replace: 'clients', before, after })
      const other = await newLogin()
      const page = await authorize({ login_ticket: other.login_ticket })
      const text = await page.text()
      assert.equal(page.status, 200)
      assert.ok(text.includes(`data-url="${ORIGIN}/fallback"`) && text.includes(`data-id="${other.co_id}"`), text)
      assert.match(page.headers.get('content-security-policy') ?? '', /frame-src https:\/\/app\.example\.com;/)
      const form = { login_ticket: other.login_ticket, co_verifier: other.co_verifier }
      const evil = await authorize(form, { method: 'POST', headers: { origin: 'https://evil.example' } })
      assert.equal(evil.status, 403)
      const ours = await authorize(form, { method: 'POST', headers: { origin: world.issuer.slice(0, -1) } })
      assert.ok(answerOf(ours).get('code'))
      await world.write({ replace: 'clients', before: after, after: before })
    })

    test('F11: a ticket of somebody who is blocked before it is used signs nobody in', async () => {
      const user = await signedUp()
      const response = await login(user.email ?? '', PASSWORD)
      const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      const { login_ticket } = await read(response)
      assert.equal(await world.tenancy.store.replaceUser(user, { ...user, blocked: true }), 'written')
      const query = new URLSearchParams({
        client_id,
        redirect_uri: `${ORIGIN}/callback`,
        response_type: 'code',
        prompt: 'none',
        code_challenge: 'c'.repeat(43),
        code_challenge_method: 'S256',
        login_ticket: String(login_ticket),
      })
      const answer = await fetch(`${world.issuer}authorize?${query.toString()}`, {
        redirect: 'manual',
        headers: { cookie },
      })
      const told = new URL(answer.headers.get('location') ?? '').searchParams
      assert.deepEqual([told.get('code'), told.get('error')], [null, 'access_denied'])
      assert.equal(
        answer.headers.getSetCookie().some((one) => /^auth0=[^;]/.test(one)),
        false,
      )
    })

    test('only pages of the client may log in from elsewhere, and may read the answer', async () => {
      const user = await signedUp()
      const good = await login(user.email ?? '', PASSWORD)
      assert.equal(good.headers.get('access-control-allow-origin'), ORIGIN)
      assert.equal(good.headers.get('access-control-allow-credentials'), 'true')
      assert.match(good.headers.get('set-cookie') ?? '', /auth0_co=[\w-]{43}; Path=\/; HttpOnly/)
      const evil = await login(user.email ?? '', PASSWORD, { origin: 'https://evil.example' })
      assert.deepEqual([evil.status, await evil.text()], [403, 'Origin https://evil.example is not allowed.'])
      assert.equal(evil.headers.get('access-control-allow-origin'), null)
      const wrong = await login(user.email ?? '', 'Wrong-horse-7')
      assert.equal(wrong.headers.get('access-control-allow-origin'), ORIGIN, 'also with an error')
      const preflight = (origin: string) =>
        fetch(`${world.issuer}co/authenticate`, {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'content-type',
          },
        })
      assert.equal((await preflight(ORIGIN)).headers.get('access-control-allow-origin'), ORIGIN)
      assert.equal((await preflight('https://evil.example')).headers.get('access-control-allow-origin'), null)
      const bad = await post(
        'co/authenticate',
        { client_id, credential_type: 'x', username: 'a', password: 'b' },
        { origin: ORIGIN },
      )
      assert.deepEqual((await read(bad))['error'], 'unsupported_credential_type')
    })

    test('the classic login answers with a form that leads on', async () => {
      const user = await signedUp()
      const send = (password: string, headers: Record<string, string> = {}) =>
        post(
          'usernamepassword/login',
          {
            client_id,
            connection: FIRST_CONNECTION,
            username: user.email,
            password,
            redirect_uri: `${ORIGIN}/callback`,
            response_type: 'code',
            code_challenge: 'c'.repeat(43),
            code_challenge_method: 'S256',
            scope: 'openid',
            state: '"><script>',
          },
          headers,
        )
      const response = await send(PASSWORD)
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/)
      const page = await response.text()
      assert.ok(page.startsWith(`<form method="post" name="hiddenform" action="${world.issuer}login/callback">`), page)
      assert.doesNotMatch(page, /<script/)
      const value = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''
      const wctx = value('wctx')
        .replaceAll('&quot;', '"')
        .replaceAll('&gt;', '>')
        .replaceAll('&lt;', '<')
        .replaceAll('&#39;', "'")
      const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      const finish = (headers: Record<string, string>) =>
        fetch(`${world.issuer}login/callback`, {
          method: 'POST',
          redirect: 'manual',
          headers,
          body: new URLSearchParams({ wa: value('wa'), wresult: value('wresult'), wctx }),
        })
      const foreign = await finish({ cookie, origin: 'https://evil.example' })
      assert.equal(foreign.status, 403)
      assert.equal((await finish({})).status, 403, 'another browser')
      const done = await finish({ cookie, origin: world.issuer.slice(0, -1) })
      assert.equal(done.status, 303)
      const session = done.headers.getSetCookie().find((one) => one.startsWith('auth0=')) ?? ''
      const location = new URL(done.headers.get('location') ?? '', world.issuer)
      assert.equal(location.pathname, '/authorize')
      const answer = await fetch(location, { redirect: 'manual', headers: { cookie: session.split(';')[0] ?? '' } })
      const back = new URL(answer.headers.get('location') ?? '')
      assert.equal(back.origin, ORIGIN)
      assert.ok(back.searchParams.get('code'))
      assert.equal(back.searchParams.get('state'), '"><script>')
      assert.equal((await finish({ cookie, origin: world.issuer.slice(0, -1) })).status, 403, 'a second time')
      const wrong = await send('Wrong-horse-7')
      assert.deepEqual(
        [wrong.status, await read(wrong)],
        [
          401,
          {
            name: 'ValidationError',
            code: 'invalid_user_password',
            description: 'Wrong email or password.',
            statusCode: 401,
          },
        ],
      )
      assert.equal((await send(PASSWORD, { origin: ORIGIN })).status, 403)
    })

    test('captchas are not required', async () => {
      for (const path of ['usernamepassword', 'dbconnections/signup', 'dbconnections/change_password']) {
        assert.deepEqual(await read(await post(`${path}/challenge`, { state: 'x' })), { required: false })
      }
    })

    test('no password and no link is in the database', async () => {
      const user = await signedUp()
      const kept = await world.tenancy.store.findPassword(user.user_id)
      const everything = JSON.stringify([kept, user, await world.tenancy.store.logEvents({ limit: 100 })])
      assert.ok(!everything.includes(PASSWORD))
      const mail = await mailbox.next(user.email ?? '')
      assert.equal(await world.tenancy.store.findOneTime('ticket', ticketOf(mail)), undefined, 'only its hash is kept')
    })

    const onSQLite = database === 'SQLite' ? test : () => {}
    onSQLite('what opens an account is nowhere in the file of the database', async () => {
      const secret = `Very-secret-${randomBytes(8).toString('hex')}`
      const email = newEmail()
      assert.equal((await signUp({ email, password: secret })).status, 200)
      const verification = ticketOf(await mailbox.next(email))
      const { login_ticket, co_verifier } = await read(await login(email, secret))
      await post('dbconnections/change_password', { client_id, connection: FIRST_CONNECTION, email })
      const change = ticketOf(await mailbox.next(email, 2))
      const file = world.config.database.slice('sqlite:'.length)
      const bytes = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)])
      assert.ok(bytes.includes(email), 'the user is in it')
      for (const value of [secret, verification, change, login_ticket, co_verifier]) {
        assert.ok(typeof value === 'string' && value.length > 20)
        assert.ok(!bytes.includes(value))
      }
    })

    test('what logins and sign-ups did stands in the tenant log, without a password', async () => {
      for (const type of [
        'ss',
        'fs',
        'fp',
        'fu',
        'limit_wc',
        'scoa',
        'fcoa',
        'scpr',
        'fcpr',
        'scp',
        'fcp',
        'svr',
        'sv',
        'f',
        's',
      ]) {
        const lines = () => world.tenancy.store.logEvents({ limit: 100, type })
        await until(`${type} is logged`, async () => (await lines()).total > 0)
        assert.doesNotMatch(JSON.stringify((await lines()).events), /horse|ticket=/)
      }
    })

    test('who is gone in the very moment of proving it gets no ticket, and the log says so', async () => {
      const { email = '' } = await signedUp()
      const { store } = world.tenancy
      const lines: { readonly type: string; readonly description?: unknown }[] = []
      const tenancy = {
        ...world.tenancy,
        record: (_tenant: unknown, line: (typeof lines)[number]) => void lines.push(line),
        store: {
          ...store,
          keepOneTime: async () => {
            throw Object.assign(new Error('The owner is gone'), { code: 'owner_gone' })
          },
        },
      }
      const typed = {
        client,
        connection: FIRST_CONNECTION,
        username: email,
        password: PASSWORD,
        visitor,
        origin: ORIGIN,
      }
      await assert.rejects(authenticateCrossOrigin(tenancy, typed), { code: 'access_denied' })
      assert.deepEqual(
        lines.map(({ type, description }) => [type, description]),
        [['fcoa', 'The user or the client is gone']],
      )
    })

    test('who is proven can be asked for without a wing', async () => {
      const user = await signedUp()
      const proven = await loginWithPassword(world.tenancy, {
        client,
        connection: undefined,
        username: user.email ?? '',
        password: PASSWORD,
        visitor,
      })
      assert.deepEqual(
        [proven.user.user_id, proven.connection.name, proven.method],
        [user.user_id, FIRST_CONNECTION, 'pwd'],
      )
    })
  })
}
