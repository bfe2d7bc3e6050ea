import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { DatabaseOptions } from '@symbolon/protocol/entities/connection-options'
import { findHistoryProblem, findPasswordProblem, passwordPolicyOf } from './password-policy.ts'

const check = (options: DatabaseOptions, password: string, owner = {}) =>
  findPasswordProblem({ options }, password, owner)
const accepts = (options: DatabaseOptions, password: string): boolean => check(options, password) === undefined

test('each level accepts what it should, and nothing less', () => {
  const table = {
    none: { good: ['x'], bad: [''] },
    low: { good: ['abcdef'], bad: ['abcde', ''] },
    fair: { good: ['Abcdefg1'], bad: ['abcdefg1', 'ABCDEFG1', 'Abcdefgh', 'Abcdef1'] },
    good: { good: ['Abcdefg1', 'abcdef1!', 'ABCDEF1!', 'Abcdefg!'], bad: ['abcdefg1', 'Abcdef1', '12345678!'] },
    excellent: { good: ['Abcdefghi1', 'aab!bccdd1'], bad: ['Abcdefgh1', 'aaabcdefG1', 'Abcdefghij'] },
  } as const
  for (const [passwordPolicy, { good, bad }] of Object.entries(table) as [
    keyof typeof table,
    (typeof table)['none'],
  ][]) {
    for (const password of good) assert.ok(accepts({ passwordPolicy }, password), `${passwordPolicy} ${password}`)
    for (const password of bad) assert.ok(!accepts({ passwordPolicy }, password), `${passwordPolicy} ${password}`)
  }
  assert.ok(!accepts({}, 'abcdefgh'), 'a connection that says nothing wants a good one')
})

test("min_length takes the place of the level's own", () => {
  const options: DatabaseOptions = { passwordPolicy: 'low', password_complexity_options: { min_length: 12 } }
  assert.ok(!accepts(options, 'a'.repeat(11)))
  assert.ok(accepts(options, 'a'.repeat(12)))
  assert.equal(passwordPolicyOf({ options }).minLength, 12)
})

test('a weak password is refused in the words that clients read', () => {
  assert.deepEqual(check({ passwordPolicy: 'good' }, 'abc1'), {
    name: 'PasswordStrengthError',
    message: 'Password is too weak',
    description: {
      rules: [
        { message: 'At least %d characters in length', format: [8], code: 'lengthAtLeast', verified: false },
        {
          message: 'Contain at least %d of the following %d types of characters:',
          code: 'containsAtLeast',
          format: [3, 4],
          items: [
            { message: 'lower case letters (a-z)', code: 'lowerCase', verified: true },
            { message: 'upper case letters (A-Z)', code: 'upperCase', verified: false },
            { message: 'numbers (i.e. 0-9)', code: 'numbers', verified: true },
            { message: 'special characters (e.g. !@#$%^&*)', code: 'specialCharacters', verified: false },
          ],
          verified: false,
        },
      ],
      verified: false,
    },
    policy:
      '* At least 8 characters in length\n* Contain at least 3 of the following 4 types of characters:\n * lower case letters (a-z)\n' +
      ' * upper case letters (A-Z)\n * numbers (i.e. 0-9)\n * special characters (e.g. !@#$%^&*)',
  })
})

test('any text at all can be judged, and an accepted one keeps every rule', () => {
  const levels = fc.constantFrom('none', 'low', 'fair', 'good', 'excellent')
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), levels, (password, passwordPolicy) => {
      const problem = check({ passwordPolicy }, password)
      const { minLength } = passwordPolicyOf({ options: { passwordPolicy } })
      if (problem === undefined) assert.ok(Array.from(password).length >= minLength)
      else assert.equal(problem.name, 'PasswordStrengthError')
    }),
  )
  assert.equal(check({ passwordPolicy: 'none' }, 'a'.repeat(100_000))?.name, 'PasswordStrengthError')
})

test("common passwords and the tenant's own words are refused where the dictionary is on", () => {
  const options: DatabaseOptions = {
    passwordPolicy: 'none',
    password_dictionary: { enable: true, dictionary: ['Acme2026'] },
  }
  for (const common of [
    'Password',
    'password1',
    'PASSWORD123',
    'qwerty',
    '123456',
    '87654321',
    'abcabc',
    'iloveyou',
    'dragon2010',
    'aCME2026',
  ]) {
    assert.equal(check(options, common)?.name, 'PasswordDictionaryError', common)
    assert.ok(accepts({ passwordPolicy: 'none' }, common))
  }
  for (const fine of ['correct horse', 'xk3!vP', 'dragonfruit81']) assert.ok(accepts(options, fine), fine)
})

test('a password does not repeat who its user is, where the connection says so', () => {
  const options: DatabaseOptions = { passwordPolicy: 'none', password_no_personal_info: { enable: true } }
  const owner = {
    email: 'jane.doe@example.com',
    username: 'jdoe77',
    name: 'Jane van Doe',
    user_metadata: { first: 'Jenny' },
  }
  for (const telling of ['xxJANExx', 'mydoe', 'jdoe77!', '1jenny1', 'jane.doe@example.com']) {
    assert.equal(findPasswordProblem({ options }, telling, owner)?.name, 'PasswordNoUserInfoError', telling)
  }
  assert.equal(findPasswordProblem({ options }, 'nothing of mine', owner), undefined)
})

test('an earlier password does not come back within the size of the history', async () => {
  const hasher = {
    hash: async (password: string) => password,
    verify: async (password: string, hash: string) => ({ right: password === hash, outdated: false }),
  }
  const kept = ['now', 'before', 'long ago']
  const find = (size: number, password: string) =>
    findHistoryProblem(hasher, { options: { password_history: { enable: true, size } } }, password, kept)
  assert.equal((await find(2, 'now'))?.name, 'PasswordHistoryError')
  assert.equal((await find(2, 'before'))?.name, 'PasswordHistoryError')
  assert.equal(await find(2, 'long ago'), undefined)
  assert.equal(await find(3, 'new'), undefined)
  const off = await findHistoryProblem(hasher, { options: {} }, 'now', kept)
  assert.equal(off, undefined)
})
