import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newClientDocument } from '../clients/new-client.ts'
import { idTokenKey } from './client-keys.ts'
import { keyTenancy } from './key-tenancy.fixture.ts'

test('a client of which only the hash of its secret is kept makes the process forget the tenant once, and not at each login', async () => {
  const { tenancy } = keyTenancy()
  let forgotten = 0
  const store = new Proxy(tenancy.store, {
    get: (kept, verb) => (verb === 'forget' ? () => void (forgotten += 1) : Reflect.get(kept, verb)),
  })
  const logIn = (of: ReturnType<typeof newClientDocument>): Promise<void> =>
    assert.rejects(async () => idTokenKey({ ...tenancy, store }, of), /only a hash is kept/)
  const settings = { name: 'Old', jwt_configuration: { alg: 'HS256' } } as const
  const client = newClientDocument('old', settings)
  for (let logins = 0; logins < 3; logins += 1) await logIn(client)
  assert.equal(forgotten, 1)
  // What has been changed may have got its secret in another process.
  await logIn(newClientDocument('old', { ...settings, name: 'Changed' }))
  assert.equal(forgotten, 2)
})
