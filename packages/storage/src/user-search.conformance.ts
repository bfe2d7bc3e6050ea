// What a store promises about searching users.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Job } from '@symbolon/core/job-store'
import type { SearchExpression, UserSearch } from '@symbolon/core/user-search'
import type { User } from '@symbolon/protocol/entities/user'
import type { FreshTenant, Ground } from './bed.fixture.ts'
import { holdsFor } from './plain-search.fixture.ts'
import * as sample from './sample-records.ts'
import { expression, person, type Person } from './search-arbitraries.fixture.ts'

const ALL: UserSearch = { matching: undefined, sort: undefined, limit: 1_000, offset: 0, withTotal: true }

const idsOf = async (tenant: FreshTenant, more: Partial<UserSearch>): Promise<readonly string[]> => {
  const { users, total } = await tenant.searchUsers({ ...ALL, ...more })
  if (more.limit === undefined) assert.equal(total, users.length)
  return users.map(({ user_id }) => user_id.replace('auth0|', ''))
}

const like = (path: string | undefined, value: string, wild = false): SearchExpression => ({
  is: 'like',
  field: path?.split('.'),
  value,
  wild,
})

const between = (
  path: string,
  from: string | undefined,
  to: string | undefined,
  inclusive = true,
): SearchExpression => ({
  is: 'between',
  field: path.split('.'),
  from: from === undefined ? undefined : { value: from, inclusive },
  to: to === undefined ? undefined : { value: to, inclusive },
})

const exists = (path: string): SearchExpression => ({ is: 'exists', field: path.split('.') })
const not = (of: SearchExpression): SearchExpression => ({ is: 'not', of })

/** Writes the people that were made up; answers with them as they are read. */
const populate = async (tenant: FreshTenant, people: readonly Person[]) => {
  const users: User[] = []
  for (const [at, { connection, linked, logins, ...fields }] of people.entries()) {
    const identities = [
      sample.sampleIdentity(`${at}`, { connection }),
      ...linked.map((provider, n) => sample.sampleIdentity(`${at} ${n}`, { provider, connection: provider })),
    ]
    const email = fields.email === undefined ? {} : { email: `${at}${fields.email}` }
    assert.equal(await tenant.insertUser(sample.sampleUser(`${at}`, { ...fields, ...email, identities })), 'written')
    for (let n = 0; n < logins; n += 1)
      await tenant.countLogin(`auth0|${at}`, `192.0.2.${n}`, 1_700_000_000 + n * 3_600)
    const user = await tenant.findUser(`auth0|${at}`)
    assert.ok(user)
    users.push(user)
  }
  return users
}

/** Many at once, as an import does. */
const writeAll = async (tenant: FreshTenant, users: readonly User[]): Promise<void> => {
  const job: Job = {
    id: 'job_0000000000000000',
    type: 'users_import',
    status: 'pending',
    created_at: '2024-01-01T00:00:00.000Z',
    progress: { done: 0, parts: 0 },
  }
  const never = Number.MAX_SAFE_INTEGER
  await tenant.insertJob(job, { most: 1, expires_at: never })
  assert.ok(await tenant.holdJob(job.id, 'us', 0, never))
  const ended: Job = { ...job, status: 'completed' }
  const step = { users: users.map((user) => ({ user })), settle: () => ({ job: ended }), until: never }
  assert.equal(typeof (await tenant.stepJob(job.id, 'us', step)), 'object')
}

const byAge = (one: User, two: User): number =>
  Date.parse(one.created_at) - Date.parse(two.created_at) || (one.user_id < two.user_id ? -1 : 1)

export const describeUserSearch = ({ newTenantOfPeople }: Ground): void => {
  const newTenantOf = async (users: readonly User[]): Promise<FreshTenant> => {
    const tenant = await newTenantOfPeople()
    for (const user of users) assert.equal(await tenant.insertUser(user), 'written')
    return tenant
  }

  describe('searching users', () => {
    test('any question finds those for whom it holds, oldest first', async () => {
      let asked = 0
      let found = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(person, { minLength: 1, maxLength: 12 }),
          fc.array(expression, { minLength: 25, maxLength: 25 }),
          async (people, questions) => {
            const tenant = await newTenantOfPeople()
            const users = await populate(tenant, people)
            for (const matching of questions) {
              const expected = users.filter((user) => holdsFor(user, matching)).toSorted(byAge)
              const answer = await tenant.searchUsers({ ...ALL, matching })
              // What begins alike comes in the order of what it is.
              const isPrefix = matching.is === 'like' && matching.wild
              const inOrder = isPrefix ? answer.users.toSorted(byAge) : answer.users
              assert.deepEqual(
                { ...answer, users: inOrder },
                { users: expected, total: expected.length },
                JSON.stringify(matching),
              )
              asked += users.length
              found += expected.length
            }
          },
        ),
        { numRuns: 20 },
      )
      assert.ok(found > asked / 20 && found < asked, `${found} of ${asked}: the questions must divide people`)
    })

    test('fields that people are known by are found without regard to capitals, in any language', async () => {
      const tenant = await newTenantOf([
        sample.sampleUser('1', { email: 'anna@example.com', name: 'Änna Öz', username: 'Anna' }),
        sample.sampleUser('2', { email: 'ben@other.com', name: 'ben' }),
      ])
      assert.deepEqual(await idsOf(tenant, { matching: like('email', 'ANNA@example.com') }), ['1'])
      assert.deepEqual(await idsOf(tenant, { matching: like('name', 'ÄNNA öz') }), ['1'])
      assert.deepEqual(await idsOf(tenant, { matching: like('name', 'änn*', true) }), ['1'])
      assert.deepEqual(await idsOf(tenant, { matching: like(undefined, 'BEN') }), ['2'])
      assert.deepEqual(await idsOf(tenant, { matching: like('username', 'anna') }), [])
      assert.deepEqual(await idsOf(tenant, { matching: like('email', '*@EXAMPLE.com', true) }), ['1'])
      assert.deepEqual(await idsOf(tenant, { matching: not(like('email', '*@example.com', true)) }), ['2'])
    })

    test('what begins alike comes in the order of what it is, page by page', async () => {
      const names = ['Anna C', 'ben', 'anna b', 'Anna A', 'ann']
      const tenant = await newTenantOf(names.map((name, at) => sample.sampleUser(`${at}`, { name })))
      const matching = like('name', 'ANNA*', true)
      assert.deepEqual(await idsOf(tenant, { matching }), ['3', '2', '0'])
      assert.deepEqual(await idsOf(tenant, { matching, limit: 1, offset: 1 }), ['2'])
    })

    test('what the tenant’s code keeps of users is found by its path, through lists', async () => {
      const tenant = await newTenantOf([
        sample.sampleUser('1', { app_metadata: { plan: 'gold', tags: ['a', 'b'], seats: 10 } }),
        sample.sampleUser('2', { app_metadata: { plan: 'silver', tags: ['b'], seats: 9, since: '2024-05-01' } }),
        sample.sampleUser('3', {
          identities: [sample.sampleIdentity('3'), sample.sampleIdentity('g', { provider: 'google', connection: 'G' })],
        }),
      ])
      assert.deepEqual(await idsOf(tenant, { matching: like('app_metadata.plan', 'gold') }), ['1'])
      assert.deepEqual(await idsOf(tenant, { matching: like('app_metadata.tags', 'b') }), ['1', '2'])
      assert.deepEqual(await idsOf(tenant, { matching: between('app_metadata.seats', '9.5', undefined) }), ['1'])
      assert.deepEqual(await idsOf(tenant, { matching: between('app_metadata.since', '2024-01-01', '2024-12-31') }), [
        '2',
      ])
      assert.deepEqual(await idsOf(tenant, { matching: like('identities.connection', 'G') }), ['3'])
      assert.deepEqual(await idsOf(tenant, { matching: exists('app_metadata.plan') }), ['1', '2'])
      assert.deepEqual(await idsOf(tenant, { matching: not(exists('app_metadata')) }), ['3'])
    })

    test('times and counts are compared as such', async () => {
      const tenant = await newTenantOf(
        ['1', '2'].map((id) => sample.sampleUser(id, { created_at: `2024-0${id}-01T00:00:00.000Z` })),
      )
      for (let n = 0; n < 10; n += 1)
        await tenant.countLogin('auth0|2', undefined, Date.parse('2024-06-01T12:00:00Z') / 1_000)
      const may = between('created_at', '2024-01-02T00:00:00.000Z', undefined)
      assert.deepEqual(await idsOf(tenant, { matching: may }), ['2'])
      assert.deepEqual(await idsOf(tenant, { matching: between('logins_count', '9', undefined) }), ['2'])
      assert.deepEqual(await idsOf(tenant, { matching: between('last_login', '2024-06-01', '2024-06-02', false) }), [
        '2',
      ])
      assert.deepEqual(await idsOf(tenant, { matching: between('last_login', 'tomorrow', undefined) }), [])
    })

    test('an order is that of the field, who has none comes last, and pages cut it', async () => {
      const tenant = await newTenantOf([
        sample.sampleUser('1', { email: 'c@example.com', app_metadata: { rank: 'b' } }),
        sample.sampleUser('2', { email: 'A@example.com', app_metadata: { rank: 'a' } }),
        sample.sampleUser('3'),
        sample.sampleUser('4', { email: 'b@example.com', app_metadata: { rank: 'a', list: ['x'] } }),
      ])
      const sortBy = (path: string, descending = false) => ({ sort: { field: path.split('.'), descending } })
      assert.deepEqual(await idsOf(tenant, sortBy('email')), ['2', '4', '1', '3'])
      assert.deepEqual(await idsOf(tenant, sortBy('email', true)), ['1', '4', '2', '3'])
      assert.deepEqual(await idsOf(tenant, sortBy('app_metadata.rank')), ['2', '4', '1', '3'])
      assert.deepEqual(await idsOf(tenant, sortBy('app_metadata.list', true)), ['4', '1', '2', '3'])
      assert.deepEqual(await idsOf(tenant, sortBy('identities.provider')), ['1', '2', '3', '4'])
      assert.deepEqual(await idsOf(tenant, sortBy('a"b')), ['1', '2', '3', '4'])
      const page = await tenant.searchUsers({ ...ALL, ...sortBy('email'), limit: 2, offset: 1 })
      assert.deepEqual([page.total, page.users.map(({ user_id }) => user_id)], [4, ['auth0|4', 'auth0|1']])
    })

    test('what holds for thousands is listed by age, or by what begins alike, and counted, as what holds for a few is', async () => {
      const tenant = await newTenantOfPeople()
      const users = Array.from({ length: 6_500 }, (_, at) =>
        sample.sampleUser(String(at).padStart(4, '0'), {
          created_at: new Date(Date.UTC(2024, 0, 1) + ((at * 7_919) % 6_500) * 1_000).toISOString(),
          email: `${at % 2 > 0 ? 'odd' : 'even'}${at}@example.com`,
          given_name: at % 13 > 0 ? 'Ada' : 'Grace',
          blocked: at % 1_300 === 0,
          app_metadata: { plan: at % 13 > 0 ? 'free' : 'gold', list: [at % 2, { deep: 'x' }] },
        }),
      )
      await writeAll(tenant, users)
      const questions: readonly SearchExpression[] = [
        like('given_name', 'ada'),
        like('given_name', 'grace'),
        like('email', '*@example.com', true),
        like('app_metadata.plan', 'free'),
        like('app_metadata.plan', 'gold'),
        like('app_metadata.list.deep', 'x'),
        like('app_metadata.list', '1'),
        like('identities.connection', 'Users'),
        like('connection', 'Users'),
        like('blocked', 'true'),
        like('logins_count', '0'),
        exists('email'),
        exists('app_metadata.plan'),
        exists('username'),
        not(exists('username')),
        between('created_at', '2024-01-01T00:00:10.000Z', undefined),
        between('created_at', '2024-01-01T00:00:10.000Z', '2024-01-01T00:00:30.000Z'),
        { is: 'all', of: [like('given_name', 'ada'), like('app_metadata.plan', 'gold')] },
        { is: 'all', of: [like('given_name', 'ada'), like('app_metadata.list', '0'), exists('email')] },
        { is: 'any', of: [like('given_name', 'ada'), like('app_metadata.plan', 'gold')] },
        { is: 'any', of: [like('email', '*@example.com', true), like(undefined, 'grace')] },
      ]
      for (const matching of questions) {
        const expected = users.filter((user) => holdsFor(user, matching)).toSorted(byAge)
        for (const offset of [0, 40]) {
          const answer = await tenant.searchUsers({ ...ALL, matching, limit: 20, offset })
          const told = [answer.total, answer.users.map(({ user_id }) => user_id)]
          const page = expected.slice(offset, offset + 20).map(({ user_id }) => user_id)
          assert.deepEqual(told, [expected.length, page], JSON.stringify(matching))
        }
        const sort = { field: ['created_at'], descending: true }
        const newest = await tenant.searchUsers({ ...ALL, matching, sort, limit: 5 })
        const wanted = expected.toReversed().slice(0, 5)
        assert.deepEqual(
          newest.users.map(({ user_id }) => user_id),
          wanted.map(({ user_id }) => user_id),
        )
      }
      const begins = await tenant.searchUsers({ ...ALL, matching: like('email', 'ODD*', true), limit: 20, offset: 20 })
      const alike = users.map(({ email = '' }) => email).filter((email) => email.startsWith('odd'))
      assert.equal(begins.total, alike.length)
      assert.deepEqual(
        begins.users.map(({ email }) => email),
        alike.toSorted().slice(20, 40),
      )
    })

    test('who has changed is found by what there is now, and who is gone by nothing', async () => {
      const tenant = await newTenantOf([
        sample.sampleUser('1', { app_metadata: { plan: 'gold', old: true }, user_metadata: { at: ['a', 'b'] } }),
        sample.sampleUser('2', { app_metadata: { plan: 'gold' } }),
      ])
      const before = await tenant.findUser('auth0|1')
      assert.ok(before)
      const after = { ...before, app_metadata: { plan: 'silver' }, user_metadata: { at: ['b', 'c'] } }
      assert.equal(await tenant.replaceUser(before, after), 'written')
      for (const [path, value, found] of [
        ['app_metadata.plan', 'gold', ['2']],
        ['app_metadata.plan', 'silver', ['1']],
        ['app_metadata.old', 'true', []],
        ['user_metadata.at', 'a', []],
        ['user_metadata.at', 'b', ['1']],
        ['user_metadata.at', 'c', ['1']],
      ] as const) {
        assert.deepEqual(await idsOf(tenant, { matching: like(path, value) }), found, `${path} ${value}`)
      }
      assert.deepEqual(await idsOf(tenant, { matching: exists('app_metadata.old') }), [])
      await tenant.removeUser('auth0|1')
      assert.deepEqual(await idsOf(tenant, { matching: like('app_metadata.plan', 'silver') }), [])
      assert.deepEqual(await idsOf(tenant, { matching: exists('app_metadata.plan') }), ['2'])
    })

    test('numbers that databases write in ways of their own are found all the same', async () => {
      const numbers = [1.5, 1e21, 2 ** 53, -0, 0, 1e-7, 12, -3]
      const tenant = await newTenantOf(
        numbers.map((value, at) => sample.sampleUser(`${at}`, { app_metadata: { value } })),
      )
      assert.deepEqual(await idsOf(tenant, { matching: like('app_metadata.value', '1.5') }), ['0'])
      assert.deepEqual(await idsOf(tenant, { matching: like('app_metadata.value', '9007199254740992') }), ['2'])
      assert.deepEqual(await idsOf(tenant, { matching: like('app_metadata.value', '0') }), ['3', '4'])
      assert.deepEqual(await idsOf(tenant, { matching: like('app_metadata.value', '12') }), ['6'])
      assert.deepEqual(await idsOf(tenant, { matching: like('app_metadata.value', '-3') }), ['7'])
    })

    test('a hundred words with OR between them find whoever one of them is about', async () => {
      const tenant = await newTenantOf(
        ['word 7', 'word 99', 'word 100'].map((name, at) => sample.sampleUser(`${at}`, { name })),
      )
      const words = Array.from({ length: 100 }, (_, at) => like(undefined, `Word ${at}`))
      assert.deepEqual(await idsOf(tenant, { matching: { is: 'any', of: words } }), ['0', '1'])
      const begun = Array.from({ length: 100 }, (_, at) => like(undefined, `Word ${at}*`, true))
      assert.deepEqual(await idsOf(tenant, { matching: { is: 'any', of: begun } }), ['0', '1', '2'])
    })

    test('hostile questions find nobody and hurt nobody', async () => {
      const tenant = await newTenantOf([sample.sampleUser('1', { name: 'x' })])
      const values = ['\0', '\ud800', "' or 1=1 --", '%', '_', '"', '$', 'x'.repeat(100_000), '*'.repeat(50)]
      const fields = [
        'name',
        "name' or '1'='1",
        'a"b',
        'app_metadata.a\\',
        '$.name',
        'users.document',
        'a\0',
        '\ud800',
        '',
        '[0]',
        '#-1',
      ]
      for (const path of fields) {
        for (const value of values) {
          assert.deepEqual(await idsOf(tenant, { matching: like(path, value) }), [], `${path} ${value.slice(0, 9)}`)
          assert.deepEqual(await idsOf(tenant, { matching: between(path, value, value) }), [])
          if (value !== '*'.repeat(50))
            assert.deepEqual(await idsOf(tenant, { matching: like(path, `${value}*y`, true) }), [])
        }
        assert.deepEqual(await idsOf(tenant, { sort: { field: path.split('.'), descending: true } }), ['1'])
      }
      assert.deepEqual(await idsOf(tenant, { matching: like('name', '*'.repeat(50), true) }), ['1'])
      assert.deepEqual(await idsOf(tenant, { matching: { is: 'exists', field: [] } }), [])
    })
  })
}
