// People come over at their first login: the tenant they come from is another server, asked over HTTPS as it is.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import type { Connection } from '@symbolon/protocol/entities/connection'
import { startPostgres } from '../databases/postgres.ts'
import { startTestServer, type TestServer } from '../server.ts'
import { toldBy } from './browser.ts'
import { logged } from './logged.ts'
import { managed } from './managed.ts'
import { actionOf } from './pages.ts'
import { beginLogin, CALLBACK, newApplication, newUser, writeApplications } from './people.ts'
import { startWorld, type World } from './world.ts'
import { until } from './until.ts'

const REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const PASSWORD = 'Correct-horse-7'
const ORIGIN = 'https://app.example.com'
const WRONG = [403, 'invalid_grant', 'Wrong email or password.']
const BUSY = [429, 'too_many_requests', 'Too many requests. Please try again in a moment.']
const BLOCKED_AFTER = 10

const shop = newApplication({
  grant_types: [REALM, 'authorization_code'],
  web_origins: [ORIGIN],
  cross_origin_authentication: true,
  is_token_endpoint_ip_header_trusted: true,
})

type Person = { readonly user_id: string; readonly email: string }

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`people who come over at their first login, on ${database}`, () => {
    let now = Date.now()
    let old: TestServer
    let world: World
    let asking: Readonly<Record<string, string>>
    let connection: Connection
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      old = await startTestServer({ tls: true })
      world = await startWorld({
        now: () => now,
        environment: { SYMBOLON_EGRESS_ALLOW: 'localhost' },
        ...(server ? { database: await server.createDatabase() } : {}),
      })
      await writeApplications(world, shop)
      asking = await managed(old, 201, 'POST', '/clients', {
        name: 'Moves people out',
        app_type: 'regular_web',
        grant_types: [REALM],
        is_token_endpoint_ip_header_trusted: true,
      })
      const [there] = await managed<readonly Connection[]>(old, 200, 'GET', '/connections?strategy=auth0')
      const both = [{ client_id: asking['client_id'], status: true }]
      await managed(old, 204, 'PATCH', `/connections/${there?.id}/clients`, both)
      const found = await world.tenancy.store.find('connections', { name: FIRST_CONNECTION })
      assert.ok(found)
      connection = found
      await setFrom({})
    })
    after(async () => {
      await world.stop()
      await old.stop()
      await stopDatabase()
    })

    const from = () => ({
      domain: old.host,
      client_id: asking['client_id'],
      client_secret: asking['client_secret'],
      realm: FIRST_CONNECTION,
    })
    /** Where people come from, with this over what is right. A moment later, so that nothing of before is remembered. */
    const setFrom = async (wrong: object, options: object = {}): Promise<void> => {
      now += 60_000
      const import_from = { ...from(), ...wrong }
      const body = { options: { ...connection.options, import_mode: true, import_from, ...options } }
      await managed(world, 200, 'PATCH', `/connections/${connection.id}`, body)
    }
    const newPerson = async (fields: object = {}): Promise<Person> => {
      const email = `${randomBytes(6).toString('hex')}@example.com`
      const made = await managed<Person>(old, 201, 'POST', '/users', {
        connection: FIRST_CONNECTION,
        email,
        password: PASSWORD,
        email_verified: true,
        ...fields,
      })
      return { user_id: made.user_id, email }
    }
    const login = (username: string, password = PASSWORD, more: Readonly<Record<string, string>> = {}) =>
      world.token({ grant_type: REALM, realm: FIRST_CONNECTION, ...shop.credentials, username, password, ...more })
    const refusal = async (response: Response): Promise<readonly unknown[]> => {
      const { error, error_description } = Object(await response.json())
      return [response.status, error, error_description]
    }
    const passes = async (username: string, password = PASSWORD): Promise<void> => {
      const response = await login(username, password)
      assert.equal(response.status, 200, await response.text())
    }
    /** How often the old tenant has been asked about somebody: each question is a line of its log. */
    const asked = async (username: string): Promise<number> => {
      // A question of now is behind all that were asked before.
      const marker = `${randomBytes(6).toString('hex')}@example.com`
      const { client_id = '', client_secret = '' } = asking
      const secret = { client_id, client_secret }
      await old.token({ grant_type: REALM, realm: FIRST_CONNECTION, ...secret, username: marker, password: 'x' })
      const lines = async (name: string) =>
        (
          await managed<readonly unknown[]>(
            old,
            200,
            'GET',
            `/logs?per_page=100&q=user_name:"${name}" AND type:(f OR fp OR fu OR s)`,
          )
        ).length
      await until('the question of now is in the log', async () => (await lines(marker)) > 0)
      return lines(username)
    }
    const here = (email: string) => world.tenancy.store.findUserByIdentifier(FIRST_CONNECTION, 'email', email)

    test('somebody logs in as there: the same id, profile and verified address; from then on the old tenant is not asked', async () => {
      const { email, user_id } = await newPerson({
        given_name: 'Ada',
        family_name: 'Lovelace',
        name: 'Ada L.',
        nickname: 'ada',
      })
      await passes(email)
      const user = await here(email)
      assert.ok(user)
      const { given_name, family_name, name, nickname, email_verified, identities } = user
      assert.deepEqual(
        { user_id: user.user_id, given_name, family_name, name, nickname, email_verified },
        { user_id, given_name: 'Ada', family_name: 'Lovelace', name: 'Ada L.', nickname: 'ada', email_verified: true },
      )
      const id = user_id.slice('auth0|'.length)
      assert.deepEqual(identities, [{ connection: FIRST_CONNECTION, user_id: id, provider: 'auth0', isSocial: false }])
      assert.match(
        (await world.tenancy.store.findPassword(user_id))?.hash ?? '',
        /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/,
      )
      await logged(world, email, 'sui', /^/)
      const before = await asked(email)
      assert.equal(before, 1)
      await passes(email.toUpperCase())
      assert.deepEqual(await refusal(await login(email, 'Another-horse-8')), WRONG)
      assert.equal(await asked(email), before)
    })

    test('somebody comes over on the login page, and by a login box of another origin', async () => {
      const [one, other] = [await newPerson(), await newPerson({ email_verified: false })]
      const [browser, page] = await beginLogin(world, shop)
      const arrival = await browser.submit(actionOf(page), { username: one.email, password: PASSWORD })
      assert.ok(arrival.url.startsWith(`${CALLBACK}?`), arrival.body)
      assert.ok(toldBy(arrival)['code'])
      assert.equal((await here(one.email))?.user_id, one.user_id)
      const box = await fetch(`${world.issuer}co/authenticate`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: ORIGIN },
        body: JSON.stringify({
          client_id: shop.client_id,
          credential_type: REALM,
          realm: FIRST_CONNECTION,
          username: other.email,
          password: PASSWORD,
        }),
      })
      assert.equal(box.status, 200, await box.text())
      const { user_id, email_verified } = Object(await here(other.email))
      assert.deepEqual([user_id, email_verified], [other.user_id, false])
    })

    test('of many first logins at once each succeeds, and there is one user', async () => {
      const { email, user_id } = await newPerson()
      const answers = await Promise.all(Array.from({ length: 6 }, () => login(email)))
      assert.deepEqual(
        answers.map(({ status }) => status),
        answers.map(() => 200),
      )
      assert.deepEqual(
        (await world.tenancy.store.usersByEmail(email)).map((user) => user.user_id),
        [user_id],
      )
    })

    test('who is here, who is there and who is nowhere are refused in the same words, and nobody comes over by a wrong password', async () => {
      const [moved, there] = [await newPerson(), await newPerson()]
      await passes(moved.email)
      for (const username of [moved.email, there.email, 'nobody@example.com']) {
        assert.deepEqual(await refusal(await login(username, 'Another-horse-8')), WRONG)
      }
      assert.equal(await here(there.email), undefined)
      await logged(world, there.email, 'fu', /^Wrong email or password\. localhost:\d+ answered 403 invalid_grant/)
      assert.deepEqual(await refusal(await login(there.email, ' '.repeat(5000))), WRONG)
      assert.equal(await asked(there.email), 1)
    })

    test('after too many wrong passwords the old tenant is asked no more, whatever is typed', async () => {
      const { email } = await newPerson()
      const guesses = Array.from({ length: BLOCKED_AFTER + 4 }, () => login(email, 'Another-horse-8'))
      const refused = await Promise.all(guesses.map(async (guess) => refusal(await guess)))
      assert.equal(refused.filter(([, error]) => error === 'too_many_attempts').length, 4)
      assert.equal((await refusal(await login(email)))[1], 'too_many_attempts')
      assert.equal(await here(email), undefined)
      assert.equal(await asked(email), BLOCKED_AFTER)
    })

    test('whose password or name was changed here, who is blocked or was changed to nobody, is not asked for there again', async () => {
      const { email, user_id } = await newPerson()
      await passes(email)
      await managed(world, 200, 'PATCH', `/users/${user_id}`, {
        password: 'New-password-9',
        connection: FIRST_CONNECTION,
      })
      assert.deepEqual(await refusal(await login(email)), WRONG)
      await passes(email, 'New-password-9')
      await managed(world, 200, 'PATCH', `/users/${user_id}`, { blocked: true })
      assert.deepEqual(await refusal(await login(email)), WRONG)
      assert.equal(await asked(email), 1)
      await managed(world, 200, 'PATCH', `/users/${user_id}`, { blocked: false })
      const renamed = `${randomBytes(6).toString('hex')}@example.com`
      await managed(world, 200, 'PATCH', `/users/${user_id}`, { email: renamed, connection: FIRST_CONNECTION })
      // The old name is nobody's here. There it is still somebody's, who is here.
      assert.deepEqual(await refusal(await login(email)), WRONG)
      await passes(renamed, 'New-password-9')
      assert.equal(await here(email), undefined)
      await logged(world, email, 'f', /another name or password here/)
    })

    test('who was deleted here may come again, as a stranger would', async () => {
      const { email, user_id } = await newPerson()
      await passes(email)
      await managed(world, 200, 'PATCH', `/users/${user_id}`, { app_metadata: { plan: 'gold' } })
      await managed(world, 204, 'DELETE', `/users/${user_id}`)
      await passes(email)
      const user = await here(email)
      assert.deepEqual([user?.user_id, user?.app_metadata], [user_id, undefined])
    })

    test('who came without a password gets it at the first login, and nobody else does by the same address', async () => {
      const [same, other] = [await newPerson(), await newPerson()]
      const kept = await newUser(world, {
        user_id: same.user_id.slice('auth0|'.length),
        email: same.email,
        app_metadata: { plan: 'gold' },
      })
      const stranger = await newUser(world, { email: other.email })
      await passes(same.email)
      await passes(same.email)
      assert.equal(await asked(same.email), 1)
      assert.deepEqual((await here(same.email))?.app_metadata, { plan: 'gold' })
      assert.equal((await here(same.email))?.user_id, kept.user_id)
      assert.deepEqual(await refusal(await login(other.email)), WRONG)
      assert.equal(await world.tenancy.store.findPassword(stranger.user_id), undefined)
      await logged(world, other.email, 'f', new RegExp(`here ${stranger.user_id.replace('|', '\\|')}`))
    })

    test('who is blocked there does not come over', async () => {
      const { email, user_id } = await newPerson()
      await managed(old, 200, 'PATCH', `/users/${user_id}`, { blocked: true })
      assert.deepEqual(await refusal(await login(email)), WRONG)
      assert.equal(await here(email), undefined)
      await logged(world, email, 'fu', /unauthorized user is blocked/)
    })

    for (const [name, wrong, said] of [
      ['another secret', { client_secret: 'another' }, /answered 401 /],
      ['another connection', { realm: 'nowhere' }, /answered 400 invalid_request/],
    ] as const) {
      test(`${name}: the log says it, and whoever is here gets in`, async () => {
        const [moved, there] = [await newPerson(), await newPerson()]
        await passes(moved.email)
        await setFrom(wrong)
        assert.deepEqual(await refusal(await login(there.email)), WRONG)
        await logged(world, there.email, 'f', said)
        await passes(moved.email)
        await setFrom({})
        await passes(there.email)
      })
    }

    for (const [name, wrong, said] of [
      ['a host that may not be called', { domain: '127.0.0.1' }, /cannot be asked: .*SYMBOLON_EGRESS_ALLOW/],
      ['a host where nobody answers', { domain: 'localhost:1' }, /cannot be asked: /],
    ] as const) {
      test(`${name}: the log says it, whoever is here gets in, and all others are told the same for a while`, async () => {
        const [moved, there] = [await newPerson(), await newPerson()]
        await passes(moved.email)
        await setFrom(wrong)
        // Nobody can tell by it that he was asked for.
        assert.deepEqual(await refusal(await login(there.email)), WRONG)
        await logged(world, there.email, 'f', said)
        for (const username of [there.email, moved.email, 'nobody@example.com']) {
          assert.deepEqual(await refusal(await login(username, 'Another-horse-8')), BUSY)
        }
        await passes(moved.email)
        await setFrom({})
        await passes(there.email)
      })
    }

    test('after a while it is asked again', async () => {
      const { email } = await newPerson()
      await setFrom({ domain: 'localhost:1' })
      assert.deepEqual(await refusal(await login(email)), WRONG)
      assert.deepEqual(await refusal(await login(email)), BUSY)
      now += 11_000
      assert.deepEqual(await refusal(await login(email)), WRONG)
      await setFrom({})
    })

    test('without import_mode nobody is asked', async () => {
      const { email } = await newPerson()
      await setFrom({}, { import_mode: false })
      assert.deepEqual(await refusal(await login(email)), WRONG)
      await setFrom({})
      assert.equal(await asked(email), 0)
    })

    test('the secret is never answered, and stays as long as the same application of the same tenant asks', async () => {
      const path = `/connections/${connection.id}`
      const read = async () => (await managed<Connection>(world, 200, 'GET', path)).options
      const kept = async () => {
        const found = await world.tenancy.store.find('connections', { id: connection.id })
        return found?.options.import_from?.client_secret ?? undefined
      }
      const { client_secret: secret = '' } = asking
      const options = await read()
      assert.deepEqual(options.import_from, {
        domain: old.host,
        client_id: asking['client_id'],
        realm: FIRST_CONNECTION,
      })
      await managed(world, 200, 'PATCH', path, { options: { ...options, disable_signup: true } })
      await passes((await newPerson()).email)
      await until('the process beside it sees what is kept', async () => (await kept())?.startsWith('2.0$') === true)
      assert.ok(
        !JSON.stringify(await world.tenancy.store.page('connections', { where: {}, limit: 10 })).includes(secret),
      )
      const elsewhere = { ...options, import_from: { ...options.import_from, domain: 'elsewhere.example.com' } }
      await managed(world, 200, 'PATCH', path, { options: elsewhere })
      await until('the secret is gone', async () => (await kept()) === undefined)
      for (const [import_from, field] of [
        [{ domain: 'https://old.example.com/', client_id: 'x' }, 'domain'],
        [{ domain: 'old.example.com' }, 'client_id'],
        [{ domain: world.host, client_id: 'x' }, 'this tenant itself'],
      ] as const) {
        const { message } = await managed(world, 400, 'PATCH', path, { options: { import_from } })
        assert.match(String(message), new RegExp(field))
      }
      await setFrom({})
    })
  })
}
