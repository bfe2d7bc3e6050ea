// What a store promises about jobs: each step whole or not at all, by one holder at a time; and whose password is drawn by lot.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Job } from '@symbolon/core/job-store'
import type { Written } from '@symbolon/core/record-store'
import type { FreshTenant, Ground } from './bed.fixture.ts'
import * as sample from './sample-records.ts'

const NOW = 1_800_000_000_000
const KEPT = { most: 2, expires_at: sample.FAR }

const sampleJob = (id: string, more: Partial<Job> = {}): Job => ({
  id,
  type: 'users_import',
  status: 'pending',
  created_at: '2026-01-01T00:00:00.000Z',
  progress: { done: 0, parts: 0 },
  ...more,
})

const user = (n: number) => sample.sampleUser(String(n), { email: `u${n}@example.com` })
const write = (n: number) => ({ user: user(n), password: sample.samplePassword(`auth0|${n}`, `hash ${n}`) })

/** A step that writes these, and remembers what became of them. */
const step = (job: Job, users: readonly ReturnType<typeof write>[], until = NOW + 100) => {
  const seen: Written[] = []
  const progress = { done: job.progress.done + users.length, parts: job.progress.parts + 1 }
  return {
    seen,
    step: {
      users,
      until,
      settle: (written: readonly Written[]) => {
        seen.splice(0, seen.length, ...written)
        const after: Job = { ...job, status: 'processing', progress }
        return { job: after, part: { number: progress.parts, content: `part ${progress.parts}` } }
      },
    },
  }
}

const held = async (tenant: FreshTenant, id = 'job_1', holder = 'me'): Promise<Job> => {
  assert.equal(await tenant.insertJob(sampleJob(id), { ...KEPT, input: '[]' }), 'written')
  const job = await tenant.holdJob(id, holder, NOW, NOW + 100)
  assert.ok(job)
  return job
}

export const describeJobs = ({ newTenant, store }: Ground): void => {
  describe('jobs', () => {
    test('as many of a type as are allowed, and those that have ended do not count', async () => {
      const tenant = await newTenant()
      assert.equal(await tenant.insertJob(sampleJob('job_1'), KEPT), 'written')
      assert.equal(await tenant.insertJob(sampleJob('job_0', { status: 'completed' }), KEPT), 'written')
      assert.equal(await tenant.insertJob(sampleJob('job_2'), KEPT), 'written')
      assert.equal(await tenant.insertJob(sampleJob('job_3'), KEPT), 'full')
      assert.equal(await tenant.findJob('job_3'), undefined)
      assert.equal(await tenant.insertJob(sampleJob('job_4', { type: 'users_export' }), KEPT), 'written')
      assert.equal(await (await newTenant()).insertJob(sampleJob('job_1'), KEPT), 'written')
    })

    test('of many at the same time one has the job, and who died holds it no longer than it said', async () => {
      const tenant = await newTenant()
      await tenant.insertJob(sampleJob('job_1'), { ...KEPT, input: 'what was sent' })
      const holders = ['a', 'b', 'c', 'd', 'e', 'f']
      const holds = await Promise.all(holders.map((one) => tenant.holdJob('job_1', one, NOW, NOW + 100)))
      assert.deepEqual(
        holds.filter((job) => job !== undefined),
        [sampleJob('job_1')],
      )
      assert.equal(await tenant.holdJob('job_1', 'late', NOW + 99, NOW + 200), undefined)
      assert.ok(await tenant.holdJob('job_1', 'late', NOW + 100, NOW + 200))
      assert.equal(await tenant.jobPart('job_1', 0), 'what was sent')
      await tenant.leaveJob('job_1', 'somebody', NOW + 101)
      assert.equal(await tenant.holdJob('job_1', 'later', NOW + 101, NOW + 200), undefined)
      await tenant.leaveJob('job_1', 'late', NOW + 101)
      assert.ok(await tenant.holdJob('job_1', 'later', NOW + 101, NOW + 200))
    })

    test('a step writes users, what came of them and how far it got, all at once', async () => {
      const tenant = await newTenant()
      const job = await held(tenant)
      const all = Array.from({ length: 120 }, (_, n) => write(n))
      const { seen, step: first } = step(job, all)
      const after = await tenant.stepJob('job_1', 'me', first)
      assert.deepEqual(after, await tenant.findJob('job_1'))
      assert.deepEqual(after, { ...job, status: 'processing', progress: { done: 120, parts: 1 } })
      assert.deepEqual(new Set(seen), new Set(['written']))
      assert.equal(await tenant.jobPart('job_1', 1), 'part 1')
      assert.deepEqual(await tenant.findUser('auth0|119'), user(119))
      assert.equal((await tenant.findUserByIdentifier('Users', 'email', 'u7@example.com'))?.user_id, 'auth0|7')
      assert.equal((await tenant.findPassword('auth0|60'))?.hash, 'hash 60')
    })

    test('who is in the way hinders nobody else, and of a row in conflict nothing is written', async () => {
      const tenant = await newTenant()
      const job = await held(tenant)
      await tenant.insertUser(sample.sampleUser('there', { email: 'u3@example.com' }))
      const all = [
        ...Array.from({ length: 60 }, (_, n) => write(n)),
        { ...write(99), user: { ...user(99), email: 'u5@example.com' } },
      ]
      const { seen, step: first } = step(job, all)
      await tenant.stepJob('job_1', 'me', first)
      const conflicts = seen.flatMap((written, at) => (written === 'conflict' ? [at] : []))
      assert.deepEqual([seen.length, conflicts], [61, [3, 60]])
      assert.equal(await tenant.findUser('auth0|3'), undefined)
      assert.equal(await tenant.findPassword('auth0|3'), undefined)
      assert.ok(await tenant.findUser('auth0|59'))
    })

    test('changed users follow the document they were read as', async () => {
      const tenant = await newTenant()
      await held(tenant)
      await tenant.insertUser(user(1))
      await tenant.insertUser(user(2))
      const changed = (n: number) => ({ before: user(n), after: { ...user(n), name: 'Changed' } })
      const stale = { before: { ...user(2), name: 'Old' }, after: { ...user(2), name: 'Lost' } }
      let seen: readonly Written[] = []
      await tenant.stepJob('job_1', 'me', {
        users: [changed(1), stale, write(3)],
        until: NOW + 100,
        settle: (written) => {
          seen = written
          return { job: sampleJob('job_1') }
        },
      })
      assert.deepEqual(seen, ['written', 'stale', 'written'])
      assert.equal((await tenant.findUser('auth0|1'))?.name, 'Changed')
      assert.equal((await tenant.findUser('auth0|2'))?.name, undefined)
    })

    test('of a step that is not wanted, or of who does not hold the job, nothing is left', async () => {
      const tenant = await newTenant()
      const job = await held(tenant)
      const { step: mine } = step(job, [write(1)])
      assert.equal(await tenant.stepJob('job_1', 'another', mine), 'lost')
      assert.equal(await tenant.stepJob('job_1', 'me', { ...mine, settle: () => undefined }), 'again')
      assert.equal(await tenant.findUser('auth0|1'), undefined)
      assert.equal(await tenant.jobPart('job_1', 1), undefined)
      assert.deepEqual(await tenant.findJob('job_1'), sampleJob('job_1'))
    })

    test('a job that has ended is held by nobody, and what was sent is gone', async () => {
      const tenant = await newTenant()
      const job = await held(tenant)
      const completed: Job = { ...job, status: 'completed' }
      await tenant.stepJob('job_1', 'me', { users: [], until: NOW, settle: () => ({ job: completed }) })
      assert.equal(await tenant.jobPart('job_1', 0), undefined)
      assert.equal(await tenant.holdJob('job_1', 'me', NOW + 1000, NOW + 2000), undefined)
      const { step: late } = step(job, [write(1)])
      assert.equal(await tenant.stepJob('job_1', 'me', late), 'lost')
    })

    test('the store knows what is to be done: one job of each tenant, none that is held, and forgets in time', async () => {
      const [tenant, other] = [await newTenant(), await newTenant()]
      const open = async (now: number) =>
        (await store().openJobs(now, 1000)).filter(({ tenant_id }) =>
          [tenant.tenant_id, other.tenant_id].includes(tenant_id),
        )
      await tenant.insertJob(sampleJob('job_1'), KEPT)
      await tenant.insertJob(sampleJob('job_2'), KEPT)
      await other.insertJob(sampleJob('job_1'), { most: 2, expires_at: 10 })
      assert.deepEqual(await open(NOW), [
        { tenant_id: tenant.tenant_id, id: 'job_1' },
        { tenant_id: other.tenant_id, id: 'job_1' },
      ])
      await tenant.holdJob('job_1', 'me', NOW, NOW + 100)
      assert.deepEqual((await open(NOW + 99))[0], { tenant_id: tenant.tenant_id, id: 'job_2' })
      await store().sweep(0)
      assert.equal(await other.findJob('job_1'), undefined)
      assert.ok(await tenant.findJob('job_2'))
    })

    test('pages go through everybody, or those of a connection', async () => {
      const tenant = await newTenant()
      for (const n of [1, 2, 3]) await tenant.insertUser(user(n))
      await tenant.insertUser(
        sample.sampleUser('x', { identities: [sample.sampleIdentity('x', { connection: 'Other' })] }),
      )
      const first = await tenant.pageUsers(undefined, { limit: 2 })
      assert.ok(first.next !== undefined)
      const second = await tenant.pageUsers(undefined, { limit: 2, after: first.next })
      assert.deepEqual([...first.items, ...second.items].map(({ user_id }) => user_id).toSorted(), [
        'auth0|1',
        'auth0|2',
        'auth0|3',
        'auth0|x',
      ])
      const { items } = await tenant.pageUsers('Other', { limit: 9 })
      assert.deepEqual(
        items.map(({ user_id }) => user_id),
        ['auth0|x'],
      )
    })
  })

  describe('a password drawn by lot', () => {
    test('is the same for the same lot, of the connection, and goes round', async () => {
      const tenant = await newTenant()
      assert.equal(await tenant.drawPassword('Users', 0), undefined)
      for (const n of [1, 2, 3, 4]) await tenant.insertUser(write(n).user, write(n).password)
      await tenant.keepPassword({ ...sample.samplePassword('auth0|9', 'elsewhere'), connection: 'Other' })
      const lots = Array.from({ length: 64 }, (_, n) => n * 2 ** 47)
      const drawn = await Promise.all(lots.map((lot) => tenant.drawPassword('Users', lot)))
      assert.ok(drawn.every((password) => password?.connection === 'Users'))
      assert.deepEqual(await Promise.all(lots.map((lot) => tenant.drawPassword('Users', lot))), drawn)
      assert.deepEqual(await tenant.drawPassword('Users', Number.MAX_SAFE_INTEGER), drawn[0])
      assert.equal((await tenant.drawPassword('Other', 7))?.hash, 'elsewhere')
      assert.equal(await tenant.drawPassword('\0', 7), undefined)
    })
  })
}
