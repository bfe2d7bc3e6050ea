// What a store promises about documents that are read: frozen, the same until they change, in pages.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { isFrozenThrough, type Ground } from './bed.fixture.ts'
import * as sample from './sample-documents.ts'

/** A store need not know anything: it may hear of its own change once more, and forget. What it knows is right. */
const assertKnown = (known: unknown, found: unknown): void => {
  if (!(known instanceof Promise)) assert.deepEqual(known, found)
}

export const describeDocuments = ({ store, newTenant }: Ground): void => {
  describe('documents', () => {
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
      assertKnown(tenant.find('clients', { client_id: 'c' }), found)
      const list = await tenant.all('clients', { global: false })
      assert.equal(list[0], found)
      assert.ok(isFrozenThrough(list))
      const other = await tenant.find('clients', { client_id: 'other' })
      assert.ok(other)
      await tenant.apply([{ replace: 'clients', before: other, after: { ...other, name: 'changed' } }])
      assert.equal(await tenant.find('clients', { client_id: 'c' }), found, 'a change beside it leaves it the same')
      assert.equal((await tenant.find('clients', { client_id: 'other' }))?.name, 'changed')
      await tenant.apply([{ replace: 'clients', before: found, after: { ...found, name: 'changed' } }])
      assert.ok(tenant.find('clients', { client_id: 'c' }) instanceof Promise, 'what has changed has to be asked for')
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
      await assert.rejects(async () => tenant.find('clients', { name: 'x' }), /cannot be looked up by name/)
      await assert.rejects(async () => tenant.all('clients', { 'client_id" = "client_id': 'x' }), TypeError)
      await assert.rejects(tenant.page('clients', { where: { tenant_id: 'x' }, limit: 1 }), TypeError)
      await assert.rejects(async () => tenant.find('spent_assertions' as 'clients', {}), /not a collection/)
      await assert.rejects(async () => tenant.find('clients', { client_id: { $ne: '' } as never }), TypeError)
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
        assert.equal(await store().findTenant(value), undefined)
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

    test('a read that began before a change may answer with the old, but is not remembered', async () => {
      const tenant = await newTenant()
      let client = sample.sampleClient('c', { n: 0 })
      await tenant.apply([{ insert: 'clients', document: client }])
      for (let n = 1; n <= 20; n += 1) {
        const next = { ...client, n }
        const early = tenant.find('clients', { client_id: 'c' })
        const change = tenant.apply([{ replace: 'clients', before: client, after: next }])
        assertKnown(tenant.find('clients', { client_id: 'c' }), client)
        const during = Array.from({ length: 4 }, () => tenant.find('clients', { client_id: 'c' }))
        assert.equal((await change).outcome, 'applied')
        assert.ok(tenant.find('clients', { client_id: 'c' }) instanceof Promise)
        assert.deepEqual(await tenant.find('clients', { client_id: 'c' }), next)
        await Promise.all([early, ...during])
        assertKnown(tenant.find('clients', { client_id: 'c' }), next)
        assert.deepEqual(await tenant.find('clients', { client_id: 'c' }), next)
        client = next
      }
    })
  })
}
