// What a query about users means. reference: Management API, section 8, search.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ApiError } from '../errors.ts'
import type { SearchExpression, SearchField } from '../user-search.ts'
import { readUserQuery } from './user-query.ts'

const like = (field: SearchField | undefined, value: string, wild = false): SearchExpression => ({
  is: 'like',
  field,
  value,
  wild,
})
const all = (...of: readonly SearchExpression[]): SearchExpression => ({ is: 'all', of })
const any = (...of: readonly SearchExpression[]): SearchExpression => ({ is: 'any', of })
const not = (of: SearchExpression): SearchExpression => ({ is: 'not', of })
const bound = (value: string, inclusive = true) => ({ value, inclusive })
const between = (
  field: SearchField,
  from: { value: string; inclusive: boolean } | undefined,
  to: { value: string; inclusive: boolean } | undefined,
): SearchExpression => ({ is: 'between', field, from, to })

const EMAIL = ['email']
const NAME = ['name']

const MEANINGS: readonly [query: string, meaning: SearchExpression | undefined][] = [
  ['', undefined],
  ['   ', undefined],
  ['*', undefined],
  ['jane', like(undefined, 'jane')],
  ['"jane doe"', like(undefined, 'jane doe')],
  ['email:jane@example.com', like(EMAIL, 'jane@example.com')],
  ['email:"jane@example.com"', like(EMAIL, 'jane@example.com')],
  ['name: jane', like(NAME, 'jane')],
  ['name:jan*', like(NAME, 'jan*', true)],
  ['name:"jan*"', like(NAME, 'jan*')],
  [String.raw`name:jan\*`, like(NAME, 'jan*')],
  [String.raw`name:a\:b\ c\"d\\e`, like(NAME, String.raw`a:b c"d\e`)],
  ['user_id:"auth0|123"', like(['user_id'], 'auth0|123')],
  ['user_id:auth0|123', like(['user_id'], 'auth0|123')],
  ['app_metadata.plan:gold', like(['app_metadata', 'plan'], 'gold')],
  ['identities.connection:"Users"', like(['identities', 'connection'], 'Users')],
  ['email.domain:"example.com"', like(EMAIL, '*@example.com', true)],
  ['_exists_:blocked', { is: 'exists', field: ['blocked'] }],
  ['name:*', { is: 'exists', field: NAME }],
  ['NOT _exists_:app_metadata.plan', not({ is: 'exists', field: ['app_metadata', 'plan'] })],
  ['-name:a', not(like(NAME, 'a'))],
  ['!name:a', not(like(NAME, 'a'))],
  ['NOT NOT name:a', like(NAME, 'a')],
  ['name:a AND email:b', all(like(NAME, 'a'), like(EMAIL, 'b'))],
  ['name:a && email:b', all(like(NAME, 'a'), like(EMAIL, 'b'))],
  ['name:a OR email:b', any(like(NAME, 'a'), like(EMAIL, 'b'))],
  ['name:a || email:b', any(like(NAME, 'a'), like(EMAIL, 'b'))],
  ['name:a email:b', any(like(NAME, 'a'), like(EMAIL, 'b'))],
  ['name:a -email:b', all(like(NAME, 'a'), not(like(EMAIL, 'b')))],
  ['+name:a email:b', like(NAME, 'a')],
  ['name:a AND NOT email:b', all(like(NAME, 'a'), not(like(EMAIL, 'b')))],
  ['a OR b AND c', any(like(undefined, 'a'), all(like(undefined, 'b'), like(undefined, 'c')))],
  ['(a OR b) AND c', all(any(like(undefined, 'a'), like(undefined, 'b')), like(undefined, 'c'))],
  ['name:(a OR "b c")', any(like(NAME, 'a'), like(NAME, 'b c'))],
  ['logins_count:[1 TO 5]', between(['logins_count'], bound('1'), bound('5'))],
  ['logins_count:{1 TO 5}', between(['logins_count'], bound('1', false), bound('5', false))],
  ['logins_count:[1 TO 5}', between(['logins_count'], bound('1'), bound('5', false))],
  ['logins_count:[100 TO *]', between(['logins_count'], bound('100'), undefined)],
  ['logins_count:>=5', between(['logins_count'], bound('5'), undefined)],
  ['logins_count:<5', between(['logins_count'], undefined, bound('5', false))],
  [
    'last_login:[2018-02 TO 2018-03-04]',
    between(['last_login'], bound('2018-02-01T00:00:00.000Z'), bound('2018-03-04T23:59:59.999Z')),
  ],
  [
    'created_at:{2018-01-01 TO 2018-02-01}',
    between(['created_at'], bound('2018-01-01T23:59:59.999Z', false), bound('2018-02-01T00:00:00.000Z', false)),
  ],
  ['updated_at:[2018-01-01T10:00 TO *]', between(['updated_at'], bound('2018-01-01T10:00:00.000Z'), undefined)],
  ['created_at:2018', between(['created_at'], bound('2018-01-01T00:00:00.000Z'), bound('2018-12-31T23:59:59.999Z'))],
  ['AND\\ x', like(undefined, 'AND x')],
  ['"AND"', like(undefined, 'AND')],
]

const REFUSED = [
  'name:',
  ':a',
  '(a',
  'a)',
  '()',
  'name:()',
  'a AND',
  'OR a',
  'NOT',
  '"a',
  'a\\',
  'name:[1 TO',
  'name:[1 5]',
  'name:[1 TO 5',
  'name:[a* TO b]',
  'last_login:[yesterday TO *]',
  'created_at:[2018-02-30 TO *]',
  'name:a:b',
  'name:(a:b)',
  'name:a~',
  'name:a^2',
  'name:j?ne',
  'name:/jane/',
  'a..b:c',
  'a*:b',
  '""',
  `${'('.repeat(30)}a${')'.repeat(30)}`,
  'a '.repeat(600),
  'a'.repeat(4097),
  'a\u0000',
  '\uD800',
]

describe('a query about users', () => {
  for (const [query, meaning] of MEANINGS) {
    test(`${query} is understood`, () => assert.deepEqual(readUserQuery(query), meaning))
  }

  for (const query of REFUSED) {
    test(`${JSON.stringify(query.slice(0, 40))} is refused, and the value not repeated`, () => {
      assert.throws(
        () => readUserQuery(query),
        (error) => error instanceof ApiError && error.status === 400 && error.errorCode === 'invalid_query_string',
      )
    })
  }

  test('of any text at all is an expression or a refusal, at once', () => {
    const letters = fc.constantFrom(...'ab:()[]{}"\\*+-!<>=&| \tTOANDR._|/~^?é')
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: letters, maxLength: 60 }), fc.string()), (query) => {
        try {
          readUserQuery(query)
        } catch (error) {
          assert.ok(error instanceof ApiError, String(error))
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('with any value in quotation marks looks for exactly that value', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => !text.includes('\u0000')),
        (value) => {
          const quoted = value.replaceAll(/["\\]/g, (letter) => `\\${letter}`)
          assert.deepEqual(readUserQuery(`name:"${quoted}"`), like(NAME, value))
        },
      ),
    )
  })

  test('written from its meaning is read as its meaning', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/)
    const leaf = fc
      .record({ field: word, value: fc.string({ minLength: 1, maxLength: 8 }) })
      .map(({ field, value }) => ({
        text: `${field}:"${value.replaceAll(/["\\]/g, (letter) => `\\${letter}`)}"`,
        means: like([field], value),
      }))
    type Written = { readonly text: string; readonly means: SearchExpression }
    const tree = fc.letrec<{ tree: Written }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map((parts): Written => ({
          text: `(${parts.map(({ text }) => text).join(' AND ')})`,
          means: all(...parts.map(({ means }) => means)),
        })),
        fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map((parts): Written => ({
          text: `(${parts.map(({ text }) => text).join(' OR ')})`,
          means: any(...parts.map(({ means }) => means)),
        })),
        tie('tree').map(({ text, means }): Written => ({ text: `(NOT ${text})`, means: not(means) })),
      ),
    })).tree
    fc.assert(
      fc.property(tree, ({ text, means }) => {
        fc.pre(!text.includes('\u0000') && text.length < 4000)
        assert.deepEqual(readUserQuery(text), means)
      }),
    )
  })
})
