import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languageFor } from './index.ts'

const ALL = ['en', 'de', 'es', 'fr', 'ja', 'ar']
const LETTERS = [
  'verify_email',
  'reset_email',
  'welcome_email',
  'blocked_account',
  'password_reset',
  'users_import_completed',
  'users_import_failed',
] as const

const named = (text: string): readonly string[] => [...new Set(text.match(/\{\w+\}/g))].sort()

for (const tag of ALL) {
  test(`every mail says in ${tag} what it says in English`, () => {
    const { texts, direction } = languageFor([tag], ALL)
    const english = languageFor(['en'], ALL).texts
    assert.equal(direction, tag === 'ar' ? 'rtl' : 'ltr')
    for (const name of LETTERS) {
      const [letter, model] = [texts[name], english[name]]
      assert.deepEqual(named(letter.subject), named(model.subject), `${name} subject`)
      assert.deepEqual(named(letter.paragraphs.join()), named(model.paragraphs.join()), name)
      assert.equal(letter.paragraphs.length, model.paragraphs.length, name)
      assert.equal(letter.button === undefined, model.button === undefined, name)
      if (tag !== 'en') assert.notEqual(letter.title, model.title, name)
    }
    assert.deepEqual(named(texts.support), ['{support}'])
  })
}

test("a mail is in the first language that is wanted, enabled and known; else in the tenant's first", () => {
  const tagFor = (wanted: readonly string[], enabled: readonly string[]): string => languageFor(wanted, enabled).tag
  assert.equal(tagFor(['pt', 'fr-CA', 'de'], ['en', 'fr', 'de']), 'fr')
  assert.equal(tagFor(['fr'], ['de', 'en']), 'de')
  assert.equal(tagFor([], ['pt-BR', 'ja']), 'ja')
  assert.equal(tagFor(['__proto__', 'constructor'], ['__proto__']), 'en')
})
