import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { seal, SealBroken, unseal } from './sealing.ts'

const masterKey = createSecretKey(Buffer.alloc(32, 7))
const otherKey = createSecretKey(Buffer.alloc(32, 8))
const secret = Buffer.from('what nobody may read')

const refusal = (reason: SealBroken['reason']) => (error: unknown) =>
  error instanceof SealBroken && error.reason === reason

describe('a sealed text', () => {
  it('opens with the same master key and purpose', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.string(), (plaintext, purpose) => {
        assert.deepEqual(unseal(masterKey, purpose, seal(masterKey, purpose, plaintext)), Buffer.from(plaintext))
      }),
    )
  })

  it('is different each time and shows nothing of its content', () => {
    const sealed = Array.from({ length: 50 }, () => seal(masterKey, 'a', secret))
    assert.equal(new Set(sealed).size, 50)
    assert.ok(sealed.every((text) => /^[A-Za-z0-9_-]+$/.test(text)))
    assert.ok(!Buffer.from(sealed[0] ?? '', 'base64url').includes('nobody'))
  })

  it('does not open for another purpose', () => {
    for (const purpose of ['b', '', 'a ', 'aa']) {
      assert.throws(() => unseal(masterKey, purpose, seal(masterKey, 'a', secret)), refusal('content'))
    }
  })

  it('says so when it belongs to another master key', () => {
    assert.throws(() => unseal(otherKey, 'a', seal(masterKey, 'a', secret)), refusal('key'))
  })

  it('does not open with any bit flipped', () => {
    const bytes = Buffer.from(seal(masterKey, 'a', secret), 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      assert.throws(() => unseal(masterKey, 'a', changed.toString('base64url')), SealBroken, `bit ${bit}`)
    }
  })

  it('does not open cut at any length, the tag shortened included', () => {
    const sealed = seal(masterKey, 'a', secret)
    for (let length = 0; length < sealed.length; length += 1) {
      assert.throws(() => unseal(masterKey, 'a', sealed.slice(0, length)), SealBroken, `length ${length}`)
    }
  })

  it('does not open with anything added or spelled otherwise', () => {
    const sealed = seal(masterKey, 'a', Buffer.alloc(6))
    for (const more of ['A', 'AA', 'AAAA', '=', ' ', '\n', '.', '\0', 'é']) {
      assert.throws(() => unseal(masterKey, 'a', sealed + more), SealBroken, JSON.stringify(more))
      assert.throws(() => unseal(masterKey, 'a', more + sealed), SealBroken, JSON.stringify(more))
    }
    const standard = Buffer.from(sealed, 'base64url').toString('base64')
    if (standard !== sealed) assert.throws(() => unseal(masterKey, 'a', standard), SealBroken)
  })

  it('needs a master key of 32 bytes', () => {
    assert.throws(() => seal(createSecretKey(Buffer.alloc(16)), 'a', secret), TypeError)
  })

  it('still opens when many other purposes came between', () => {
    const sealed = seal(masterKey, 'first', secret)
    for (let n = 0; n < 5000; n += 1) seal(masterKey, `purpose ${n}`, secret)
    assert.deepEqual(unseal(masterKey, 'first', sealed), secret)
  })
})
