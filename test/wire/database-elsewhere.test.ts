// A database elsewhere whose users stay there (`enabledDatabaseCustomization` without `import_mode`): each login, sign-up, new password,
// proof of an address and removal is the tenant's scripts' to do. reference: Management API, section 10, customScripts.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Role } from '@symbolon/protocol/entities/role'
import { startPostgres } from '../databases/postgres.ts'
import { newBrowser } from './browser.ts'
import { logged } from './logged.ts'
import { openMailbox, ticketOf, type Mailbox } from './mailbox.ts'
import { managed } from './managed.ts'
import { newApplication, writeApplications } from './people.ts'
import { SCRIPTS, startElsewhere, type Elsewhere, type PersonElsewhere } from './people-elsewhere.ts'
import { startWorld, type World } from './world.ts'

const REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const PASSWORD = 'Correct-horse-7'
const OTHER = 'Another-horse-8'

type Told = Readonly<Record<string, unknown>>

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`a database elsewhere for good, on ${database}`, () => {
    const shop = newApplication({ grant_types: [REALM], token_endpoint_auth_method: 'none' })
    let elsewhere: Elsewhere
    let world: World
    let mailbox: Mailbox
    let connection: Connection
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      elsewhere = await startElsewhere()
      mailbox = openMailbox()
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({
        environment: { ...mailbox.environment, SYMBOLON_EGRESS_ALLOW: 'localhost' },
        ...(server ? { database: await server.createDatabase() } : {}),
      })
      await writeApplications(world, shop)
      await managed(world, 200, 'PATCH', '/tenants/settings', { outbound_hosts: ['localhost'] })
      const found = await world.tenancy.store.find('connections', { name: FIRST_CONNECTION })
      assert.ok(found)
      connection = found
      await setScripts(SCRIPTS)
    })
    after(async () => {
      await world.stop()
      await elsewhere.stop()
      await stopDatabase()
      mailbox.remove()
    })

    const setScripts = (customScripts: object, options: object = {}): Promise<unknown> =>
      managed(world, 200, 'PATCH', `/connections/${connection.id}`, {
        options: {
          ...connection.options,
          ...options,
          import_mode: false,
          enabledDatabaseCustomization: true,
          customScripts,
          configuration: elsewhere.configuration,
        },
      })
    const without = (name: keyof typeof SCRIPTS) => setScripts({ ...SCRIPTS, [name]: '' })
    const newEmail = (): string => `${randomBytes(6).toString('hex')}@example.com`
    const newPerson = (more: Partial<PersonElsewhere> = {}): PersonElsewhere => {
      const email = newEmail()
      const person = { id: `id-${email.slice(0, 12)}`, email, password: PASSWORD, verified: true, name: 'Ada', ...more }
      elsewhere.people.set(email, person)
      return person
    }
    const login = (username: string, password = PASSWORD) =>
      world.token({ grant_type: REALM, realm: FIRST_CONNECTION, client_id: shop.client_id, username, password })
    const passes = async (username: string, password = PASSWORD): Promise<void> => {
      const response = await login(username, password)
      assert.equal(response.status, 200, await response.text())
    }
    const fails = async (username: string, password = PASSWORD): Promise<void> => {
      const response = await login(username, password)
      const { error, error_description } = Object(await response.json())
      assert.deepEqual([response.status, error, error_description], [403, 'invalid_grant', 'Wrong email or password.'])
    }
    const post = async (path: string, body: object): Promise<readonly [number, Told]> => {
      const response = await fetch(`${world.issuer}dbconnections/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_id: shop.client_id, connection: FIRST_CONNECTION, ...body }),
      })
      const text = await response.text()
      return [response.status, text.startsWith('{') ? JSON.parse(text) : { text }]
    }
    const here = (email: string) => world.tenancy.store.findUserByIdentifier(FIRST_CONNECTION, 'email', email)
    const user = (id: string) => `/users/auth0%7C${id}`

    test('each login asks there, under the id of there, and keeps no password', async () => {
      const { email, id } = newPerson()
      await passes(email)
      const known = await here(email)
      assert.deepEqual([known?.user_id, known?.name, known?.email_verified], [`auth0|${id}`, 'Ada', true])
      assert.equal(await world.tenancy.store.findPassword(`auth0|${id}`), undefined)
      elsewhere.people.set(email, { ...newPerson(), id, email, password: OTHER, name: 'Ada L.' })
      await fails(email)
      await logged(world, email, 'fp', /^Wrong email or password\. The script login: not there$/)
      await passes(email, OTHER)
      assert.equal((await here(email))?.name, 'Ada L.')
      elsewhere.people.delete(email)
      await fails(email, OTHER)
    })

    test('what the tenant knows of somebody stays, and who is blocked here is let in by no script', async () => {
      const { email, id } = newPerson()
      await passes(email)
      await managed(world, 200, 'PATCH', user(id), { app_metadata: { plan: 'gold' }, blocked: true })
      const response = await login(email)
      assert.equal(Object(await response.json()).error, 'unauthorized')
      await managed(world, 200, 'PATCH', user(id), { blocked: false })
      await passes(email)
      assert.deepEqual((await here(email))?.app_metadata, { plan: 'gold' })
    })

    test('scripts that are to have a context get it before the callback, and no others', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      const { email, id } = newPerson()
      const login = `function login(email, password, context, callback) {
        callback(null, { user_id: '${id}', email, app_metadata: { context } })
      }`
      const get_user = `function getUser(email, context, callback) {
        callback(null, context.connectionID === '${connection.id}' ? { user_id: '${id}', email } : null)
      }`
      const change_password = `function change(email, newPassword, context, callback) {
        callback(null, context.request.hostname === 'HOST')
      }`
      const { name: tenant, host } = world.tenancy.tenant
      const scripts = { ...SCRIPTS, login, get_user, change_password: change_password.replace('HOST', host) }
      await setScripts(scripts, { enable_script_context: true })
      await passes(email)
      const { app_metadata } = await managed(world, 200, 'GET', user(id))
      const { request, ...context } = Object(app_metadata).context
      assert.deepEqual(context, {
        tenant,
        connection: FIRST_CONNECTION,
        connectionID: connection.id,
        connectionStrategy: 'auth0',
        connectionMetadata: {},
      })
      assert.match(request.ip, /^(?:127\.0\.0\.1|::1)$/)
      assert.deepEqual([typeof request.userAgent, request.hostname, request.geoip], ['string', host, {}])
      await managed(world, 200, 'PATCH', user(id), { password: OTHER })
      await setScripts({
        ...SCRIPTS,
        login: `function login(email, password, ...rest) {
          rest.at(-1)(null, rest.length === 1 ? { user_id: '${id}', email } : null)
        }`,
      })
      await passes(email)
    })

    test('somebody who has another address there is the same here', async () => {
      const person = newPerson()
      await passes(person.email)
      const email = newEmail()
      elsewhere.people.delete(person.email)
      elsewhere.people.set(email, { ...person, email })
      await passes(email)
      assert.equal((await here(email))?.user_id, `auth0|${person.id}`)
      assert.equal(await here(person.email), undefined)
    })

    test('another address there is as proven as the script says, and not at all where it says nothing', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      const person = newPerson()
      await passes(person.email)
      assert.equal((await here(person.email))?.email_verified, true)
      const silent = `function login(email, password, callback) { callback(null, { user_id: '${person.id}', email }) }`
      await setScripts({ ...SCRIPTS, login: silent })
      await passes(person.email)
      assert.equal((await here(person.email))?.email_verified, true)
      const email = newEmail()
      await passes(email)
      const moved = await here(email)
      assert.deepEqual([moved?.user_id, moved?.email_verified], [`auth0|${person.id}`, false])
      await setScripts(SCRIPTS)
      const proven = newPerson({ id: person.id })
      await passes(proven.email)
      assert.equal((await here(proven.email))?.email_verified, true)
    })

    const makeAdministrator = async (id: string): Promise<void> => {
      const identifier = `${world.issuer}api/v2/`
      const { id: role } = await managed<Role>(world, 200, 'POST', '/roles', { name: `r ${id}` })
      const permissions = [{ resource_server_identifier: identifier, permission_name: 'read:users' }]
      await managed(world, 201, 'POST', `/roles/${role}/permissions`, { permissions })
      await managed(world, 204, 'POST', `${user(id)}/roles`, { roles: [role] })
    }

    test('no script gives an administrator another address, whoever asks for it', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      const { email, id } = newPerson()
      await passes(email)
      await makeAdministrator(id)
      const before = await here(email)
      const thief = newPerson({ id })
      await fails(thief.email)
      await post('change_password', { email: thief.email })
      await logged(world, thief.email, 'fcpr', /^There is no such user$/)
      const late = newEmail()
      const create = `function create(user, callback) {
        fetch('https://' + configuration.HOST + '/email', {
          method: 'POST', headers: { authorization: configuration.KEY },
          body: JSON.stringify({ email: '${thief.email}', newEmail: user.email, verified: true }),
        }).then(() => callback(null), callback)
      }`
      await setScripts({ ...SCRIPTS, create })
      assert.equal((await post('signup', { email: late, password: PASSWORD }))[0], 400)
      assert.equal(elsewhere.people.get(late)?.id, id)
      assert.deepEqual(await here(email), before)
      assert.deepEqual([await here(thief.email), await here(late)], [undefined, undefined])
    })

    test('a script makes nobody an administrator, and nobody of another connection', async () => {
      const { email, id } = newPerson()
      await passes(email)
      await makeAdministrator(id)
      await fails(email)
      await logged(world, email, 'f', /^Nobody with rights at the Management API logs in by a script$/)
      const other = { name: `other-${randomBytes(4).toString('hex')}`, strategy: 'auth0' }
      await managed(world, 201, 'POST', '/connections', other)
      const victim = `victim-${randomBytes(6).toString('hex')}`
      const body = { connection: other.name, user_id: victim, email: newEmail(), password: PASSWORD }
      await managed(world, 201, 'POST', '/users', body)
      const thief = newPerson({ id: victim })
      await fails(thief.email)
      await logged(world, thief.email, 'f', /^Elsewhere that is auth0\|victim/)
    })

    test('who signs up is made there, once', async () => {
      const email = newEmail()
      const [status, told] = await post('signup', { email, password: PASSWORD, user_metadata: { color: 'red' } })
      assert.equal(status, 200, JSON.stringify(told))
      assert.equal(elsewhere.people.get(email)?.password, PASSWORD)
      const known = await here(email)
      assert.deepEqual(
        [known?.user_id, known?.user_metadata],
        [`auth0|${elsewhere.people.get(email)?.id}`, { color: 'red' }],
      )
      await passes(email)
      const again = await post('signup', { email, password: OTHER })
      assert.deepEqual([again[0], again[1]['code']], [400, 'invalid_signup'])
      const there = newPerson()
      assert.equal((await post('signup', { email: there.email, password: OTHER }))[1]['code'], 'invalid_signup')
      assert.equal(elsewhere.people.get(there.email)?.password, PASSWORD)
      const weak = await post('signup', { email: newEmail(), password: 'x' })
      assert.equal(weak[1]['code'], 'invalid_password')
    })

    test('nobody signs up as somebody who is here already, though a script finds that one', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      const person = newPerson()
      await passes(person.email)
      const known = await here(person.email)
      const create = `function create(user, callback) {
        fetch('https://' + configuration.HOST + '/email', {
          method: 'POST', headers: { authorization: configuration.KEY },
          body: JSON.stringify({ email: '${person.email}', newEmail: user.email, verified: true }),
        }).then(() => callback(null), callback)
      }`
      await setScripts({ ...SCRIPTS, create })
      const email = newEmail()
      const [status, told] = await post('signup', { email, password: OTHER })
      assert.deepEqual([status, told['code']], [400, 'invalid_signup'])
      assert.equal(elsewhere.people.get(email)?.id, person.id)
      assert.deepEqual([await here(person.email), await here(email)], [known, undefined])
    })

    test('nobody signs up while a script fails, and the log has its words without the key', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      await setScripts({
        ...SCRIPTS,
        create: 'function create(user, callback) { callback(new Error("no: " + configuration.KEY + user.password)) }',
      })
      const email = newEmail()
      assert.equal((await post('signup', { email, password: PASSWORD }))[1]['code'], 'hook_error')
      await logged(world, email, 'fs', /^The script create: no: \*\*\*/)
      assert.equal(await here(email), undefined)
      await setScripts({
        ...SCRIPTS,
        create: 'function create(user, callback) { callback(new ValidationError("user_exists", "there")) }',
      })
      assert.equal((await post('signup', { email, password: PASSWORD }))[1]['code'], 'invalid_signup')
      await without('create')
      const closed = await post('signup', { email, password: PASSWORD })
      assert.match(JSON.stringify(closed), /Public signup is disabled/)
    })

    test('a new address is proven there by the link of the mail', async () => {
      const email = newEmail()
      await post('signup', { email, password: PASSWORD })
      const link = await mailbox.next(email)
      assert.equal(elsewhere.people.get(email)?.verified, false)
      const ticket = ticketOf(link)
      const page = await newBrowser(world.issuer).submit('/u/email-verification', { ticket })
      assert.equal(page.status, 200)
      assert.equal(elsewhere.people.get(email)?.verified, true)
      assert.equal((await here(email))?.email_verified, true)
    })

    test('an address that is not found there is not proven here either', async () => {
      const email = newEmail()
      await post('signup', { email, password: PASSWORD })
      const ticket = ticketOf(await mailbox.next(email))
      elsewhere.people.delete(email)
      await newBrowser(world.issuer).submit('/u/email-verification', { ticket })
      await logged(world, email, 'fv', /^The script verify has found nobody to change$/)
      assert.notEqual((await here(email))?.email_verified, true)
    })

    test('a forgotten password is changed there, also of somebody who was never here', async () => {
      const { email } = newPerson()
      assert.equal((await post('change_password', { email }))[0], 200)
      const ticket = ticketOf(await mailbox.next(email))
      const form = { ticket, password: OTHER, 'password-again': OTHER }
      const page = await newBrowser(world.issuer).submit('/u/reset-password', form)
      assert.equal(page.status, 200, page.body)
      assert.equal(elsewhere.people.get(email)?.password, OTHER)
      await fails(email)
      await passes(email, OTHER)
      const again = await newBrowser(world.issuer).submit('/u/reset-password', { ...form, password: PASSWORD })
      assert.equal(again.status, 400)
      assert.equal(elsewhere.people.get(email)?.password, OTHER)
    })

    const linkFor = async (id: string): Promise<string> => {
      const sent = { user_id: `auth0|${id}` }
      const made = await managed<{ readonly ticket: string }>(world, 201, 'POST', '/tickets/password-change', sent)
      return new URL(made.ticket).searchParams.get('ticket') ?? ''
    }
    const THIRD = 'Third-horse-9'
    const isWorthless = async (ticket: string): Promise<void> => {
      const form = { ticket, password: THIRD, 'password-again': THIRD }
      assert.equal((await newBrowser(world.issuer).submit('/u/reset-password', form)).status, 400)
    }
    /** More than a user may have, once somebody else has written as many. */
    const many = (letter: string) =>
      Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${letter}${index}`, index]))

    test('A10: a link that was sent before an administrator changed the password there changes nothing any more', async () => {
      const { email, id } = newPerson()
      await passes(email)
      await post('change_password', { email })
      const links = [ticketOf(await mailbox.next(email))]
      links.push(await linkFor(id))
      await managed(world, 200, 'PATCH', user(id), { password: OTHER })
      for (const link of links) await isWorthless(link)
      await passes(email, OTHER)
    })

    test('A10: links from before are worth nothing either where a change was made there and could not be kept here', async () => {
      const { email, id } = newPerson()
      await passes(email)
      const links = [await linkFor(id)]
      elsewhere.meanwhile.set('password', async () => {
        links.push(await linkFor(id))
        await managed(world, 200, 'PATCH', user(id), { user_metadata: many('a') })
      })
      await managed(world, 400, 'PATCH', user(id), { password: OTHER, user_metadata: many('b') })
      assert.equal(links.length, 2)
      for (const link of links) await isWorthless(link)
      await passes(email, OTHER)
    })

    const failingLate = SCRIPTS.change_password.replace(
      '.then(done, callback)',
      '.then(() => callback(new Error("too late")), callback)',
    )

    test('A10: nor where the script fails after it has changed the password', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      const { email, id } = newPerson()
      await passes(email)
      const link = await linkFor(id)
      await setScripts({ ...SCRIPTS, change_password: failingLate })
      const told = await managed(world, 400, 'PATCH', user(id), { password: OTHER })
      assert.equal(told['message'], 'The script change_password: too late')
      await setScripts(SCRIPTS)
      await isWorthless(link)
      await passes(email, OTHER)
    })

    test('A10: nor are other links where one is used and the script fails after it has changed the password', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      const { email, id } = newPerson()
      await passes(email)
      const [first, second] = [await linkFor(id), await linkFor(id)]
      await setScripts({ ...SCRIPTS, change_password: failingLate })
      await isWorthless(first)
      await logged(world, email, 'fcp', /^The script change_password: too late$/)
      assert.equal(elsewhere.people.get(email)?.password, THIRD)
      await setScripts(SCRIPTS)
      await isWorthless(second)
      await passes(email, THIRD)
    })

    test('A10: a link to an address that somebody else has got there since changes nothing of theirs', async () => {
      const { email, id } = newPerson()
      await passes(email)
      const link = await linkFor(id)
      const stranger = { id: `${id}-2`, email, password: PASSWORD, verified: true }
      elsewhere.meanwhile.set('email', async () => {
        elsewhere.people.set(email, stranger)
        await managed(world, 200, 'PATCH', user(id), { user_metadata: many('a') })
      })
      const moved = newEmail()
      await managed(world, 400, 'PATCH', user(id), { email: moved, user_metadata: many('b') })
      assert.equal(elsewhere.people.get(moved)?.id, id)
      await isWorthless(link)
      assert.equal(elsewhere.people.get(email)?.password, PASSWORD)
    })

    test('once a password is changed there no other link is worth anything, even if it cannot be kept here', async () => {
      const { email, id } = newPerson()
      await passes(email)
      const [first, second] = [await linkFor(id), await linkFor(id)]
      elsewhere.meanwhile.set('password', () => managed(world, 200, 'PATCH', user(id), { blocked: true }))
      const form = { ticket: first, password: OTHER, 'password-again': OTHER }
      assert.equal((await newBrowser(world.issuer).submit('/u/reset-password', form)).status, 400)
      assert.equal(elsewhere.people.get(email)?.password, OTHER)
      await managed(world, 200, 'PATCH', user(id), { blocked: false })
      await isWorthless(second)
      await passes(email, OTHER)
    })

    test('who is removed by the address is removed there too', async () => {
      const { email } = newPerson()
      await passes(email)
      const path = `/connections/${connection.id}/users?email=${encodeURIComponent(email)}`
      await managed(world, 204, 'DELETE', path)
      assert.equal(elsewhere.people.has(email), false)
      await fails(email)
    })

    test('a password that the script does not change stays, and a new link is needed', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      const { email } = newPerson()
      await post('change_password', { email })
      const ticket = ticketOf(await mailbox.next(email))
      const change_password = 'function change(email, password, callback) { callback(new Error("no: " + password)) }'
      await setScripts({ ...SCRIPTS, change_password })
      const form = { ticket, password: OTHER, 'password-again': OTHER }
      assert.equal((await newBrowser(world.issuer).submit('/u/reset-password', form)).status, 400)
      await logged(world, email, 'fcp', /^The script change_password: no: \*\*\*$/)
      await passes(email)
    })

    test('where no script changes passwords nobody is sent a link', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      await without('change_password')
      const { email } = newPerson()
      const [status] = await post('change_password', { email })
      assert.deepEqual([status, mailbox.all(email).length], [403, 0])
    })

    test('an administrator makes, changes and removes users there', async () => {
      const email = newEmail()
      const sent = { connection: FIRST_CONNECTION, email, password: PASSWORD, verify_email: false }
      const made = await managed<{ readonly user_id: string }>(world, 201, 'POST', '/users', sent)
      const id = made.user_id.slice('auth0|'.length)
      assert.equal(elsewhere.people.get(email)?.id, id)
      await managed(world, 409, 'POST', '/users', sent)
      await passes(email)
      await managed(world, 200, 'PATCH', user(id), { password: OTHER })
      await passes(email, OTHER)
      await managed(world, 200, 'PATCH', user(id), { email_verified: true })
      assert.equal(elsewhere.people.get(email)?.verified, true)
      const moved = newEmail()
      await managed(world, 200, 'PATCH', user(id), { email: moved })
      assert.deepEqual([elsewhere.people.has(email), elsewhere.people.get(moved)?.verified], [false, false])
      await passes(moved, OTHER)
      await managed(world, 204, 'DELETE', user(id))
      assert.deepEqual([elsewhere.people.has(moved), await here(moved)], [false, undefined])
    })

    test('an administrator makes users who are blocked or proven from the first on', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      // Such a database knows no proofs.
      const get_user = SCRIPTS.get_user.replace(
        'await response.json()',
        '(({ user_id, email }) => ({ user_id, email }))(await response.json())',
      )
      assert.notEqual(get_user, SCRIPTS.get_user)
      await setScripts({ ...SCRIPTS, get_user })
      const email = newEmail()
      const sent = { connection: FIRST_CONNECTION, email, password: PASSWORD, blocked: true, email_verified: true }
      const made = await managed(world, 201, 'POST', '/users', sent)
      assert.deepEqual([made['blocked'], made['email_verified']], [true, true])
      assert.equal(Object(await (await login(email)).json()).error, 'unauthorized')
    })

    test('whether an address is proven the database says in the end, and who sends email_verified orders no mail', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      const proven = { connection: FIRST_CONNECTION, email: newEmail(), password: PASSWORD, email_verified: true }
      const made = await managed(world, 201, 'POST', '/users', proven)
      assert.deepEqual([made['email_verified'], elsewhere.people.get(proven.email)?.verified], [true, true])
      // One that does not believe it.
      await setScripts({
        ...SCRIPTS,
        create: SCRIPTS.create.replace("ask('create', user)", "ask('create', { ...user, email_verified: false })"),
      })
      const doubted = { ...proven, email: newEmail() }
      const kept = await managed(world, 201, 'POST', '/users', doubted)
      assert.deepEqual([kept['email_verified'], elsewhere.people.get(doubted.email)?.verified], [false, false])
      // And one that nobody has said anything about.
      const unproven = { ...proven, email: newEmail(), email_verified: false }
      await managed(world, 201, 'POST', '/users', unproven)
      await mailbox.next(unproven.email)
      const ordered = { ...proven, email: newEmail(), verify_email: true }
      await managed(world, 201, 'POST', '/users', ordered)
      await mailbox.next(ordered.email)
      assert.deepEqual([mailbox.all(proven.email), mailbox.all(doubted.email)], [[], []])
    })

    test('what cannot be done here is not done there', async () => {
      const { email, id } = newPerson()
      const { email: taken } = newPerson()
      await passes(email)
      await passes(taken)
      elsewhere.people.delete(taken)
      const told = await managed(world, 409, 'PATCH', user(id), { email: taken })
      assert.equal(told['message'], 'The specified new identifier already exists')
      assert.deepEqual([elsewhere.people.has(email), elsewhere.people.has(taken)], [true, false])
      await managed(world, 200, 'PATCH', user(id), { user_metadata: many('a') })
      await managed(world, 400, 'PATCH', user(id), { password: OTHER, user_metadata: many('b') })
      await passes(email)
    })

    test('what no script does there is not done here either', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      const { email, id } = newPerson()
      await passes(email)
      await setScripts({
        login: SCRIPTS.login,
        get_user: SCRIPTS.get_user,
        delete: 'function remove(id, callback) { callback(new Error("the database is read only")) }',
      })
      const told = await managed(world, 400, 'PATCH', user(id), { email: newEmail() })
      assert.equal(told['message'], 'change_email script does not exist')
      await managed(world, 400, 'PATCH', user(id), { password: OTHER })
      const kept = await managed(world, 400, 'DELETE', user(id))
      assert.match(String(kept['message']), /^The script delete: the database is read only$/)
      await passes(email)
    })
  })
}
