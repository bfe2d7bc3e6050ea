// What every store must do, whatever stands under it.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import type { Store, TenantStore } from '@symbolon/core/ports'
import { describeAttempts } from './attempts.conformance.ts'
import { type Bed, createGround } from './bed.fixture.ts'
import { describeConsents } from './consents.conformance.ts'
import { describeEndings } from './endings.conformance.ts'
import { describeExecutions } from './executions.conformance.ts'
import { describeFreshness } from './freshness.conformance.ts'
import { describeIsolation } from './isolation.conformance.ts'
import { describeOneTimes } from './one-times.conformance.ts'
import { describeRefreshTokens } from './refresh-tokens.conformance.ts'
import { describeRights } from './rights.conformance.ts'
import * as sample from './sample-documents.ts'
import { describeRevocations } from './revocations.conformance.ts'
import { describeSessions } from './sessions.conformance.ts'
import { describeUserChanges } from './user-changes.conformance.ts'
import { describeUserSearch } from './user-search.conformance.ts'
import { describeUsers } from './users.conformance.ts'
import type { Watch } from './watch-changes.ts'

/** Turns of the event loop until `holds`, at most ten seconds of them. */
export const eventually = async (holds: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + 10_000
  while (!(await holds())) {
    assert.ok(performance.now() < deadline, 'It did not come to hold within ten seconds.')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const isFrozenThrough = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozenThrough))

/**
 * Registers the promises of a store over what `makeBed` makes. `isShared`: whether it can be opened twice, and is still there
 * when it is closed.
 */
export const describeStore = (name: string, isShared: boolean, makeBed: () => Promise<Bed>): void => {
  describe(`the store on ${name}`, () => {
    let bed: Bed
    let store: Store
    let watch: Watch

    before(async () => {
      bed = await makeBed()
      const opened = await bed.open()
      store = opened.store
      watch = opened.watch
    })
    after(async () => {
      await store?.close()
      await bed?.remove()
    })

    const ground = createGround(
      () => store,
      () => bed,
      isShared,
    )
    const { newTenant } = ground

    describeUsers(ground)
    describeUserChanges(ground)
    describeUserSearch(ground)
    describeRights(ground)
    describeFreshness(ground)
    describeSessions(ground)
    describeRevocations(ground)
    describeRefreshTokens(ground)
    describeConsents(ground)
    describeOneTimes(ground)
    describeAttempts(ground)
    describeIsolation(ground)
    describeEndings(ground)
    describeExecutions(ground)

    test('a tenant is found by its host, and its host is nobody else’s', async () => {
      const tenant = sample.sampleTenant('hosts')
      assert.equal(await store.findTenant(tenant.host), undefined)
      const client = sample.sampleClient('c')
      assert.deepEqual(await store.createTenant(tenant, [{ insert: 'clients', document: client }]), {
        outcome: 'applied',
      })
      assert.deepEqual(await store.findTenant(tenant.host), tenant)
      assert.equal(await store.findTenant(tenant.host), await store.findTenant(tenant.host))
      assert.deepEqual(await store.tenant(tenant.tenant_id).find('clients', { client_id: 'c' }), client)
      const rival = sample.sampleTenant('rival', { host: tenant.host })
      const refused = await store.createTenant(rival, [{ insert: 'clients', document: client }])
      assert.deepEqual(refused, { outcome: 'conflict', collection: 'tenants' })
      assert.equal(await store.tenant('ten_rival').find('clients', { client_id: 'c' }), undefined)
      const renamed = { ...tenant, name: 'new', announced: true }
      assert.deepEqual(await store.updateTenant(renamed, []), { outcome: 'applied' })
      assert.deepEqual(await store.findTenant(tenant.host), renamed)
      assert.ok((await store.tenants()).some((other) => other.name === 'new'))
      await assert.rejects(store.updateTenant(rival, []), /no tenant/)
    })

    test('what is written is read, frozen, and is the same object until it changes', async () => {
      const tenant = await newTenant()
      const client = sample.sampleClient('c', { callbacks: ['https://a/'], nested: { deep: [{ x: 1 }] } })
      await tenant.apply([
        { insert: 'clients', document: client },
        { insert: 'clients', document: sample.sampleClient('other') },
      ])
      const found = await tenant.find('clients', { client_id: 'c' })
      assert.ok(found)
      assert.deepEqual(found, client)
      assert.ok(isFrozenThrough(found))
      assert.equal(await tenant.find('clients', { client_id: 'c' }), found)
      const list = await tenant.all('clients', { global: false })
      assert.equal(list[0], found)
      assert.ok(isFrozenThrough(list))
      const other = await tenant.find('clients', { client_id: 'other' })
      assert.ok(other)
      await tenant.apply([{ replace: 'clients', before: other, after: { ...other, name: 'changed' } }])
      assert.equal(await tenant.find('clients', { client_id: 'c' }), found, 'a change beside it leaves it the same')
      assert.equal((await tenant.find('clients', { client_id: 'other' }))?.name, 'changed')
      await tenant.apply([{ replace: 'clients', before: found, after: { ...found, name: 'changed' } }])
      const changed = await tenant.find('clients', { client_id: 'c' })
      assert.notEqual(changed, found)
      assert.equal(changed?.name, 'changed')
    })

    test('what is not there is not there, and is there once it has been written', async () => {
      const tenant = await newTenant()
      assert.equal(await tenant.find('resource_servers', { identifier: 'https://api/' }), undefined)
      assert.deepEqual(await tenant.all('client_secrets', { client_id: 'c' }), [])
      await tenant.apply([
        { insert: 'resource_servers', document: sample.sampleApi('a', 'https://api/') },
        { insert: 'clients', document: sample.sampleClient('c') },
        { insert: 'client_secrets', document: sample.sampleSecret('s', 'c') },
        {
          insert: 'signing_keys',
          document: { kid: 'k', alg: 'RS256', state: 'next', private_key: '', cert: '', published_at: 1 },
        },
        { insert: 'api_secrets', document: { id: 'a', secret: 'sealed' } },
        { insert: 'tenant_settings', document: { flags: { a: true } } as never },
      ])
      assert.equal((await tenant.find('resource_servers', { identifier: 'https://api/' }))?.id, 'a')
      assert.equal((await tenant.all('client_secrets', { client_id: 'c' })).length, 1)
      assert.equal((await tenant.find('signing_keys', { alg: 'RS256', state: ['next', 'current'] }))?.kid, 'k')
      assert.equal(await tenant.find('signing_keys', { alg: 'RS256', state: [] }), undefined)
      assert.equal((await tenant.find('api_secrets', { id: 'a' }))?.secret, 'sealed')
      const settings = await tenant.find('tenant_settings', {})
      assert.ok(settings)
      const changed = { ...settings, flags: { a: false } } as typeof settings
      assert.deepEqual(await tenant.apply([{ replace: 'tenant_settings', before: settings, after: changed }]), {
        outcome: 'applied',
      })
      assert.deepEqual(await tenant.find('tenant_settings', {}), changed)
      assert.deepEqual(await tenant.apply([{ insert: 'tenant_settings', document: changed }]), {
        outcome: 'conflict',
        collection: 'tenant_settings',
      })
    })

    test('a question that no column answers is refused, and so is a name that would be SQL', async () => {
      const tenant = await newTenant()
      await assert.rejects(tenant.find('clients', { name: 'x' }), /cannot be looked up by name/)
      await assert.rejects(tenant.all('clients', { 'client_id" = "client_id': 'x' }), TypeError)
      await assert.rejects(tenant.page('clients', { where: { tenant_id: 'x' }, limit: 1 }), TypeError)
      await assert.rejects(tenant.find('spent_assertions' as 'clients', {}), /not a collection/)
      await assert.rejects(tenant.find('clients', { client_id: { $ne: '' } as never }), TypeError)
      await assert.rejects(tenant.apply([{ insert: 'clients', document: {} as never }]), /has no client_id/)
      const c = sample.sampleClient('c')
      await assert.rejects(
        tenant.apply([{ replace: 'clients', before: c, after: sample.sampleClient('d') }]),
        /cannot change/,
      )
    })

    test('hostile values find nothing and hurt nobody', async () => {
      const tenant = await newTenant()
      await tenant.apply([{ insert: 'clients', document: sample.sampleClient('\u{fffd}') }])
      for (const value of ['\0', 'c\0d', '\ud800', "' or 1=1 --", '|client_id=1:x', 'x'.repeat(100_000)]) {
        assert.equal(await tenant.find('clients', { client_id: value }), undefined)
        assert.equal(await store.findTenant(value), undefined)
        assert.equal(await tenant.findLogEvent(value), undefined)
        assert.equal((await tenant.logEvents({ limit: 5, after: value, type: value, client_id: value })).total, 0)
        assert.equal(await tenant.spendAssertion('c', value, 1), true)
        assert.equal(await tenant.spendAssertion('c', value, 1), false)
      }
      await assert.rejects(
        tenant.apply([{ insert: 'clients', document: sample.sampleClient('a\0') }]),
        /cannot be stored/,
      )
    })

    test('any document comes back as it was and can be replaced by what was read', async () => {
      const tenant = await newTenant()
      const inner = fc.object({
        key: fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('__proto__', '1', '10', '01', 'toJSON', '\ud800', ''),
        ),
        values: [
          fc.string({ unit: 'binary' }),
          fc.double(),
          fc.integer(),
          fc.boolean(),
          fc.constantFrom(null, '\ud800', '\0'),
        ],
      })
      let number = 0
      await fc.assert(
        fc.asyncProperty(inner, inner, async (first, second) => {
          const client_id = `p${(number += 1)}`
          // As a request's body would bring it.
          const [one, two] = [first, second].map((value) =>
            sample.sampleClient(client_id, { client_metadata: JSON.parse(JSON.stringify(value)) }),
          )
          assert.ok(one && two)
          await tenant.apply([{ insert: 'clients', document: one }])
          const read = await tenant.find('clients', { client_id })
          assert.ok(read)
          assert.deepEqual(read, one)
          assert.deepEqual(await tenant.apply([{ replace: 'clients', before: read, after: two }]), {
            outcome: 'applied',
          })
          const again = await tenant.find('clients', { client_id })
          assert.ok(again)
          assert.deepEqual(again, two)
          assert.deepEqual(await tenant.apply([{ remove: 'clients', document: again }]), { outcome: 'applied' })
          assert.equal(await tenant.find('clients', { client_id }), undefined)
        }),
        { numRuns: 60 },
      )
    })

    test('a change is done whole or not at all', async () => {
      const tenant = await newTenant()
      const api = sample.sampleApi('a', 'https://api/')
      const client = sample.sampleClient('c')
      await tenant.apply([
        { insert: 'clients', document: client },
        { insert: 'resource_servers', document: api },
        { insert: 'client_grants', document: sample.sampleClientGrant('g', 'c', 'https://api/') },
        { insert: 'client_credentials', document: sample.sampleCredential('k1', 'c', 'kid') },
      ])
      const fresh = { insert: 'clients', document: sample.sampleClient('fresh') } as const
      const refusals = [
        [{ insert: 'clients', document: client }, 'conflict'],
        [{ insert: 'resource_servers', document: sample.sampleApi('b', 'https://api/') }, 'conflict'],
        [{ insert: 'client_grants', document: sample.sampleClientGrant('h', 'c', 'https://api/') }, 'conflict'],
        [{ insert: 'client_credentials', document: sample.sampleCredential('k2', 'c', 'kid') }, 'conflict'],
        [{ insert: 'client_secrets', document: sample.sampleSecret('s', 'nobody') }, 'dangling'],
        [{ insert: 'client_grants', document: sample.sampleClientGrant('h', 'c', 'https://other/') }, 'dangling'],
        [{ insert: 'client_grants', document: sample.sampleClientGrant('h', 'nobody', 'https://api/') }, 'dangling'],
        [{ insert: 'api_secrets', document: { id: 'nothing', secret: '' } }, 'dangling'],
        [{ replace: 'clients', before: sample.sampleClient('c', { name: 'old' }), after: client }, 'stale'],
        [{ remove: 'clients', document: sample.sampleClient('c', { name: 'old' }) }, 'stale'],
      ] as const
      for (const [change, outcome] of refusals) {
        const applied = await tenant.apply([fresh, change])
        assert.equal(applied.outcome, outcome)
        assert.equal('collection' in applied && applied.collection, Object.values(change)[0])
        assert.equal(await tenant.find('clients', { client_id: 'fresh' }), undefined)
      }
      assert.deepEqual(await tenant.apply([fresh]), { outcome: 'applied' })
    })

    test('a change is not done when what it was decided by is no longer so', async () => {
      const tenant = await newTenant()
      const [client, api] = [sample.sampleClient('c'), sample.sampleApi('a', 'https://api/')]
      const [one, two] = [sample.sampleCredential('k1', 'c', 'kid1'), sample.sampleCredential('k2', 'c', 'kid2')]
      await tenant.apply([
        { insert: 'clients', document: client },
        { insert: 'resource_servers', document: api },
        { insert: 'client_credentials', document: one },
        { insert: 'client_credentials', document: two },
      ])
      const where = { client_id: 'c' }
      const stale = [
        { unchanged: 'clients', where, documents: [sample.sampleClient('c', { name: 'old' })] },
        { unchanged: 'clients', where: { client_id: 'gone' }, documents: [sample.sampleClient('gone')] },
        { unchanged: 'client_credentials', where, documents: [] },
        { unchanged: 'client_credentials', where, documents: [one] },
        { unchanged: 'client_credentials', where, documents: [one, two, sample.sampleCredential('k3', 'c', 'kid3')] },
      ] as const
      const fresh = { insert: 'clients', document: sample.sampleClient('fresh') } as const
      for (const guard of stale) {
        assert.deepEqual(await tenant.apply([fresh, guard]), { outcome: 'stale', collection: guard.unchanged })
        assert.equal(await tenant.find('clients', { client_id: 'fresh' }), undefined)
      }
      const holds = await tenant.apply([
        fresh,
        { remove: 'client_credentials', document: two },
        { unchanged: 'client_credentials', where, documents: await tenant.all('client_credentials', where) },
        { unchanged: 'resource_servers', where: { id: 'a' }, documents: [api] },
        { unchanged: 'client_grants', where: { audience: 'https://api/' }, documents: [] },
      ])
      assert.deepEqual(holds, { outcome: 'applied' })
    })

    test('of two changes of which each reads what the other writes, only one is done, over all processes', async () => {
      const other = isShared ? await bed.open() : undefined
      const tenant = await newTenant()
      const there = other?.store.tenant(tenant.tenant_id) ?? tenant
      await tenant.apply([{ insert: 'clients', document: sample.sampleClient('c') }])
      for (let n = 0; n < 12; n += 1) {
        const audience = `https://api/${n}`
        const api = sample.sampleApi(`a${n}`, audience)
        await tenant.apply([{ insert: 'resource_servers', document: api }])
        const grant = sample.sampleClientGrant(`g${n}`, 'c', audience)
        const granting = () =>
          tenant.apply([
            { unchanged: 'resource_servers', where: { id: api.id }, documents: [api] },
            { insert: 'client_grants', document: grant },
          ])
        const withdrawing = () =>
          there.apply([
            { replace: 'resource_servers', before: api, after: { ...api, name: 'less' } },
            { unchanged: 'client_grants', where: { audience }, documents: [] },
          ])
        const both = n % 2 === 0 ? [granting(), withdrawing()] : [withdrawing(), granting()]
        const outcomes = (await Promise.all(both)).map(({ outcome }) => outcome)
        assert.deepEqual(outcomes.toSorted(), ['applied', 'stale'])
      }
      await other?.store.close()
    })

    test('of 10 who each add one more, seeing that there is room, only as many do as there is room for', async () => {
      const other = isShared ? await bed.open() : undefined
      const tenant = await newTenant()
      const there = other?.store.tenant(tenant.tenant_id) ?? tenant
      await tenant.apply([{ insert: 'clients', document: sample.sampleClient('c') }])
      const where = { client_id: 'c' }
      const add = async (by: TenantStore, id: string): Promise<boolean> => {
        const documents = await by.all('client_credentials', where)
        if (documents.length >= 2) return false
        const { outcome } = await by.apply([
          { unchanged: 'client_credentials', where, documents },
          { insert: 'client_credentials', document: sample.sampleCredential(id, 'c', id) },
        ])
        return outcome === 'applied' || add(by, id)
      }
      const added = await Promise.all(
        Array.from({ length: 10 }, (_, index) => add(index % 2 === 0 ? tenant : there, `k${index}`)),
      )
      assert.equal(added.filter(Boolean).length, 2)
      assert.equal((await tenant.page('client_credentials', { where, limit: 10 })).items.length, 2)
      await other?.store.close()
    })

    test('a grant for all clients of a kind exists once', async () => {
      const tenant = await newTenant()
      const grant = (id: string) =>
        sample.sampleClientGrant(id, undefined, 'https://api/', { default_for: 'third_party_clients' })
      await tenant.apply([{ insert: 'resource_servers', document: sample.sampleApi('a', 'https://api/') }])
      assert.equal((await tenant.apply([{ insert: 'client_grants', document: grant('g1') }])).outcome, 'applied')
      assert.equal((await tenant.apply([{ insert: 'client_grants', document: grant('g2') }])).outcome, 'conflict')
      assert.equal((await tenant.find('client_grants', { default_for: 'third_party_clients' }))?.id, 'g1')
    })

    test('with a client go its secrets, credentials and grants; with an API its secret and grants', async () => {
      const tenant = await newTenant()
      const [client, api] = [sample.sampleClient('c'), sample.sampleApi('a', 'https://api/')]
      const grantOf = (id: string, client_id: string) => sample.sampleClientGrant(id, client_id, 'https://api/')
      await tenant.apply([
        { insert: 'clients', document: client },
        { insert: 'clients', document: sample.sampleClient('d') },
        { insert: 'resource_servers', document: api },
        { insert: 'client_grants', document: grantOf('g', 'c') },
        { insert: 'client_grants', document: grantOf('h', 'd') },
        { insert: 'client_secrets', document: sample.sampleSecret('s', 'c') },
        { insert: 'client_credentials', document: sample.sampleCredential('k', 'c', 'kid') },
        { insert: 'api_secrets', document: { id: 'a', secret: 'sealed' } },
      ])
      assert.equal((await tenant.all('client_grants', {})).length, 2)
      assert.equal((await tenant.apply([{ remove: 'clients', document: client }])).outcome, 'applied')
      assert.deepEqual(await tenant.all('client_secrets', { client_id: 'c' }), [])
      assert.deepEqual(await tenant.all('client_credentials', { client_id: 'c' }), [])
      assert.deepEqual(
        (await tenant.all('client_grants', {})).map(({ id }) => id),
        ['h'],
      )
      assert.equal((await tenant.apply([{ remove: 'resource_servers', document: api }])).outcome, 'applied')
      assert.equal(await tenant.find('api_secrets', { id: 'a' }), undefined)
      assert.deepEqual(await tenant.all('client_grants', {}), [])
    })

    test('nothing of one tenant can be seen or changed through another', async () => {
      const [one, two] = [await newTenant(), await newTenant()]
      const client = sample.sampleClient('same')
      await one.apply([
        { insert: 'clients', document: client },
        { insert: 'resource_servers', document: sample.sampleApi('a', 'https://api/') },
      ])
      await store.appendLogEvents([{ tenant_id: one.tenant_id, event: sample.sampleLogEvent(1) }])
      assert.equal(await one.spendAssertion('same', 'jti', 1), true)
      assert.equal(await two.find('clients', { client_id: 'same' }), undefined)
      assert.deepEqual(await two.all('clients', {}), [])
      assert.deepEqual(await two.page('clients', { where: {}, limit: 9, withTotal: true }), { items: [], total: 0 })
      assert.deepEqual(await two.logEvents({ limit: 9 }), { events: [], total: 0 })
      assert.equal(await two.findLogEvent(sample.sampleLogEvent(1).log_id), undefined)
      assert.equal(await two.spendAssertion('same', 'jti', 1), true)
      const after = { ...client, name: 'taken' }
      assert.equal((await two.apply([{ replace: 'clients', before: client, after }])).outcome, 'stale')
      assert.equal((await two.apply([{ remove: 'clients', document: client }])).outcome, 'stale')
      const secret = sample.sampleSecret('s', 'same')
      assert.equal((await two.apply([{ insert: 'client_secrets', document: secret }])).outcome, 'dangling')
      assert.equal((await two.apply([{ insert: 'clients', document: client }])).outcome, 'applied')
      assert.deepEqual(await one.find('clients', { client_id: 'same' }), client)
    })

    test('pages go through everything once, in order of creation, while others write', async () => {
      const tenant = await newTenant()
      const ids = Array.from({ length: 7 }, (_, index) => `c${(index * 5) % 7}`)
      for (const id of ids) await tenant.apply([{ insert: 'clients', document: sample.sampleClient(id) }])
      const first = await tenant.page('clients', { where: {}, limit: 3, withTotal: true })
      assert.equal(first.total, 7)
      assert.deepEqual(
        first.items.map(({ client_id }) => client_id),
        ids.slice(0, 3),
      )
      await tenant.apply([{ insert: 'clients', document: sample.sampleClient('a-late-one') }])
      const seen = first.items.map(({ client_id }) => client_id)
      for (let mark = first.next; mark !== undefined;) {
        const page = await tenant.page('clients', { where: { global: false }, limit: 3, after: mark })
        assert.equal(page.total, undefined)
        seen.push(...page.items.map(({ client_id }) => client_id))
        mark = page.next
      }
      assert.deepEqual(seen, [...ids, 'a-late-one'])
      const offset = await tenant.page('clients', { where: {}, limit: 2, offset: 5 })
      assert.deepEqual(
        offset.items.map(({ client_id }) => client_id),
        ids.slice(5, 7),
      )
      assert.deepEqual((await tenant.page('clients', { where: { is_first_party: false }, limit: 2 })).items, [])
      for (const mark of ['', 'x', '%', Buffer.from('1 a\0').toString('base64url')]) {
        await assert.rejects(tenant.page('clients', { where: {}, limit: 2, after: mark }), { code: 'invalid_mark' })
      }
    })

    test('of 200 who present the same assertion at once exactly one is first, over all processes', async () => {
      const tenant = await newTenant()
      const stores = [store, ...(isShared ? [(await bed.open()).store] : [])]
      const jti = 'x'.repeat(5_000)
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          stores[index % stores.length]?.tenant(tenant.tenant_id).spendAssertion('c', jti, 99),
        ),
      )
      assert.equal(answers.filter((isFirst) => isFirst === true).length, 1)
      assert.equal(answers.filter((isFirst) => isFirst === false).length, 199)
      await stores[1]?.close()
    })

    test('of 50 who replace the same document at once exactly one does, over all processes', async () => {
      const tenant = await newTenant()
      const before = sample.sampleClient('c')
      await tenant.apply([{ insert: 'clients', document: before }])
      const stores = [store, ...(isShared ? [(await bed.open()).store] : [])]
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          const change = { replace: 'clients', before, after: { ...before, name: `n${index}` } } as const
          return (await stores[index % stores.length]?.tenant(tenant.tenant_id).apply([change]))?.outcome
        }),
      )
      assert.equal(outcomes.filter((outcome) => outcome === 'applied').length, 1)
      assert.equal(outcomes.filter((outcome) => outcome === 'stale').length, 49)
      await watch.check()
      assert.equal((await tenant.find('clients', { client_id: 'c' }))?.name, `n${outcomes.indexOf('applied')}`)
      await stores[1]?.close()
    })

    test('writes of one moment do not hurt one another', async () => {
      const tenant = await newTenant()
      await tenant.apply([{ insert: 'clients', document: sample.sampleClient('c0') }])
      const results = await Promise.allSettled([
        ...Array.from({ length: 6 }, (_, index) =>
          tenant.apply([{ insert: 'clients', document: sample.sampleClient(`c${index % 3}`) }]),
        ),
        tenant.apply([{ insert: 'clients', document: { client_id: 7 } as never }]),
        tenant.spendAssertion('c', 'one', 1),
      ])
      const applied = results.map((result) =>
        result.status === 'rejected'
          ? 'thrown'
          : typeof result.value === 'object'
            ? result.value.outcome
            : result.value,
      )
      assert.deepEqual(
        applied.toSorted(),
        [...Array(4).fill('conflict'), ...Array(2).fill('applied'), 'thrown', true].toSorted(),
      )
      assert.equal((await tenant.all('clients', {})).length, 3)
    })

    test('a read that began before a change may answer with the old, but is not remembered', async () => {
      const tenant = await newTenant()
      let client = sample.sampleClient('c', { n: 0 })
      await tenant.apply([{ insert: 'clients', document: client }])
      for (let n = 1; n <= 20; n += 1) {
        const next = { ...client, n }
        const early = tenant.find('clients', { client_id: 'c' })
        const change = tenant.apply([{ replace: 'clients', before: client, after: next }])
        const during = Array.from({ length: 4 }, () => tenant.find('clients', { client_id: 'c' }))
        assert.equal((await change).outcome, 'applied')
        assert.deepEqual(await tenant.find('clients', { client_id: 'c' }), next)
        await Promise.all([early, ...during])
        assert.deepEqual(await tenant.find('clients', { client_id: 'c' }), next)
        client = next
      }
    })

    if (isShared) {
      test('a change by another process is seen', async () => {
        const tenant = await newTenant()
        const other = await bed.open()
        const there = other.store.tenant(tenant.tenant_id)
        const client = sample.sampleClient('c')
        assert.equal(await there.find('clients', { client_id: 'c' }), undefined)
        await other.watch.check()
        await tenant.apply([{ insert: 'clients', document: client }])
        await other.watch.check()
        assert.deepEqual(await there.find('clients', { client_id: 'c' }), client)
        assert.equal(await other.store.findTenant('later.example'), undefined)
        await store.createTenant(sample.sampleTenant('later'), [])
        await other.watch.check()
        assert.equal((await other.store.findTenant('later.example'))?.tenant_id, 'ten_later')
        await other.store.close()
      })

      test('a revocation by another process wakes who follows the tenant, and makes nobody forget the configuration', async () => {
        const tenant = await newTenant()
        const other = await bed.open()
        const there = other.store.tenant(tenant.tenant_id)
        let woken = 0
        const leave = there.followRevocations(() => (woken += 1))
        const revoke = async (key: string) => {
          const before = woken
          await tenant.appendRevocations([{ kind: 'user', key, before: 1, expires: 4_000_000_000 }])
          return before
        }
        // From here on it listens, where the database can call.
        const first = await revoke('a')
        await eventually(async () => woken > first)
        const era = there.era()
        const second = await revoke('b')
        await eventually(async () => woken > second)
        assert.equal(there.era(), era)
        leave()
        const third = await revoke('c')
        await other.watch.check()
        assert.equal(woken, third)
        await other.store.close()
      })
    }

    test('the log is paged newest first, or onwards from a line, and counted', async () => {
      const tenant = await newTenant()
      const events = Array.from({ length: 1_100 }, (_, index) =>
        sample.sampleLogEvent(
          index,
          index % 100 === 0 ? { type: 'feccft', client_id: 'c\0', user_id: 'auth0|1' } : { details: { n: index } },
        ),
      )
      const entries = events.map((event) => ({ tenant_id: tenant.tenant_id, event }))
      await store.appendLogEvents(entries)
      // Again, as when nobody heard that they were written.
      await store.appendLogEvents(entries)
      const newest = await tenant.logEvents({ limit: 2 })
      assert.deepEqual(newest, { events: [events[1_099], events[1_098]], total: 1_100 })
      assert.deepEqual((await tenant.logEvents({ limit: 1, offset: 2 })).events, [events[1_097]])
      const onwards = await tenant.logEvents({ limit: 2, after: events[9]?.log_id ?? '' })
      assert.deepEqual(onwards.events, [events[10], events[11]])
      assert.deepEqual((await tenant.logEvents({ limit: 1, ascending: true })).events, [events[0]])
      const failed = await tenant.logEvents({ limit: 2, type: 'feccft' })
      assert.deepEqual(failed, { events: [events[1_000], events[900]], total: 11 })
      const about = await tenant.logEvents({ limit: 1, user_id: 'auth0|1' })
      assert.deepEqual(about, { events: [events[1_000]], total: 11 })
      assert.deepEqual((await tenant.logEvents({ limit: 1, user_id: 'auth0|\0' })).events, [])
      assert.deepEqual(await tenant.findLogEvent(events[100]?.log_id ?? ''), events[100])
    })

    test('lines that several processes write side by side are read in the order of time, each once', async () => {
      const tenant = await newTenant()
      // Six periods, each of ten lines from each of five processes that take turns.
      const events = Array.from({ length: 300 }, (_, index) => {
        const [period, line] = [Math.floor(index / 50), index % 50]
        const log_id = `900${period}${String(line).padStart(52, '0')}`
        return sample.sampleLogEvent(index, index % 7 === 0 ? { log_id, user_id: 'auth0|u' } : { log_id })
      })
      for (let process = 0; process < 5; process += 1) {
        const own = events.filter((_, index) => index % 5 === process)
        await store.appendLogEvents(own.map((event) => ({ tenant_id: tenant.tenant_id, event })))
        const late = own.slice(7, 9)
        await store.appendLogEvents(late.map((event) => ({ tenant_id: tenant.tenant_id, event })))
      }
      assert.deepEqual((await tenant.logEvents({ limit: 300 })).events, events.toReversed())
      assert.deepEqual((await tenant.logEvents({ limit: 300, ascending: true })).events, events)
      for (const at of [0, 24, 49, 50, 123]) {
        const { log_id } = events[at] ?? sample.sampleLogEvent(0)
        assert.deepEqual((await tenant.logEvents({ limit: 60, after: log_id })).events, events.slice(at + 1, at + 61))
        assert.deepEqual(await tenant.findLogEvent(log_id), events[at])
      }
      assert.equal(await tenant.findLogEvent(`9000${'9'.repeat(52)}`), undefined)
      const ofUser = events.filter(({ user_id }) => user_id === 'auth0|u').toReversed()
      const page = await tenant.logEvents({ limit: 9, offset: 2, user_id: 'auth0|u' })
      assert.deepEqual(page, { events: ofUser.slice(2, 11), total: ofUser.length })
    })

    test('an assertion that ends within a second is spent once like any other', async () => {
      const tenant = await newTenant()
      for (const expires_at of [1_700_000_000.5, 1_700_000_000.125, 0.1]) {
        assert.equal(await tenant.spendAssertion('c', `${expires_at}`, expires_at), true)
        assert.equal(await tenant.spendAssertion('c', `${expires_at}`, expires_at), false)
      }
    })

    test('secrets that have ended are swept away, those that last stay', async () => {
      const tenant = await newTenant()
      const client = sample.sampleClient('c')
      const secret = (id: string, expires_at?: number) => ({
        ...sample.sampleSecret(id, 'c'),
        ...(expires_at === undefined ? {} : { expires_at }),
      })
      const fresh = secret('replaced')
      await tenant.apply([
        { insert: 'clients', document: client },
        { insert: 'client_secrets', document: secret('current') },
        { insert: 'client_secrets', document: secret('old', 10) },
        { insert: 'client_secrets', document: secret('leaving', 4_000_000_000) },
        { insert: 'client_secrets', document: fresh },
      ])
      const ended = { ...fresh, expires_at: 11 }
      await tenant.apply([{ replace: 'client_secrets', before: fresh, after: ended }])
      await store.sweep(0)
      const { items } = await tenant.page('client_secrets', { where: { client_id: 'c' }, limit: 9 })
      assert.deepEqual(items.map(({ id }) => id).toSorted(), ['current', 'leaving'])
      const late = await tenant.apply([{ remove: 'client_secrets', document: ended }])
      assert.deepEqual(late, { outcome: 'stale', collection: 'client_secrets' })
    })

    test('A12: what nobody needs any more is swept away, the rest stays', async () => {
      const tenant = await newTenant()
      const entries = Array.from({ length: 1_200 }, (_, index) => ({
        tenant_id: tenant.tenant_id,
        event: sample.sampleLogEvent(index),
      }))
      await store.appendLogEvents(entries)
      assert.equal(await tenant.spendAssertion('c', 'old', 10), true)
      assert.equal(await tenant.spendAssertion('c', 'young', 4_000_000_000), true)
      await store.sweep(entries[1_100]?.event.date ?? 0)
      const left = await tenant.logEvents({ limit: 1, ascending: true })
      assert.deepEqual(left, { events: [entries[1_100]?.event], total: 100 })
      // No line goes too soon because others of its segment are old enough.
      await store.sweep(entries[1_199]?.event.date ?? 0)
      assert.equal((await tenant.logEvents({ limit: 1 })).total, 100)
      assert.equal(await tenant.spendAssertion('c', 'old', 10), true)
      assert.equal(await tenant.spendAssertion('c', 'young', 10), false)
    })

    if (isShared) {
      test('opened again, it holds what it held; closed, it says that it is not there', async () => {
        const tenant = await newTenant()
        await tenant.apply([{ insert: 'clients', document: sample.sampleClient('c') }])
        const [one, two] = await Promise.all([bed.open(), bed.open()])
        await one.store.ready()
        assert.equal((await two.store.tenant(tenant.tenant_id).find('clients', { client_id: 'c' }))?.name, 'c')
        await Promise.all([one.store.close(), two.store.close()])
        await assert.rejects(one.store.ready(), { code: 'store_unavailable' })
        await assert.rejects(one.store.tenant(tenant.tenant_id).spendAssertion('c', 'j', 1), {
          code: 'store_unavailable',
        })
      })
    }
  })
}
