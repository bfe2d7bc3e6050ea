// What a store promises about long-lived tokens: when one was last seen, and that the list does not grow by those that have ended.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { MachineToken } from '@symbolon/protocol/entities/machine-token'
import type { Ground } from './bed.fixture.ts'
import { sampleClient } from './sample-documents.ts'

const sampleToken = (id: string, expires_at = '2099-01-01T00:00:00.000Z'): MachineToken => ({
  id,
  name: id,
  client_id: 'c',
  audience: 'https://api.example/',
  scope: [],
  lifetime: 60,
  created_at: '2020-01-01T00:00:00.000Z',
  expires_at,
})

export const describeMachineTokens = ({ newTenant, store }: Ground): void => {
  describe('machine tokens', () => {
    const made = async (...tokens: readonly MachineToken[]) => {
      const tenant = await newTenant()
      const client = { insert: 'clients', document: sampleClient('c') } as const
      const changes = tokens.map((document) => ({ insert: 'machine_tokens', document }) as const)
      assert.equal((await tenant.apply([client, ...changes])).outcome, 'applied')
      return tenant
    }

    test('the latest use counts, in whatever order they are heard of, and what is not there has none', async () => {
      const tenant = await made(sampleToken('mtk_a'))
      assert.equal(await tenant.machineTokenUsedAt('mtk_a'), undefined)
      for (const at of [100, 300, 200]) await tenant.noteMachineTokenUse('mtk_a', at)
      await tenant.noteMachineTokenUse('mtk_gone', 100)
      assert.equal(await tenant.machineTokenUsedAt('mtk_a'), 300)
      assert.equal(await tenant.machineTokenUsedAt('mtk_gone'), undefined)
      assert.equal(await (await newTenant()).machineTokenUsedAt('mtk_a'), undefined)
    })

    test('the use goes with the token, and the token with its client', async () => {
      const tenant = await made(sampleToken('mtk_a'))
      await tenant.noteMachineTokenUse('mtk_a', 100)
      await tenant.apply([{ remove: 'clients', document: sampleClient('c') }])
      assert.equal(await tenant.find('machine_tokens', { id: 'mtk_a' }), undefined)
      assert.equal(await tenant.machineTokenUsedAt('mtk_a'), undefined)
    })

    test('what has ended is removed in the background, and nothing else', async () => {
      const tenant = await made(sampleToken('mtk_old', '2021-01-01T00:00:00.000Z'), sampleToken('mtk_new'))
      await store().sweep(0)
      const { items } = await tenant.page('machine_tokens', { where: {}, limit: 10 })
      assert.deepEqual(
        items.map(({ id }) => id),
        ['mtk_new'],
      )
    })
  })
}
