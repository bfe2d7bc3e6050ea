// Who tries too much has to wait, and nobody else. reference: Authentication API, section 22.2; Management API, section 20.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { FIRST_CONNECTION, newEnabledClient } from '@symbolon/core/connections/new-connection'
import { openMailbox, ticketOf, type Mailbox } from './mailbox.ts'
import { until } from './until.ts'
import { newClient, startWorld, type World } from './world.ts'
import { startPostgres } from '../databases/postgres.ts'

const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const PASSWORD = 'Correct-horse-7'
const SUSPICIOUS =
  'We have detected suspicious login behavior and further attempts will be blocked. Please contact the administrator.'
const application = newClient({ name: 'Box', grant_types: [PASSWORD_REALM] })
const { client_id } = application

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`attack protection, on ${database}`, () => {
    let now = Date.now()
    let world: World
    let mailbox: Mailbox
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      mailbox = openMailbox()
      world = await startWorld({
        now: () => now,
        environment: { ...mailbox.environment, SYMBOLON_TRUSTED_PROXIES: '127.0.0.1,::1' },
        ...(server ? { database: await server.createDatabase() } : {}),
      })
      const connection = await world.tenancy.store.find('connections', { name: FIRST_CONNECTION })
      assert.ok(connection)
      await world.write(application.changes, {
        insert: 'enabled_clients',
        document: newEnabledClient(connection.id, client_id),
      })
    })
    after(async () => {
      await world.stop()
      mailbox.remove()
      await stopDatabase()
    })

    const set = async (kind: string, settings: object): Promise<void> => {
      const response = await world.manage('PATCH', `/attack-protection/${kind}`, settings)
      assert.equal(response.status, 200, await response.clone().text())
    }
    const newEmail = (): string => `${randomBytes(6).toString('hex')}@example.com`
    const signUp = (email: string, ip: string): Promise<Response> =>
      fetch(`${world.issuer}dbconnections/signup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': ip },
        body: JSON.stringify({ client_id, connection: FIRST_CONNECTION, email, password: PASSWORD }),
      })
    const newPerson = async (): Promise<string> => {
      const email = newEmail()
      const address = Array.from(randomBytes(3), String).join('.')
      assert.equal((await signUp(email, `10.${address}`)).status, 200)
      return email
    }
    const login = (username: string, password: string, ip: string): Promise<Response> =>
      world.token(
        { grant_type: PASSWORD_REALM, realm: FIRST_CONNECTION, username, password, ...application.credentials },
        { 'x-forwarded-for': ip },
      )
    const statusOf = async (...attempt: Parameters<typeof login>): Promise<number> => (await login(...attempt)).status

    test('an address that fails too often waits until one attempt has come back, whomever it tries', async () => {
      await set('suspicious-ip-throttling', { stage: { 'pre-login': { max_attempts: 3, rate: 60_000 } } })
      const email = await newPerson()
      for (let attempt = 0; attempt < 3; attempt += 1) assert.equal(await statusOf(newEmail(), 'x', '192.0.2.1'), 403)
      const refused = await login(email, PASSWORD, '192.0.2.1')
      assert.equal(refused.status, 429)
      assert.deepEqual(await refused.json(), { error: 'too_many_attempts', error_description: SUSPICIOUS })
      assert.equal(await statusOf(email, PASSWORD, '192.0.2.2'), 200, 'others are not held back')
      now += 59_000
      assert.equal(await statusOf(email, PASSWORD, '192.0.2.1'), 429)
      now += 1000
      assert.equal(await statusOf(email, PASSWORD, '192.0.2.1'), 200)
      assert.equal(await statusOf(newEmail(), 'x', '192.0.2.1'), 403, 'a right password has cost nothing')
      assert.equal(await statusOf(email, PASSWORD, '192.0.2.1'), 429)
    })

    test('who has many addresses of one IPv6 network has the attempts of one', async () => {
      for (let host = 1; host <= 3; host += 1)
        assert.equal(await statusOf(newEmail(), 'x', `2001:db8:1:2::${host}`), 403)
      assert.equal(await statusOf(newEmail(), 'x', '2001:db8:1:2:ffff::1'), 429)
      assert.equal(await statusOf(newEmail(), 'x', '2001:db8:1:3::1'), 403)
      const blocked = await world.manage('GET', '/anomaly/blocks/ips/2001:db8:1:2::9')
      assert.equal(blocked.status, 200)
      assert.equal((await world.manage('DELETE', '/anomaly/blocks/ips/2001:db8:1:2::9')).status, 204)
      assert.equal(await statusOf(newEmail(), 'x', '2001:db8:1:2:ffff::1'), 403)
    })

    test('addresses on the list are never held back, and the log names those that are', async () => {
      await set('suspicious-ip-throttling', { allowlist: ['198.51.100.0/24'] })
      for (let attempt = 0; attempt < 6; attempt += 1)
        assert.equal(await statusOf(newEmail(), 'x', '198.51.100.7'), 403)
      await until('the log says so', async () => {
        const { total } = await world.tenancy.store.logEvents({ limit: 10, type: 'limit_mu' })
        return total >= 2
      })
      await set('suspicious-ip-throttling', { stage: { 'pre-login': { max_attempts: 100, rate: 864_000 } } })
    })

    test('an address signs up so many, and then one each time that one comes back', async () => {
      await set('suspicious-ip-throttling', { stage: { 'pre-user-registration': { max_attempts: 2, rate: 30_000 } } })
      const ip = '192.0.2.50'
      assert.deepEqual([(await signUp(newEmail(), ip)).status, (await signUp('no address', ip)).status], [200, 400])
      const refused = await signUp(newEmail(), ip)
      assert.equal(refused.status, 429)
      assert.match(await refused.text(), /"code":"too_many_requests"/)
      now += 90_000
      assert.equal((await signUp(newEmail(), ip)).status, 200)
      await set('suspicious-ip-throttling', { stage: { 'pre-user-registration': { max_attempts: 50, rate: 1200 } } })
    })

    test('A10: wrong passwords block one user for one address; the link in the mail releases it, once', async () => {
      await set('brute-force-protection', { max_attempts: 3 })
      const email = await newPerson()
      for (let attempt = 0; attempt < 3; attempt += 1) assert.equal(await statusOf(email, 'x', '192.0.2.60'), 403)
      assert.equal(await statusOf(email, PASSWORD, '192.0.2.60'), 429)
      assert.equal(await statusOf(email, PASSWORD, '192.0.2.61'), 200, 'from elsewhere the user gets in')
      const mail = await mailbox.next(email, 2)
      assert.match(mail.text, /192\.0\.2\.60/)
      const release = (): Promise<Response> =>
        fetch(`${world.issuer}u/unblock`, {
          method: 'POST',
          redirect: 'manual',
          headers: { origin: world.issuer.slice(0, -1), 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ ticket: ticketOf(mail) }),
        })
      await (await fetch(mail.links[0] ?? '')).text()
      assert.equal(await statusOf(email, PASSWORD, '192.0.2.60'), 429, 'opening the link alone does nothing')
      const answers = await Promise.all(Array.from({ length: 20 }, release))
      assert.equal(answers.filter(({ status }) => status === 303).length, 1)
      assert.equal(await statusOf(email, PASSWORD, '192.0.2.60'), 200)
    })

    test('counted by the user alone, other addresses do not help; nobody is told where users are not to be', async () => {
      const shields = ['block']
      await set('brute-force-protection', { mode: 'count_per_identifier', shields, max_attempts: 3 })
      const email = await newPerson()
      for (let host = 1; host <= 3; host += 1) assert.equal(await statusOf(email, 'x', `192.0.2.7${host}`), 403)
      assert.equal(await statusOf(email.toUpperCase(), PASSWORD, '192.0.2.79'), 429)
      const user = await world.tenancy.store.findUserByIdentifier(FIRST_CONNECTION, 'email', email)
      const path = `/user-blocks/${encodeURIComponent(user?.user_id ?? '')}`
      assert.match(await (await world.manage('GET', path)).text(), /"blocked_for":\[\{/)
      assert.equal((await world.manage('DELETE', path)).status, 204)
      assert.equal(await statusOf(email, PASSWORD, '192.0.2.79'), 200)
      assert.equal(mailbox.all(email).length, 1, 'the one of the sign-up')
      await set('brute-force-protection', { mode: 'count_per_identifier_and_ip', max_attempts: 10 })
    })

    test("names that are nobody's are counted and blocked as those of users are", async () => {
      await set('brute-force-protection', { max_attempts: 2, shields: ['block', 'user_notification'] })
      const nobody = newEmail()
      const answers: string[] = []
      for (const username of [await newPerson(), nobody]) {
        const seen: unknown[] = []
        for (let attempt = 0; attempt < 4; attempt += 1) {
          const response = await login(username, 'x', '192.0.2.80')
          seen.push(response.status, await response.json())
        }
        answers.push(JSON.stringify(seen))
      }
      assert.equal(answers[0], answers[1])
      assert.match(answers[0] ?? '', /429/)
      assert.deepEqual(mailbox.all(nobody), [])
    })

    test('what was switched off holds nobody back', async () => {
      await set('brute-force-protection', { enabled: false })
      const email = await newPerson()
      for (let attempt = 0; attempt < 12; attempt += 1) assert.equal(await statusOf(email, 'x', '192.0.2.90'), 403)
      assert.equal(await statusOf(email, PASSWORD, '192.0.2.90'), 200)
      await until('the log says so', async () => {
        const { total } = await world.tenancy.store.logEvents({ limit: 1, type: 'limit_wc' })
        return total >= 3
      })
    })
  })
}
