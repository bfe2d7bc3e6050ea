import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { seal } from '../jose/sealing.ts'
import { openOpaqueToken, sealOpaqueToken } from './opaque-token.ts'

const NOW = 1_800_000_000
const tenancy = {
  tenant: {
    tenant_id: 'ten_0123456789abcdef',
    host: 'tenant.example',
    issuer: 'https://tenant.example/',
    home: 'https://tenant.example/',
    name: 'tenant',
    first_client_id: 'first',
    announced: true,
  },
  masterKey: createSecretKey(Buffer.alloc(32, 3)),
  now: () => NOW * 1000,
}
const content = {
  kind: 'access_token',
  sub: 'auth0|5f7c8ec7c33c6c004bbafe82',
  client_id: 'AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPp',
  scope: 'openid profile',
  iat: NOW,
  exp: NOW + 100,
}

describe('an opaque token', () => {
  it('stands for exactly what was sealed', () => {
    const texts = fc.record({
      kind: fc.string(),
      sub: fc.string({ unit: 'binary' }),
      client_id: fc.string(),
      scope: fc.string(),
    })
    fc.assert(
      fc.property(texts, (fields) => {
        const sealed = { ...content, ...fields }
        assert.deepEqual(openOpaqueToken(tenancy, sealOpaqueToken(tenancy, sealed)), sealed)
      }),
    )
  })

  it('is a URL-safe text of at least 32 characters that nobody takes for a JWT', () => {
    const smallest = sealOpaqueToken(tenancy, { kind: '', sub: '', client_id: '', scope: '', iat: 0, exp: NOW })
    assert.match(smallest, /^[A-Za-z0-9_-]{32,}$/)
    assert.notEqual(sealOpaqueToken(tenancy, content), sealOpaqueToken(tenancy, content))
    assert.ok(!Buffer.from(sealOpaqueToken(tenancy, content), 'base64url').includes('openid'))
  })

  it('opens with no character changed (CVE-2026-27840)', () => {
    const token = sealOpaqueToken(tenancy, content)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. \0'
    for (let at = 0; at < token.length; at += 1) {
      for (const character of alphabet) {
        if (token[at] === character) continue
        assert.equal(openOpaqueToken(tenancy, token.slice(0, at) + character + token.slice(at + 1)), undefined)
      }
    }
  })

  it('opens neither cut nor continued, at 80 characters least of all', () => {
    const token = sealOpaqueToken(tenancy, content)
    for (let length = 0; length < token.length; length += 1) {
      assert.equal(openOpaqueToken(tenancy, token.slice(0, length)), undefined)
      assert.equal(openOpaqueToken(tenancy, token.slice(length + 1)), undefined)
    }
    for (const more of ['A', 'AA', 'AAA', 'AAAA', '.', '=', token]) {
      assert.equal(openOpaqueToken(tenancy, token + more), undefined)
      assert.equal(openOpaqueToken(tenancy, more + token), undefined)
    }
    assert.equal(openOpaqueToken(tenancy, 'A'.repeat(10_000_000)), undefined)
  })

  it('opens at its own tenant only', () => {
    const other = { ...tenancy, tenant: { ...tenancy.tenant, tenant_id: 'ten_ffffffffffffffff' } }
    assert.equal(openOpaqueToken(other, sealOpaqueToken(tenancy, content)), undefined)
  })

  it('opens under its own master key only', () => {
    const other = { ...tenancy, masterKey: createSecretKey(Buffer.alloc(32, 4)) }
    assert.equal(openOpaqueToken(other, sealOpaqueToken(tenancy, content)), undefined)
  })

  it('ends with its lifetime', () => {
    const at = (seconds: number) => openOpaqueToken({ ...tenancy, now: () => seconds * 1000 }, token)
    const token = sealOpaqueToken(tenancy, content)
    assert.ok(at(content.exp - 0.001) !== undefined)
    assert.equal(at(content.exp), undefined)
    assert.equal(at(content.exp + 1), undefined)
  })

  it('is not what else the server has sealed', () => {
    const sealed = (purpose: string, text: string) => seal(tenancy.masterKey, purpose, Buffer.from(text))
    assert.equal(openOpaqueToken(tenancy, sealed('signing-key:x', '["a","b","c","d",1,9999999999]')), undefined)
    assert.equal(openOpaqueToken(tenancy, sealed(`opaque-token:${tenancy.tenant.tenant_id}`, '["a",1]')), undefined)
  })
})
