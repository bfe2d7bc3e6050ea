import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ENTITIES } from '../entities/index.ts'
import { RESOURCE_SERVER } from '../entities/resource-server.ts'
import { fieldProblem } from '../entities/validate.ts'
import { isCurrentUserScope, SYSTEM_SCOPES, systemApi } from './system-api.ts'

describe('the system API', () => {
  test('has the 273 scopes of a tenant, those of users, two more, and eight of our own', () => {
    const users = SYSTEM_SCOPES.filter(({ value }) => isCurrentUserScope(value))
    const own = SYSTEM_SCOPES.filter(({ value }) => /:(?:machine_tokens|signal_streams)$/.test(value))
    assert.equal(own.length, 8)
    assert.equal(SYSTEM_SCOPES.length - users.length - own.length - 2, 273)
    assert.equal(new Set(SYSTEM_SCOPES.map(({ value }) => value)).size, SYSTEM_SCOPES.length)
    assert.deepEqual(
      SYSTEM_SCOPES.find(({ value }) => value === 'read:client_grants'),
      {
        value: 'read:client_grants',
        description: 'Read Client Grants',
      },
    )
    assert.ok(SYSTEM_SCOPES.some(({ value }) => value === 'blacklist:tokens'))
  })

  test('has every scope that an endpoint asks for', () => {
    const known = new Set(SYSTEM_SCOPES.map(({ value }) => value))
    for (const entity of ENTITIES) {
      const asked = [
        ...Object.values(entity.scopes),
        ...Object.values(entity.updateScopes),
        ...Object.values(entity.guarded),
      ]
      for (const scope of asked.flat()) assert.ok(known.has(scope), scope)
    }
  })

  test('is a resource server like any other', async () => {
    for (const [field, value] of Object.entries(systemApi('https://tenant.example/'))) {
      assert.equal(await fieldProblem(RESOURCE_SERVER, field, value), undefined)
    }
    assert.equal(systemApi('https://tenant.example/').identifier, 'https://tenant.example/api/v2/')
  })
})
