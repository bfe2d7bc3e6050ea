import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSecretKey } from 'node:crypto'
import { keyTenancy } from './key-tenancy.fixture.ts'
import { newRefreshTokenText, openSuccessor, readRefreshTokenText, sealSuccessor } from './refresh-token-text.ts'

const { tenancy } = keyTenancy()
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('the text of a refresh token', () => {
  it('is read as it was made', () => {
    const made = newRefreshTokenText(tenancy)
    assert.match(made.text, /^v1\.[\w-]{80}$/)
    assert.deepEqual(readRefreshTokenText(tenancy, made.text), made)
  })

  it('keeps its handle in a successor, and nothing else', () => {
    const first = newRefreshTokenText(tenancy)
    const second = newRefreshTokenText(tenancy, first.handle)
    assert.equal(second.handle_hash, first.handle_hash)
    assert.notEqual(second.token_hash, first.token_hash)
    assert.notEqual(newRefreshTokenText(tenancy).handle_hash, first.handle_hash)
  })

  it('E12: with any one character changed, missing or more it is none', () => {
    const { text } = newRefreshTokenText(tenancy)
    let edits = 0
    for (let at = 0; at < text.length; at += 1) {
      assert.equal(readRefreshTokenText(tenancy, text.slice(0, at) + text.slice(at + 1)), undefined)
      for (const char of `${ALPHABET}.+/= \n`) {
        edits += 1
        const [before, after] = [text.slice(0, at), text.slice(at)]
        assert.equal(readRefreshTokenText(tenancy, before + char + after), undefined)
        if (char === text[at]) continue
        assert.equal(readRefreshTokenText(tenancy, before + char + after.slice(1)), undefined, `${at} ${char}`)
      }
    }
    assert.ok(edits > 5000)
  })

  it('of another tenant or another master key is none', () => {
    const { text } = newRefreshTokenText(tenancy)
    assert.equal(
      readRefreshTokenText({ ...tenancy, tenant: { ...tenancy.tenant, tenant_id: 'ten_other' } }, text),
      undefined,
    )
    const masterKey = createSecretKey(Buffer.alloc(32, 2))
    assert.equal(readRefreshTokenText({ ...tenancy, masterKey }, text), undefined)
  })
})

describe('a sealed successor', () => {
  const [first, second, other] = [
    newRefreshTokenText(tenancy),
    newRefreshTokenText(tenancy),
    newRefreshTokenText(tenancy),
  ]

  it('opens with the token that it replaced', () => {
    assert.equal(openSuccessor(first.text, sealSuccessor(tenancy, first.text, second.text)), second.text)
  })

  it('opens with no other, says nothing of itself, and never looks the same twice', () => {
    const sealed = sealSuccessor(tenancy, first.text, second.text)
    assert.equal(openSuccessor(other.text, sealed), undefined)
    assert.equal(openSuccessor(second.text, sealed), undefined)
    assert.equal(openSuccessor(first.text, `${sealed.slice(0, -4)}AAAA`), undefined)
    assert.equal(openSuccessor(first.text, ''), undefined)
    assert.ok(!Buffer.from(sealed, 'base64url').includes(second.text))
    assert.notEqual(sealSuccessor(tenancy, first.text, second.text), sealed)
  })
})
