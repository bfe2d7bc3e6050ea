// Accounts that become one and two again, links and mails that administrators order, accounts that are blocked.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { findTicket } from '@symbolon/core/login/tickets'
import { countFailure } from '@symbolon/core/users/attack-protection'
import { DATABASE, people, type Made, type People } from './people.fixture.ts'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
let made: People
before(async () => {
  wing = await openSampleWing()
  made = people(wing)
})
after(() => wing.close())

const urlOf = ({ user_id }: Made): string => `/users/${encodeURIComponent(user_id)}`
const link = (user: Made, body: object, authorization?: string) =>
  wing.ask(`${urlOf(user)}/identities`, {
    method: 'POST',
    body,
    ...(authorization === undefined ? {} : { authorization }),
  })

describe('two accounts of one person', () => {
  test('become one: the second is an identity of the first, and no user any more', async () => {
    const [first, second] = [await made.user(), await made.user({ given_name: 'Second' })]
    const session = await made.session(second.user_id)
    const bare = second.user_id.slice('auth0|'.length)
    const answer = await link(first, { provider: 'auth0', user_id: bare })
    assert.equal(answer.statusCode, 201, answer.body)
    const [own, linked] = answer.json()
    assert.deepEqual([own.user_id, linked.user_id], [first.user_id.slice(6), bare])
    assert.deepEqual([linked.profileData.email, linked.profileData.given_name], [second['email'], 'Second'])
    assert.equal((await wing.ask(urlOf(second))).statusCode, 404)
    assert.equal(await wing.tenancy.store.findSession(session.id), undefined)
    const byEmail = await wing.tenancy.store.findUserByIdentifier(DATABASE, 'email', String(second['email']))
    assert.equal(byEmail?.user_id, first.user_id)
    assert.ok(await wing.tenancy.store.findPassword(second.user_id))
  })

  test('are two again when they are unlinked, with their own addresses and passwords', async () => {
    const [first, second] = [await made.user(), await made.user({ email_verified: true })]
    await link(first, { provider: 'auth0', user_id: second.user_id })
    const session = await made.session(first.user_id)
    const path = `${urlOf(first)}/identities/auth0/${second.user_id.slice(6)}`
    const answer = await wing.ask(path, { method: 'DELETE' })
    assert.equal(answer.statusCode, 200)
    assert.equal(answer.json().length, 1)
    const again = (await wing.ask(urlOf(second))).json()
    assert.deepEqual([again.email, again.email_verified, again.identities.length], [second['email'], true, 1])
    assert.ok(await wing.tenancy.store.findPassword(second.user_id))
    // Nobody knows by which of the two the session was begun.
    assert.equal(await wing.tenancy.store.findSession(session.id), undefined)
    assert.equal((await wing.ask(path, { method: 'DELETE' })).statusCode, 404)
    const own = `${urlOf(first)}/identities/auth0/${first.user_id.slice(6)}`
    assert.equal((await wing.ask(own, { method: 'DELETE' })).statusCode, 400)
  })

  test('cannot be one account, nor one that is not there', async () => {
    const first = await made.user()
    assert.equal((await link(first, { provider: 'auth0', user_id: first.user_id })).statusCode, 400)
    assert.equal((await link(first, { provider: 'auth0', user_id: 'nobody' })).statusCode, 404)
    assert.equal((await link(first, {})).statusCode, 400)
  })

  test('stay blocked when one was', async () => {
    const [first, second] = [await made.user(), await made.user()]
    await link(first, { provider: 'auth0', user_id: second.user_id })
    await wing.ask(urlOf(first), { method: 'PATCH', body: { blocked: true } })
    await wing.ask(`${urlOf(first)}/identities/auth0/${second.user_id.slice(6)}`, { method: 'DELETE' })
    assert.equal((await wing.ask(urlOf(second))).json().blocked, true)
  })

  describe('linked by their user', () => {
    const idToken = (user: Made, more: object = {}, header: object = {}) => {
      const now = wing.clock.now / 1000
      const claims = { iss: wing.tenancy.tenant.issuer, sub: user.user_id, iat: now, exp: now + 60 }
      return wing.sign({ ...claims, aud: wing.tenancy.tenant.first_client_id, ...more }, { header })
    }
    const mine = (user: Made) => made.token(user.user_id, ['update:current_user_identities'])

    test('need an ID token that names the other account', async () => {
      const [first, second] = [await made.user(), await made.user()]
      const answer = await link(first, { link_with: await idToken(second) }, await mine(first))
      assert.equal(answer.statusCode, 201, answer.body)
      assert.equal(answer.json()[1].user_id, second.user_id.slice(6))
    })

    test('are not linked by anything less', async () => {
      const [first, second, third] = [await made.user(), await made.user(), await made.user()]
      const blocked = await made.user({ blocked: true })
      const own = await mine(first)
      const other_client = await made.client()
      const tokens = [
        await idToken(second, { exp: wing.clock.now / 1000 - 60 }),
        await idToken(second, { iss: 'https://two.example/' }),
        await idToken(second, { aud: 'nobody' }),
        await idToken(second, { aud: other_client }),
        await idToken(second, { aud: [wing.tenancy.tenant.first_client_id, 'x'] }),
        await idToken(second, {}, { alg: 'none' }),
        await idToken(second, {}, { typ: 'logout+jwt' }),
        await idToken(blocked),
        `${(await idToken(second)).slice(0, -4)}AAAA`,
        (await made.token(second.user_id, ['read:current_user'])).slice('Bearer '.length),
        'x',
      ]
      for (const link_with of tokens) {
        assert.equal((await link(first, { link_with }, own)).statusCode, 400, link_with.slice(-20))
      }
      // Naming somebody is no proof, and one's own right is none for another's account.
      assert.equal((await link(first, { provider: 'auth0', user_id: second.user_id }, own)).statusCode, 400)
      const link_with = await idToken(second)
      assert.equal((await link(third, { link_with }, own)).statusCode, 403)
      assert.equal((await wing.ask(urlOf(second))).statusCode, 200)
    })
  })
})

describe('a link that an administrator hands out', () => {
  const ticketOf = (answer: { json: () => { ticket: string } }) => /\?ticket=([\w-]+)#$/.exec(answer.json().ticket)?.[1]

  test('changes the password of the user it is for', async () => {
    const user = await made.user()
    const body = { user_id: user.user_id, ttl_sec: 60, mark_email_as_verified: true, result_url: 'https://x.example/' }
    const answer = await wing.ask('/tickets/password-change', { method: 'POST', body })
    assert.equal(answer.statusCode, 201)
    assert.match(answer.json().ticket, /^https:\/\/one\.example\/u\/reset-password\?ticket=/)
    const kept = await findTicket(wing.tenancy, 'change_password', ticketOf(answer))
    assert.deepEqual([kept?.content.user_id, kept?.content.email], [user.user_id, user['email']])
    assert.deepEqual([kept?.content.mark_email_as_verified, kept?.content.result_url], [true, 'https://x.example/'])
    assert.equal(kept?.content.password_changed_at, Math.floor(wing.clock.now / 1000))
    wing.clock.now += 61_000
    assert.equal(await findTicket(wing.tenancy, 'change_password', ticketOf(answer)), undefined)
  })

  test('finds the user by address and connection as well', async () => {
    const user = await made.user()
    const [connection] = (await wing.ask(`/connections?name=${DATABASE}`)).json()
    const body = { email: String(user['email']).toUpperCase(), connection_id: connection.id }
    const answer = await wing.ask('/tickets/password-change', { method: 'POST', body })
    assert.equal(answer.statusCode, 201, answer.body)
    const kept = await findTicket(wing.tenancy, 'change_password', ticketOf(answer))
    assert.equal(kept?.content.user_id, user.user_id)
  })

  test('verifies an address', async () => {
    const { user_id } = await made.user()
    const answer = await wing.ask('/tickets/email-verification', { method: 'POST', body: { user_id } })
    assert.match(answer.json().ticket, /^https:\/\/one\.example\/u\/email-verification\?ticket=/)
    assert.ok(await findTicket(wing.tenancy, 'verify_email', ticketOf(answer)))
    assert.equal(await findTicket(wing.tenancy, 'change_password', ticketOf(answer)), undefined)
  })

  test('is for somebody who is there', async () => {
    const { user_id } = await made.user()
    for (const [body, status] of [
      [{ user_id: 'auth0|nobody' }, 404],
      [{}, 400],
      [{ user_id, client_id: 'nobody' }, 404],
      [{ user_id, client_id: await made.client(), result_url: 'https://x.example/' }, 400],
      [{ user_id, result_url: 'javascript:alert(1)' }, 400],
      [{ user_id, identity: { provider: 'auth0', user_id: 'other' } }, 404],
    ] as const) {
      const answer = await wing.ask('/tickets/password-change', { method: 'POST', body })
      assert.equal(answer.statusCode, status, JSON.stringify(body))
    }
  })

  test('stands in no line', async () => {
    const { user_id } = await made.user()
    const answer = await wing.ask('/tickets/password-change', { method: 'POST', body: { user_id } })
    assert.ok(!JSON.stringify([wing.recorded, wing.operatorLines]).includes(ticketOf(answer) ?? 'never'))
  })
})

describe('a mail that an administrator orders', () => {
  test('is sent, and its job is told', async () => {
    const { user_id, email } = await made.user()
    const answer = await wing.ask('/jobs/verification-email', { method: 'POST', body: { user_id } })
    assert.equal(answer.statusCode, 201)
    assert.match(answer.json().id, /^job_[A-Za-z0-9]{16}$/)
    assert.deepEqual([answer.json().type, answer.json().status], ['verification_email', 'pending'])
    await wing.mailsSent()
    assert.equal(wing.mails.at(-1)?.to, email)
  })
})

describe('an account that is blocked after too many wrong passwords', () => {
  test('is shown by user and by identifier, and released', async () => {
    const user = await made.user()
    const connection = await wing.tenancy.store.find('connections', { name: DATABASE })
    assert.ok(connection)
    const identifier = String(user['email'])
    for (let at = 0; at < 10; at += 1) await countFailure(wing.tenancy, { connection, identifier, ip: '192.0.2.7' })
    const blocks = { blocked_for: [{ identifier, ip: '192.0.2.7', connection: DATABASE }] }
    const one = `/user-blocks/${encodeURIComponent(user.user_id)}`
    const other = `/user-blocks?identifier=${encodeURIComponent(identifier)}`
    for (const url of [one, other]) assert.deepEqual((await wing.ask(url)).json(), blocks)
    assert.equal((await wing.ask(one, { method: 'DELETE' })).statusCode, 204)
    for (const url of [one, other]) assert.deepEqual((await wing.ask(url)).json(), { blocked_for: [] })
    assert.equal(wing.recorded.at(-1)?.type, 'ublkdu')
    assert.equal((await wing.ask(other, { method: 'DELETE' })).statusCode, 204)
    assert.equal((await wing.ask('/user-blocks')).statusCode, 400)
  })
})

describe('an address that is held back', () => {
  test('is found, and released', async () => {
    const { store } = wing.tenancy
    const ip = '192.0.2.9'
    const at = Math.floor(wing.clock.now / 1000)
    const attempt = { kind: 'ip_login', key: ip, identifier: null, ip, connection: null } as const
    for (let count = 0; count < 100; count += 1) await store.countAttempt(attempt, at, { expires_at: at + 1000 })
    assert.equal((await wing.ask(`/anomaly/blocks/ips/${ip}`)).statusCode, 200)
    assert.equal((await wing.ask('/anomaly/blocks/ips/192.0.2.10')).statusCode, 404)
    assert.equal((await wing.ask('/anomaly/blocks/ips/nonsense')).json().errorCode, 'invalid_uri')
    assert.equal((await wing.ask(`/anomaly/blocks/ips/${ip}`, { method: 'DELETE' })).statusCode, 204)
    assert.equal((await wing.ask(`/anomaly/blocks/ips/${ip}`)).statusCode, 404)
  })
})
