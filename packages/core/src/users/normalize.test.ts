import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { normalizeEmail, normalizePhone, normalizeUsername } from './normalize.ts'

test('G13: an e-mail address has one form, however it is written', () => {
  for (const written of [
    'Jane.Doe@Example.COM',
    ' jane.doe@example.com ',
    'ｊane.doe＠example．com',
    'jane.doe@EXAMPLE.com',
  ]) {
    assert.equal(normalizeEmail(written), 'jane.doe@example.com', written)
  }
  assert.equal(normalizeEmail('jürgen@münchen.de'), 'jürgen@xn--mnchen-3ya.de')
  assert.equal(normalizeEmail("o'neil+tag@example.co.uk"), "o'neil+tag@example.co.uk")
})

test('what is no e-mail address, or two, is none', () => {
  const wrong = [
    '',
    '@',
    'a@',
    '@b.c',
    'a@b',
    'a@b@c.de',
    'a@b.c＠d.e',
    'a b@c.de',
    'a@b..c',
    '.a@b.de',
    'a.@b.de',
    'a..b@c.de',
  ]
  const dangerous = [
    'a@b.de,c@d.de',
    'a@b.de;c@d.de',
    '<a@b.de>',
    '"a b"@c.de',
    'a@b.de\r\nBcc: c@d.de',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
  ]
  const odd = [
    'a@b.de/x',
    'a@user:pass@b.de',
    'a@b.de:80',
    'a@b.de?x',
    'a@b.de#x',
    'a@0x7f.1',
    'a\u0000@b.de',
    'a@b.de\u0000',
  ]
  for (const text of [...wrong, ...dangerous, ...odd, `${'a'.repeat(65)}@b.de`, `a@${'b'.repeat(400)}.de`]) {
    assert.equal(normalizeEmail(text), undefined, JSON.stringify(text))
  }
})

test('G13: normalizing again changes nothing, and nothing passes with two at signs, spaces or control characters', () => {
  const pieces = fc.array(
    fc.constantFrom('a', 'Z', '9', '.', '@', '＠', '﹫', 'ß', 'İ', 'ﬁ', 'K', ' ', '\u0000', 'é', '-', '.com', '．de'),
  )
  for (const normalize of [normalizeEmail, normalizeUsername, normalizePhone]) {
    const once = (text: string): void => {
      const value = normalize(text)
      if (value === undefined) return
      assert.equal(normalize(value), value)
      assert.doesNotMatch(value, /[\p{C}\s<>,;:"]/u)
      if (normalize === normalizeEmail) assert.equal(value.split('@').length, 2)
    }
    fc.assert(fc.property(fc.string({ unit: 'binary' }), once))
    fc.assert(
      fc.property(pieces, (parts) => once(parts.join(''))),
      { numRuns: 2000 },
    )
  }
})

test('a user name is never an e-mail address', () => {
  assert.equal(normalizeUsername('Jane_Doe'), 'jane_doe')
  assert.equal(normalizeUsername('j@ne'), 'j@ne')
  for (const wrong of ['jane@example.com', 'jane＠example.com', 'jane doe', '', ' ', '<b>', 'a'.repeat(129)]) {
    assert.equal(normalizeUsername(wrong), undefined, wrong)
  }
})

test('a telephone number is E.164', () => {
  assert.equal(normalizePhone('+49 (0170) 123-45'), '+49017012345')
  assert.equal(normalizePhone('＋1 555 0100'), '+15550100')
  for (const wrong of ['0170', '+0123', '+1', '+1234567890123456', '+12a', ''])
    assert.equal(normalizePhone(wrong), undefined, wrong)
})
