// What a store promises about assertions: each is used once.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Ground } from './bed.fixture.ts'

export const describeAssertions = ({ store, open, isShared, newTenant }: Ground): void => {
  describe('assertions', () => {
    test('of 200 who present the same assertion at once exactly one is first, over all processes', async () => {
      const tenant = await newTenant()
      const stores = [store(), ...(isShared ? [(await open()).store] : [])]
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

    test('an assertion that ends within a second is spent once like any other', async () => {
      const tenant = await newTenant()
      for (const expires_at of [1_700_000_000.5, 1_700_000_000.125, 0.1]) {
        assert.equal(await tenant.spendAssertion('c', `${expires_at}`, expires_at), true)
        assert.equal(await tenant.spendAssertion('c', `${expires_at}`, expires_at), false)
      }
    })
  })
}
