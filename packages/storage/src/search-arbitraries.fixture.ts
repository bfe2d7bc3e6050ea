// People and questions about them, made up: what databases treat differently comes up often.
import fc from 'fast-check'
import type { SearchExpression, SearchField } from '@symbolon/core/user-search'

/** Texts that differ in what databases treat differently. */
const WORDS = [
  'a',
  'A',
  'ab',
  'Ä',
  'ä',
  'a*',
  'a%',
  'a_',
  'a?',
  'a[b]',
  'a\\',
  'ß',
  '\u{10ffff}',
  '😀a',
  "'",
  '"',
  '10',
  '9',
  'true',
  '',
]

const word = fc
  .oneof(fc.constantFrom(...WORDS), fc.string({ unit: 'grapheme', maxLength: 3 }))
  .map((text) => text.replaceAll('\0', '').toWellFormed())
const someNumber = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constantFrom(0.5, 10, 9, 1e9))
const scalar = fc.oneof(word, someNumber, fc.boolean(), fc.constant(null))
const inner = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.record({ a: scalar }, { requiredKeys: [] }))
const metadata = fc.record(
  {
    a: inner,
    b: fc.oneof(inner, fc.array(fc.record({ a: inner }, { requiredKeys: [] }), { maxLength: 3 })),
    'x y': scalar,
  },
  { requiredKeys: [] },
)
const time = fc
  .integer({ min: 0, max: 20 })
  .map((hours) => new Date(1_700_000_000_000 + hours * 3_600_000).toISOString())

export const person = fc.record(
  {
    email: word.map((text) => `${text}@Example.com`),
    email_verified: fc.boolean(),
    name: word,
    given_name: word,
    family_name: word,
    nickname: word,
    blocked: fc.boolean(),
    user_metadata: metadata,
    app_metadata: metadata,
    connection: fc.constantFrom('Users', 'Other', 'x'),
    linked: fc.array(fc.constantFrom('google', 'github'), { maxLength: 2 }),
    created_at: time,
    logins: fc.integer({ min: 0, max: 3 }),
    locale: scalar,
  },
  { requiredKeys: ['connection', 'created_at', 'logins', 'linked'] },
)

const PATHS = [
  'user_id email name given_name family_name nickname blocked email_verified connection last_ip locale',
  'identities.connection identities.provider identities created_at last_login logins_count',
  'app_metadata.a app_metadata.b app_metadata.b.a user_metadata.a.a app_metadata',
  'nothing app_metadata.nothing name.first',
].flatMap((line) => line.split(' '))

const field: fc.Arbitrary<SearchField> = fc.constantFrom(...PATHS, 'user_metadata.x y').map((path) => path.split('.'))

const pattern = fc.oneof(
  word,
  fc.tuple(word, word).map(([one, two]) => `${one}*${two}`),
  word.map((text) => `${text}*`),
  word.map((text) => `*@${text}`),
  fc.constant('*@example.com'),
)
const value = fc.oneof(
  word,
  someNumber.map(String),
  fc.boolean().map(String),
  time,
  fc.constantFrom('Users', 'google', 'auth0'),
)
const bound = fc.option(fc.record({ value, inclusive: fc.boolean() }), { nil: undefined })

export const expression = fc.letrec<{ node: SearchExpression }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      is: fc.constant('like' as const),
      field: fc.option(field, { nil: undefined }),
      value,
      wild: fc.constant(false),
    }),
    fc.record({ is: fc.constant('like' as const), field, value: pattern, wild: fc.constant(true) }),
    fc.record({ is: fc.constant('between' as const), field, from: bound, to: bound }),
    fc.record({ is: fc.constant('exists' as const), field }),
    fc.record({ is: fc.constant('not' as const), of: tie('node') }),
    fc.record({ is: fc.constantFrom('all' as const, 'any' as const), of: fc.array(tie('node'), { maxLength: 3 }) }),
  ),
})).node

export type Person = typeof person extends fc.Arbitrary<infer P> ? P : never
