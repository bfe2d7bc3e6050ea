import assert from 'node:assert/strict'
import { createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto'
import { test } from 'node:test'
import { keptHashOf, type ImportedHash } from '@symbolon/core/users/imported-password'
import { passwordHasher } from './password-hasher.ts'

const hasher = passwordHasher()
const PASSWORD = 'pässword'
const utf8 = Buffer.from(PASSWORD)
const b64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
const digest = (name: string, ...parts: Buffer[]): Buffer => createHash(name).update(Buffer.concat(parts)).digest()
const salt = Buffer.from('salt&pepper')

const IMPORTS: Record<string, ImportedHash> = {
  'md5 in hex': { algorithm: 'md5', hash: { value: digest('md5', utf8).toString('hex'), encoding: 'hex' } },
  'sha1 with a salt before it': {
    algorithm: 'sha1',
    hash: { value: digest('sha1', salt, utf8).toString('hex'), encoding: 'hex' },
    salt: { value: 'salt&pepper', position: 'prefix' },
  },
  'sha256 with a salt in hex behind it': {
    algorithm: 'sha256',
    hash: { value: digest('sha256', utf8, salt).toString('base64'), encoding: 'base64' },
    salt: { value: salt.toString('hex'), encoding: 'hex', position: 'suffix' },
  },
  'sha512 of UTF-16': {
    algorithm: 'sha512',
    hash: { value: digest('sha512', Buffer.from(PASSWORD, 'utf16le')).toString('hex'), encoding: 'hex' },
    password: { encoding: 'utf16le' },
  },
  hmac: {
    algorithm: 'hmac',
    hash: {
      value: createHmac('sha256', 'key').update(utf8).digest('hex'),
      encoding: 'hex',
      digest: 'sha256',
      key: { value: 'key', encoding: 'utf8' },
    },
  },
  scrypt: {
    algorithm: 'scrypt',
    hash: { value: scryptSync(PASSWORD, salt, 48, { N: 2048, r: 4, p: 2 }).toString('hex'), encoding: 'hex' },
    salt: { value: 'salt&pepper' },
    keylen: 48,
    cost: 2048,
    blockSize: 4,
    parallelization: 2,
  },
  pbkdf2: {
    algorithm: 'pbkdf2',
    hash: {
      value: `$pbkdf2-sha256$i=1000,l=32$${b64(salt)}$${b64(pbkdf2Sync(PASSWORD, salt, 1000, 32, 'sha256'))}`,
      encoding: 'utf8',
    },
  },
  ldap: {
    algorithm: 'ldap',
    hash: { value: `{SSHA}${Buffer.concat([digest('sha1', utf8, salt), salt]).toString('base64')}`, encoding: 'utf8' },
  },
}

for (const [name, imported] of Object.entries(IMPORTS)) {
  test(`a password that was imported as ${name} is known at the first login`, async () => {
    const kept = keptHashOf(imported)
    assert.ok(kept !== undefined)
    assert.deepEqual(await hasher.verify(PASSWORD, kept), { right: true, outdated: true })
    assert.deepEqual(await hasher.verify('passwort', kept), { right: false, outdated: true })
  })
}

test('what could never be compared is not kept', () => {
  const value = 'ff'.repeat(20)
  for (const wrong of [
    { algorithm: 'crc32', hash: { value, encoding: 'hex' } },
    { algorithm: 'sha1', hash: { value: 'no hex', encoding: 'hex' } },
    { algorithm: 'sha1', hash: { value, encoding: 'rot13' } },
    { algorithm: 'sha1', hash: { value, encoding: 'hex' }, password: { encoding: 'ebcdic' } },
    { algorithm: 'hmac', hash: { value, encoding: 'hex' } },
    { algorithm: 'scrypt', hash: { value, encoding: 'hex' } },
    { algorithm: 'bcrypt', hash: { value: '$2b$10$short' } },
    { algorithm: 'argon2', hash: { value: 'argon2' } },
    { algorithm: 'ldap', hash: { value: '{CRYPT}x' } },
  ]) {
    assert.equal(keptHashOf(wrong), undefined, JSON.stringify(wrong))
  }
})
