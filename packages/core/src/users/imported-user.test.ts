// What a row of an import may hold, and how it says what is wrong.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Connection } from '@symbolon/protocol/entities/connection'
import { readImportedUser } from './imported-user.ts'

const database = (options: object = {}) =>
  ({ name: 'users', strategy: 'auth0', options, realms: [] }) as unknown as Connection

const errorOf = async (row: unknown, options: object = {}) => {
  const read = await readImportedUser(database(options), row)
  return 'errors' in read ? read.errors[0] : undefined
}

describe('a row of an import', () => {
  test('keeps what the user was, with identifiers in their one form', async () => {
    const row = {
      email: 'One@EXAMPLE.com',
      email_verified: true,
      user_id: 'one',
      given_name: 'One',
      blocked: true,
      user_metadata: { theme: 'dark' },
      app_metadata: { plan: ['gold'] },
    }
    const read = await readImportedUser(database(), row)
    assert.deepEqual(read, { fields: { ...row, email: 'one@example.com' }, hash: undefined })
  })

  test('says which field is at fault, and how', async () => {
    const cases: readonly (readonly [unknown, string, string | undefined])[] = [
      [{ email: 7 }, 'INVALID_TYPE', 'email'],
      [{ email: 'nobody' }, 'INVALID_FORMAT', 'email'],
      [{ email: 'a@example.com', picture: 'javascript:1' }, 'PATTERN', 'picture'],
      [{ email: 'a@example.com', name: 'n'.repeat(301) }, 'MAX_LENGTH', 'name'],
      [{ email: 'a@example.com', favourite: 1 }, 'NOT_PASSED', undefined],
      [{ email: 'a@example.com', username: 'one' }, 'NOT_PASSED', 'username'],
      [{ email: 'a@example.com', user_id: 'two words' }, 'PATTERN', 'user_id'],
      [{ email: 'a@example.com', mfa_factors: [{ totp: { secret: 'x' } }] }, 'MFA_FACTORS_FAILED', 'mfa_factors'],
      [{ email: 'a@example.com', password_hash: '$2b$10$x' }, 'NOT_PASSED', 'password_hash'],
      [{ email: 'a@example.com', app_metadata: { nul: '\0' } }, 'NOT_PASSED', 'app_metadata.nul'],
      [{ email: 'a@example.com', app_metadata: { half: '\ud800' } }, 'NOT_PASSED', 'app_metadata.half'],
      [JSON.parse('{"email":"a@example.com","app_metadata":{"__proto__":1}}'), 'NOT_PASSED', 'app_metadata'],
      [{ name: 'Nobody' }, 'OBJECT_REQUIRED', 'email'],
      ['a@example.com', 'INVALID_TYPE', undefined],
      [null, 'INVALID_TYPE', undefined],
    ]
    for (const [row, code, path] of cases) {
      const error = await errorOf(row)
      assert.deepEqual([error?.code, error?.path], [code, path], JSON.stringify(row))
      assert.ok(path === undefined || error?.message.startsWith(`Error in ${path} property - `))
    }
    const both = { password_hash: 'x', custom_password_hash: { algorithm: 'md5', hash: { value: 'x' } } }
    assert.equal((await errorOf({ email: 'a@example.com', ...both }))?.path, 'custom_password_hash')
  })

  test('needs what the connection asks for', async () => {
    const options = { requires_username: true }
    assert.equal((await errorOf({ email: 'a@example.com' }, options))?.path, 'username')
    assert.equal((await errorOf({ email: 'a@example.com', username: 'u'.repeat(16) }, options))?.code, 'NOT_PASSED')
    assert.equal(await errorOf({ email: 'a@example.com', username: 'one' }, options), undefined)
  })

  test('never throws, whatever JSON it is', () =>
    fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (row) => {
        const read = await readImportedUser(database(), row)
        assert.ok('fields' in read || read.errors[0].code !== '')
      }),
      { numRuns: 300 },
    ))
})
