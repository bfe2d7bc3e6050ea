import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { chooseLanguage } from './languages.ts'
import type { TextKey } from '@symbolon/texts/en'
import { LANGUAGES, textsOf } from '@symbolon/texts'
import { plainWords } from '@symbolon/texts/plain-words'
import { words } from './wording.ts'

const ALL = [...LANGUAGES]

describe('the language of a page', () => {
  test('is the first that the request asks for and the tenant has enabled', () => {
    assert.equal(chooseLanguage(['fr-CA', 'de'], 'ja', ALL), 'fr')
    assert.equal(chooseLanguage(['nl', 'DE-at'], 'ja', ALL), 'de')
    assert.equal(chooseLanguage(['fr'], 'de', ['en', 'de']), 'de')
    assert.equal(chooseLanguage(['ar'], undefined, ['en', 'ar-EG']), 'ar')
  })

  test('is else what the browser prefers, by its weights', () => {
    assert.equal(chooseLanguage([], 'es;q=0.3, nl, ja;q=0.9', ALL), 'ja')
    assert.equal(chooseLanguage([], 'fr;q=0, *, de;q=0.1', ALL), 'de')
    assert.equal(chooseLanguage([], ';;,q=,=;q=1,,', ALL), 'en')
  })

  test("is else the tenant's first, and English where nothing else is left", () => {
    assert.equal(chooseLanguage(['nl'], 'pt', ['ja', 'de']), 'ja')
    assert.equal(chooseLanguage([], undefined, ['nl']), 'en')
    assert.equal(chooseLanguage(['de'], 'de', []), 'en')
  })
})

describe('the texts', () => {
  const placeholders = (text: string): readonly string[] => (text.match(/\{\w*\}/g) ?? []).toSorted()

  for (const language of LANGUAGES) {
    test(`in ${language} are whole, with the names that the English ones have`, () => {
      for (const key of Object.keys(textsOf('en')) as readonly TextKey[]) {
        const text = textsOf(language)[key]
        assert.notEqual(text.trim(), '', key)
        assert.deepEqual(placeholders(text), placeholders(textsOf('en')[key]), key)
      }
      assert.deepEqual(Object.keys(textsOf(language)).toSorted(), Object.keys(textsOf('en')).toSorted())
    })
  }

  test('are each said somewhere', () => {
    const sources = globSync([
      '{apps/server/src/{pages,browser},packages/widget/src}/**/*.ts',
      'packages/texts/src/{identifiers,password-rules}.ts',
    ]).filter((file) => !file.endsWith('.test.ts'))
    const source = sources.map((file) => readFileSync(file, 'utf8')).join('\n')
    const unsaid = Object.keys(textsOf('en')).filter((key) => !new RegExp(`\\b${key}\\b`).test(source))
    assert.deepEqual(unsaid, [])
  })

  test('take names as text, each in its own direction', () => {
    assert.equal(
      words('Continue to {app}.', { app: '<b>"A"</b>' }).markup,
      'Continue to <strong><bdi>&lt;b&gt;&quot;A&quot;&lt;/b&gt;</bdi></strong>.',
    )
    assert.equal(plainWords('{app}: {app} {other}', { app: '{other}' }), '{other}: {other} {other}')
    // A tenant may write any name.
    assert.equal(words('To {constructor}.', { app: 'A' }).markup, 'To {constructor}.')
  })
})
