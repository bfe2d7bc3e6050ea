// Users: made, read, changed and removed by administrators, and by themselves.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import fc from 'fast-check'
import { DATABASE, PASSWORD, people, type People } from './people.fixture.ts'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
let made: People
before(async () => {
  wing = await openSampleWing()
  made = people(wing)
})
after(() => wing.close())
beforeEach(() => wing.recorded.splice(0))

const post = (body: object) => wing.ask('/users', { method: 'POST', body })
const patch = (user_id: string, body: object, more: object = {}) =>
  wing.ask(`/users/${encodeURIComponent(user_id)}`, { method: 'PATCH', body, ...more })
const get = async (user_id: string) => (await wing.ask(`/users/${encodeURIComponent(user_id)}`)).json()

const isRight = async (user_id: string, password: string): Promise<boolean> => {
  const kept = await wing.tenancy.store.findPassword(user_id)
  return kept !== undefined && (await wing.ports.hasher.verify(password, kept.hash)).right
}

describe('reading a user', () => {
  test('asks the store once, and says so where it is away', async (t) => {
    const { user_id } = await made.user()
    const asked = t.mock.method(wing.tenancy.store, 'findUser')
    assert.equal((await wing.ask(`/users/${encodeURIComponent(user_id)}`)).statusCode, 200)
    assert.equal(asked.mock.callCount(), 1)
    asked.mock.mockImplementation(() => Promise.reject(Object.assign(new Error('away'), { code: 'store_unavailable' })))
    // A promise that nobody looked at would fail this test too.
    assert.equal((await wing.ask(`/users/${encodeURIComponent(user_id)}`)).statusCode, 503)
  })
})

describe('a new user', () => {
  test('has what Auth0 gives one, and nothing else', async () => {
    const answer = await post({ connection: DATABASE, email: ' Ann@Example.COM', password: PASSWORD })
    assert.equal(answer.statusCode, 201, answer.body)
    const { user_id, picture, ...rest } = answer.json()
    assert.match(user_id, /^auth0\|[0-9a-f]{24}$/)
    assert.match(picture, /^https:\/\/secure\.gravatar\.com\/avatar\/[0-9a-f]{32}\?s=480&r=pg&d=.*an\.png$/)
    assert.deepEqual(rest, {
      name: 'ann@example.com',
      nickname: 'ann',
      email: 'ann@example.com',
      email_verified: false,
      identities: [{ connection: DATABASE, user_id: user_id.slice(6), provider: 'auth0', isSocial: false }],
      created_at: '2026-01-02T03:04:05.000Z',
      updated_at: '2026-01-02T03:04:05.000Z',
    })
    assert.deepEqual(await get(user_id), answer.json())
    assert.equal(await isRight(user_id, PASSWORD), true)
  })

  test('is asked to prove the address, unless it is proven or nobody wants to', async () => {
    // Those of the users before this one.
    await wing.mailsSent()
    const sent = wing.mails.length
    await made.user({ verify_email: true })
    await wing.mailsSent()
    assert.equal(wing.mails.length, sent + 1)
    assert.match(wing.mails.at(-1)?.links.join() ?? '', /^https:\/\/one\.example\/u\/email-verification\?ticket=/)
    await made.user({ verify_email: undefined, email_verified: true })
    await made.user({ verify_email: false })
    await wing.mailsSent()
    assert.equal(wing.mails.length, sent + 1)
  })

  test('keeps the id it is given, and takes nobody else’s address or id', async () => {
    const { user_id } = await made.user({ user_id: 'given', email: 'given@example.com' })
    assert.equal(user_id, 'auth0|given')
    for (const body of [{ user_id: 'given', email: 'other@example.com' }, { email: 'GIVEN@example.com' }]) {
      const answer = await post({ connection: DATABASE, password: PASSWORD, ...body })
      assert.equal(answer.statusCode, 409)
      assert.deepEqual(answer.json(), {
        statusCode: 409,
        error: 'Conflict',
        message: 'The user already exists.',
        errorCode: 'auth0_idp_error',
      })
    }
  })

  const REFUSED: readonly [why: string, body: object, message: RegExp][] = [
    ['without a connection', { connection: undefined }, /Missing required property: connection/],
    ['of a connection that there is not', { connection: 'Nowhere' }, /^The connection does not exist$/],
    ['without an address', { email: undefined }, /Missing required property: email/],
    ['with an address that is none', { email: 'x@nowhere' }, /format email/],
    ['with a name where names are not wanted', { username: 'ann' }, /without requires_username/],
    [
      'with a number where numbers are not wanted',
      { phone_number: '+4930123456' },
      /without the attribute phone_number/,
    ],
    ['without a password', { password: undefined }, /Missing required property: password/],
    ['with a weak password', { password: 'abc' }, /^PasswordStrengthError: Password is too weak$/],
    ['with a field that nobody knows', { colour: 'red' }, /Additional properties not allowed: colour/],
    ['that names its own times', { created_at: '2020-01-01T00:00:00Z' }, /Additional properties not allowed/],
    ['with a picture that is a script', { picture: 'javascript:alert(1)' }, /on property picture/],
    ['with a name that is markup', { name: '<b>Ann' }, /on property name/],
    ['with an id that has spaces', { user_id: 'a b' }, /on property user_id/],
  ]
  for (const [why, body, message] of REFUSED) {
    test(`${why} is refused`, async () => {
      const answer = await post({ connection: DATABASE, email: 'refused@example.com', password: PASSWORD, ...body })
      assert.equal(answer.statusCode, 400, answer.body)
      assert.match(answer.json().message, message)
      assert.deepEqual((await wing.ask('/users-by-email?email=refused@example.com')).json(), [])
    })
  }

  test('leaves no password in any line', async () => {
    const { user_id } = await made.user({ password: 'HUSH-horse-7' })
    await patch(user_id, { password: 'HUSH-other-8' })
    const lines = JSON.stringify([wing.recorded, wing.operatorLines])
    assert.doesNotMatch(lines, /HUSH/)
    assert.deepEqual(
      wing.recorded.filter(({ type }) => type === 'sapi').map(({ description }) => description),
      ['Create user', 'Update user'],
    )
  })
})

describe('a change of a user', () => {
  test('merges metadata one level deep', async () => {
    const { user_id } = await made.user({ user_metadata: { a: { x: 1, y: 2 }, b: 1 }, app_metadata: { plan: 'free' } })
    const answer = await patch(user_id, { user_metadata: { a: { z: 3 }, b: null, c: 2 }, app_metadata: {} })
    assert.equal(answer.statusCode, 200)
    assert.deepEqual(answer.json().user_metadata, { a: { z: 3 }, c: 2 })
    assert.deepEqual(answer.json().app_metadata, { plan: 'free' })
    await patch(user_id, { user_metadata: null })
    assert.equal((await get(user_id)).user_metadata, undefined)
  })

  test('to another address is not proven, to the same one it stays so', async () => {
    const { user_id, email } = await made.user({ email_verified: true })
    assert.equal((await patch(user_id, { email })).json().email_verified, true)
    const moved = (await patch(user_id, { email: 'Moved@Example.com' })).json()
    assert.deepEqual([moved.email, moved.email_verified], ['moved@example.com', false])
    const proven = (await patch(user_id, { email: 'again@example.com', email_verified: true })).json()
    assert.equal(proven.email_verified, true)
    assert.equal(await wing.tenancy.store.findUserByIdentifier(DATABASE, 'email', 'moved@example.com'), undefined)
  })

  test('to somebody else’s address is refused', async () => {
    const first = await made.user()
    const second = await made.user()
    assert.equal((await patch(second.user_id, { email: first['email'] })).statusCode, 409)
    assert.equal((await get(second.user_id)).email, second['email'])
  })

  test('cannot take the last address away', async () => {
    const { user_id } = await made.user()
    assert.equal((await patch(user_id, { email: null })).statusCode, 400)
  })

  test('is of one kind at a time', async () => {
    const { user_id } = await made.user()
    for (const body of [
      { password: 'Another-horse-8', email: 'x@example.com' },
      { password: 'Another-horse-8', email_verified: true },
      { email: 'x@example.com', username: 'x' },
      { email: 'x@example.com', phone_verified: true },
    ]) {
      const answer = await patch(user_id, body)
      assert.equal(answer.statusCode, 400)
      assert.match(answer.json().message, /^Cannot update (?:password|email) and \w+ simultaneously$/)
    }
  })

  test('of the password counts at once, keeps to the policy, and ends what the old one opened', async () => {
    const { user_id } = await made.user()
    const client_id = await made.client()
    const session = await made.session(user_id)
    const token = await made.refreshToken(user_id, client_id)
    assert.match((await patch(user_id, { password: 'short' })).json().message, /^PasswordStrengthError/)
    assert.equal(await isRight(user_id, PASSWORD), true)
    const answer = await patch(user_id, { password: 'Another-horse-8' })
    assert.equal(answer.statusCode, 200)
    assert.equal(answer.json().last_password_reset, '2026-01-02T03:04:05.000Z')
    assert.equal(answer.json().password, undefined)
    assert.deepEqual([await isRight(user_id, PASSWORD), await isRight(user_id, 'Another-horse-8')], [false, true])
    assert.equal(await wing.tenancy.store.findSession(session.id), undefined)
    assert.equal(await wing.tenancy.store.findRefreshToken(token.id), undefined)
  })

  test('that blocks ends everything the user holds, at once', async () => {
    const { user_id } = await made.user()
    const other = await made.user()
    const client_id = await made.client()
    const session = await made.session(user_id)
    const token = await made.refreshToken(user_id, client_id)
    const spared = await made.session(other.user_id)
    const authorization = await made.token(user_id, ['read:current_user'])
    const url = `/users/${encodeURIComponent(user_id)}`
    assert.equal((await wing.ask(url, { authorization })).statusCode, 200)
    assert.equal((await patch(user_id, { blocked: true })).json().blocked, true)
    assert.equal(await wing.tenancy.store.findSession(session.id), undefined)
    assert.equal(await wing.tenancy.store.findRefreshToken(token.id), undefined)
    assert.equal((await wing.ask(url, { authorization })).statusCode, 401)
    assert.ok(await wing.tenancy.store.findSession(spared.id))
    assert.equal((await patch(user_id, { blocked: false })).json().blocked, false)
  })

  test('of two fields by two at the same time loses neither', async () => {
    const { user_id } = await made.user()
    await Promise.all(Array.from({ length: 8 }, (_, at) => patch(user_id, { user_metadata: { [`key${at}`]: at } })))
    assert.equal(Object.keys((await get(user_id)).user_metadata).length, 8)
  })

  test('of somebody who is not there is a 404', async () => {
    const answer = await patch('auth0|nobody', { name: 'x' })
    assert.equal(answer.statusCode, 404)
    assert.deepEqual(answer.json().errorCode, 'inexistent_user')
  })
})

describe('a user that is deleted', () => {
  test('goes with everything, and is gone for every token', async () => {
    const { user_id } = await made.user()
    const client_id = await made.client()
    const session = await made.session(user_id)
    const token = await made.refreshToken(user_id, client_id)
    const consent = await made.consent(user_id, client_id)
    const authorization = await made.token(user_id, ['read:current_user'])
    const url = `/users/${encodeURIComponent(user_id)}`
    assert.equal((await wing.ask(url, { method: 'DELETE' })).statusCode, 204)
    const { store } = wing.tenancy
    assert.deepEqual(
      [
        await store.findUser(user_id),
        await store.findSession(session.id),
        await store.findRefreshToken(token.id),
        await store.findConsentById(consent),
        await store.findPassword(user_id),
      ],
      [undefined, undefined, undefined, undefined, undefined],
    )
    assert.equal((await wing.ask(url, { authorization })).statusCode, 401)
    assert.equal((await wing.ask(url)).statusCode, 404)
    assert.equal((await wing.ask(url, { method: 'DELETE' })).statusCode, 204)
    assert.deepEqual(
      wing.recorded.map(({ type }) => type).filter((type) => type === 'sdu'),
      ['sdu'],
    )
  })
})

describe('lists of users', () => {
  test('come in every shape, and reach no further than a thousand', async () => {
    const array = (await wing.ask('/users?per_page=2&fields=email,user_id')).json()
    assert.equal(array.length, 2)
    assert.deepEqual(Object.keys(array[0]).toSorted(), ['email', 'user_id'])
    const page = (await wing.ask('/users?include_totals=true&per_page=3&page=1')).json()
    assert.deepEqual([page.start, page.limit, page.length, page.users.length], [3, 3, 3, 3])
    assert.ok(page.total > 3)
    assert.deepEqual((await wing.ask('/users?page=9')).json(), [])
    const far = await wing.ask('/users?page=10&per_page=100')
    assert.equal(far.statusCode, 400)
    assert.match(far.json().message, /first 1000 records/)
    assert.equal((await wing.ask('/users?sort=name')).statusCode, 400)
    assert.equal((await wing.ask('/users?colour=red')).statusCode, 400)
    assert.equal((await wing.ask('/users?q=%28a')).json().errorCode, 'invalid_query_string')
  })

  test('are searched, narrowed to a connection, and sorted', async () => {
    for (const [name, plan] of [
      ['Zoe', 'gold'],
      ['Abe', 'gold'],
      ['Mia', 'free'],
    ]) {
      await made.user({ name, app_metadata: { plan } })
    }
    const names = async (query: string) =>
      (await wing.ask(`/users?${query}&fields=name`)).json().map((one: { name: string }) => one.name)
    const gold = `q=${encodeURIComponent('app_metadata.plan:"gold"')}`
    assert.deepEqual(await names(`${gold}&sort=name:1`), ['Abe', 'Zoe'])
    assert.deepEqual(await names(`${gold}&sort=name:-1&search_engine=v3`), ['Zoe', 'Abe'])
    assert.deepEqual(await names(`${gold}&sort=name:1&connection=${DATABASE}`), ['Abe', 'Zoe'])
    assert.deepEqual(await names(`${gold}&connection=Nowhere`), [])
    assert.deepEqual(await names(`q=${encodeURIComponent('name:zo* OR name:MIA')}&sort=name:1`), ['Mia', 'Zoe'])
  })

  test('answer any question at all with a list or a refusal', async () => {
    const letters = fc.constantFrom(...'ab:()[]"\\*+-!<>=&|% _TOANDR.1é')
    const field = fc.constantFrom('name:', 'email:', 'logins_count:', 'created_at:', 'app_metadata.a:', '_exists_:', '')
    const question = fc.tuple(field, fc.string({ unit: letters, maxLength: 12 })).map((parts) => parts.join(''))
    const sort = fc.constantFrom(
      '',
      '&sort=name:1',
      '&sort=app_metadata.a:-1',
      '&sort=created_at:1',
      '&sort=identities:1',
    )
    for (const [q, order] of fc.sample(fc.tuple(question, sort), 400)) {
      const answer = await wing.ask(`/users?q=${encodeURIComponent(q)}${order}&include_totals=true`)
      assert.ok([200, 400].includes(answer.statusCode), `${q}${order}: ${answer.body.slice(0, 300)}`)
    }
  })

  test('by address are exact', async () => {
    const { email, user_id } = await made.user()
    const found = (await wing.ask(`/users-by-email?email=${String(email)}&fields=user_id`)).json()
    assert.deepEqual(found, [{ user_id }])
    assert.deepEqual((await wing.ask('/users-by-email?email=nobody@example.com')).json(), [])
    assert.equal((await wing.ask('/users-by-email')).statusCode, 400)
  })
})

describe('a user’s own token', () => {
  const own = async (scopes: readonly string[]) => {
    const { user_id } = await made.user({ user_metadata: { a: 1 } })
    return { user_id, authorization: await made.token(user_id, scopes), url: `/users/${encodeURIComponent(user_id)}` }
  }

  test('reads the account and nobody else’s', async () => {
    const { user_id, authorization, url } = await own(['read:current_user'])
    assert.equal((await wing.ask(url, { authorization })).json().user_id, user_id)
    // However often the path is encoded.
    const twice = `/users/${encodeURIComponent(encodeURIComponent(user_id))}`
    assert.equal((await wing.ask(twice, { authorization })).statusCode, 200)
    const { user_id: other } = await made.user()
    for (const id of [other, 'auth0|nobody', `${user_id}x`]) {
      assert.equal((await wing.ask(`/users/${encodeURIComponent(id)}`, { authorization })).statusCode, 403, id)
    }
    assert.equal((await wing.ask('/users', { authorization })).statusCode, 403)
    assert.equal((await patch(user_id, { name: 'x' }, { authorization })).statusCode, 403)
  })

  test('is about the account that it names, even where another’s id looks like it in the path', async () => {
    const mine = await made.user({ user_id: 'a|b', email: 'mine@example.com' })
    await made.user({ user_id: 'a%7Cb', email: 'theirs@example.com' })
    const authorization = await made.token(mine.user_id, ['read:current_user'])
    const answer = await wing.ask(`/users/${encodeURIComponent('auth0|a%7Cb')}`, { authorization })
    assert.deepEqual([answer.statusCode, answer.json().email], [200, 'mine@example.com'])
  })

  test('changes its own user_metadata and nothing else', async () => {
    const { user_id, authorization } = await own(['update:current_user_metadata'])
    assert.equal((await patch(user_id, { user_metadata: { b: 2 } }, { authorization })).statusCode, 200)
    for (const body of [{ app_metadata: { admin: true } }, { blocked: false }, { email_verified: true }, {}]) {
      assert.equal((await patch(user_id, body, { authorization })).statusCode, 403, JSON.stringify(body))
    }
    const both = { user_metadata: { c: 3 }, app_metadata: { admin: true } }
    assert.equal((await patch(user_id, both, { authorization })).statusCode, 403)
    const { user_id: other } = await made.user()
    assert.equal((await patch(other, { user_metadata: {} }, { authorization })).statusCode, 403)
    assert.deepEqual((await get(user_id)).user_metadata, { a: 1, b: 2 })
  })

  test('deletes the account and nobody else’s', async () => {
    const { authorization, url } = await own(['delete:current_user'])
    const { user_id: other } = await made.user()
    const others = `/users/${encodeURIComponent(other)}`
    assert.equal((await wing.ask(others, { method: 'DELETE', authorization })).statusCode, 403)
    assert.equal((await wing.ask(url, { method: 'DELETE', authorization })).statusCode, 204)
    assert.equal((await wing.ask(url)).statusCode, 404)
    assert.equal((await wing.ask(others)).statusCode, 200)
  })

  test('cannot say what only an administrator may, even with such a scope in it', async () => {
    const { authorization, url } = await own(['update:users', 'read:users'])
    assert.equal((await wing.ask(url, { authorization })).statusCode, 403)
  })
})

describe('an administrator of app_metadata alone', () => {
  test('changes that and nothing else', async () => {
    const { user_id } = await made.user()
    const scopes = ['update:users_app_metadata']
    assert.equal((await patch(user_id, { app_metadata: { plan: 'gold' } }, { scopes })).statusCode, 200)
    for (const body of [{ user_metadata: {} }, { blocked: true }, { password: 'Another-horse-8' }]) {
      assert.equal((await patch(user_id, body, { scopes })).statusCode, 403)
    }
  })
})
