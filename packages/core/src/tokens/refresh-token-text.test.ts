import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSecretKey } from 'node:crypto'
import { newHandle } from '../handles.ts'
import { keyTenancy } from './key-tenancy.fixture.ts'
import { newRefreshTokenText, readRefreshTokenText, successorOfText } from './refresh-token-text.ts'

const { tenancy } = keyTenancy()
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('the text of a refresh token', () => {
  it('is read as it was made', () => {
    const made = newRefreshTokenText(tenancy)
    assert.match(made.text, /^v1\.[\w-]{80}$/)
    assert.deepEqual(readRefreshTokenText(tenancy, made.text), made)
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

describe('a successor', () => {
  const [first, other] = [newRefreshTokenText(tenancy), newRefreshTokenText(tenancy)]
  const [salt, otherSalt] = [newHandle(tenancy.random), newHandle(tenancy.random)]
  const successor = successorOfText(tenancy, first, salt)

  it('is a text like any other, of the same line', () => {
    assert.deepEqual(readRefreshTokenText(tenancy, successor.text), successor)
    assert.equal(successor.handle_hash, first.handle_hash)
    assert.notEqual(successor.token_hash, first.token_hash)
    assert.notEqual(newRefreshTokenText(tenancy).handle_hash, first.handle_hash)
  })

  it('is the same again for the same text and salt, and for no others', () => {
    assert.deepEqual(successorOfText(tenancy, first, salt), successor)
    const otherLine = { ...other, handle: first.handle, handle_hash: first.handle_hash }
    for (const [text, with_salt] of [
      [first, otherSalt],
      [otherLine, salt],
      [successor, salt],
      [first, ''],
    ] as const) {
      assert.notEqual(successorOfText(tenancy, text, with_salt).token_hash, successor.token_hash)
    }
  })

  it('is not known to who has the text and the database, but neither the master key nor this tenant', () => {
    const secretOf = (text: string) => text.slice(25, 67)
    const elsewhere = [
      { ...tenancy, masterKey: createSecretKey(Buffer.alloc(32, 2)) },
      { ...tenancy, tenant: { ...tenancy.tenant, tenant_id: 'ten_other' } },
    ]
    for (const place of elsewhere) {
      assert.notEqual(secretOf(successorOfText(place, first, salt).text), secretOf(successor.text))
    }
  })
})
