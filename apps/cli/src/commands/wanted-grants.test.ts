import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readGrant } from './wanted-grants.ts'

const APIS = [
  { identifier: 'https://api.example.com', scopes: ['read:x'] },
  { identifier: 'https://api.example.com:8443/', scopes: ['read:x', 'write:x'] },
  { identifier: 'urn:orders', scopes: [] },
]

describe('--grant', () => {
  test('finds the API and its scopes, although both have colons', () => {
    assert.deepEqual(readGrant('https://api.example.com:read:x', APIS), {
      audience: 'https://api.example.com',
      scope: ['read:x'],
    })
    assert.deepEqual(readGrant('https://api.example.com:8443/:write:x,read:x,write:x', APIS), {
      audience: 'https://api.example.com:8443/',
      scope: ['write:x', 'read:x'],
    })
  })

  test('gives nothing that was not said: no scopes is none, a star is all', () => {
    assert.deepEqual(readGrant('urn:orders', APIS), { audience: 'urn:orders', scope: [] })
    assert.deepEqual(readGrant('https://api.example.com:8443/', APIS).scope, [])
    assert.deepEqual(readGrant('https://api.example.com:8443/:*', APIS).scope, ['read:x', 'write:x'])
  })

  test('refuses an API or a scope that there is not, and says which there are', () => {
    assert.throws(() => readGrant('https://other.example/:read:x', APIS), /There are: https:\/\/api\.example\.com/)
    assert.throws(() => readGrant('https://api.example.com:read:y', APIS), /has no scope read:y. It has: read:x/)
    assert.throws(() => readGrant('urn:orders:read:x', APIS), /It has: none/)
  })
})
