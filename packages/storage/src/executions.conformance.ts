// What a store promises about executions of tenants' code.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { KeptExecution } from '@symbolon/core/kept-execution'
import type { Ground } from './bed.fixture.ts'

/** The clock of these tests stands within a minute of this. */
const NOW = 1_700_000_000_000

const DAY = 86_400_000

const executionAt = (time: number, number: number): KeptExecution => {
  const at = new Date(time).toISOString()
  const second = Math.floor(time / 1000).toString(36)
  return {
    id: `exe_${second.padStart(7, '0')}${String(number).padStart(16, '0')}`,
    trigger_id: 'rules',
    status: 'final',
    results: [],
    created_at: at,
    updated_at: at,
  }
}

export const describeExecutions = ({ newTenant, store }: Ground): void => {
  describe('executions', () => {
    const append = (tenant_id: string, executions: readonly KeptExecution[]) =>
      store().appendExecutions(executions.map((execution) => ({ tenant_id, execution })))

    test('are found by their ids, by their own tenant alone, and written again add nothing', async () => {
      const [tenant, other] = [await newTenant(), await newTenant()]
      const executions = Array.from({ length: 30 }, (_, number) => executionAt(NOW + number * 400, number))
      await append(tenant.tenant_id, executions)
      await append(tenant.tenant_id, executions)
      for (const execution of executions) {
        assert.deepEqual(await tenant.findExecution(execution.id), execution)
        assert.equal(await other.findExecution(execution.id), undefined)
      }
      assert.deepEqual(await tenant.executions(100), executions.toReversed())
      assert.deepEqual(await tenant.executions(7), executions.toReversed().slice(0, 7))
      assert.deepEqual(await other.executions(7), [])
      for (const id of ['', 'exe_', "exe_'", 'exe_%', '\0', executions[0]?.id.slice(0, 11) ?? ''])
        assert.equal(await tenant.findExecution(id), undefined)
    })

    test('older than ten days are swept away', async () => {
      const tenant = await newTenant()
      const [old, young] = [executionAt(NOW - 10 * DAY - 1000, 1), executionAt(NOW - 9 * DAY, 2)]
      await append(tenant.tenant_id, [old, young])
      await store().sweep(0)
      assert.deepEqual(await tenant.executions(9), [young])
    })

    test('beyond ten thousand of a tenant are swept away, the oldest first', async () => {
      const [tenant, other] = [await newTenant(), await newTenant()]
      const many = Array.from({ length: 12_000 }, (_, number) => executionAt(NOW + number * 10, number))
      await append(other.tenant_id, many.slice(0, 5))
      await append(tenant.tenant_id, many)
      await store().sweep(0)
      const left = await tenant.executions(20_000)
      assert.ok(left.length <= 10_000 && left.length > 9_800, String(left.length))
      assert.equal(left[0]?.id, many.at(-1)?.id)
      assert.equal((await other.executions(9)).length, 5)
    })
  })
}
