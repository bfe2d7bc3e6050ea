// Passwords of other systems are known at the first login. The hashes come from a library that shares no code with ours.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as independent from 'hash-wasm'
import { readImportedUser } from '@symbolon/core/users/imported-user'
import type { Connection } from '@symbolon/protocol/entities/connection'
import { passwordHasher } from './password-hasher.ts'

type Custom = Readonly<Record<string, unknown>>
type Input = { readonly password: string; readonly salt: Buffer; readonly key: Buffer }

const hasher = passwordHasher()
const CONNECTION = { name: 'users', strategy: 'auth0', options: {}, realms: [] } as unknown as Connection

const read = (more: object) => readImportedUser(CONNECTION, { email: 'one@example.com', ...more })

/** As an import would keep it. */
const keptOf = async (custom_password_hash: object): Promise<string> => {
  const row = await read({ custom_password_hash })
  assert.ok('hash' in row && row.hash !== undefined, JSON.stringify(row))
  return row.hash
}

const refusedAt = async (custom_password_hash: object): Promise<string | undefined> => {
  const row = await read({ custom_password_hash })
  return 'errors' in row ? row.errors[0].path : undefined
}

const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '')

const DIGESTS = {
  md4: independent.md4,
  md5: independent.md5,
  sha1: independent.sha1,
  sha256: independent.sha256,
  sha512: independent.sha512,
} as const

const PASSWORD_ENCODINGS = ['utf8', 'utf16le', 'ucs2', 'latin1', 'binary', 'ascii'] as const
const ENCODINGS = ['hex', 'base64', 'utf8'] as const

/** bcrypt looks at 72 bytes and no more. */
const isShort = (text: string): boolean => text.isWellFormed() && Buffer.byteLength(text) <= 70
const anyPassword = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 16 }).filter(isShort)
const anyBytes = fc.uint8Array({ minLength: 8, maxLength: 40 }).map((bytes) => Buffer.from(bytes))
const anyInput: fc.Arbitrary<Input> = fc.record({ password: anyPassword, salt: anyBytes, key: anyBytes })

/** A salt or key in one of the encodings, and the bytes it stands for. */
const encodedAs = (bytes: Buffer, encoding: (typeof ENCODINGS)[number]) => {
  const text = encoding === 'utf8' ? bytes.toString('latin1').replaceAll(/[^ -~]/g, 'é') : bytes.toString(encoding)
  return { given: { value: text, encoding }, bytes: Buffer.from(text, encoding) }
}

const isKnown = async (password: string, kept: string): Promise<void> => {
  assert.deepEqual(await hasher.verify(password, kept), { right: true, outdated: true }, kept)
  const { right } = await hasher.verify(`${password}!`, kept)
  assert.equal(right, false, kept)
}

for (const [algorithm, digest] of Object.entries(DIGESTS)) {
  test(`${algorithm}: any salt on either side, in any encoding`, async () => {
    const choices = fc.record({
      input: anyInput,
      encoding: fc.constantFrom(...ENCODINGS),
      out: fc.constantFrom('hex', 'base64'),
      position: fc.constantFrom('prefix', 'suffix', undefined),
      passwords: fc.constantFrom(...PASSWORD_ENCODINGS),
      salted: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(choices, async ({ input, encoding, out, position, passwords, salted }) => {
        const { given, bytes } = encodedAs(input.salt, encoding)
        const salt = salted ? bytes : Buffer.alloc(0)
        const secret = Buffer.from(input.password, passwords)
        const hashed = await digest(Buffer.concat(position === 'suffix' ? [secret, salt] : [salt, secret]))
        const custom: Custom = {
          algorithm,
          hash: { value: Buffer.from(hashed, 'hex').toString(out as 'hex'), encoding: out },
          ...(salted ? { salt: { ...given, ...(position ? { position } : {}) } } : {}),
          ...(passwords === 'utf8' ? {} : { password: { encoding: passwords } }),
        }
        await isKnown(input.password, await keptOf(custom))
      }),
      { numRuns: 60 },
    )
  })
}

test('hmac with each digest, and keys in any encoding', async () => {
  const { md5, ripemd160, sha1, sha224, sha256, sha384, sha512 } = {
    md5: independent.createMD5,
    ripemd160: independent.createRIPEMD160,
    sha1: independent.createSHA1,
    sha224: independent.createSHA224,
    sha256: independent.createSHA256,
    sha384: independent.createSHA384,
    sha512: independent.createSHA512,
  }
  for (const [digest, make] of Object.entries({ md5, ripemd160, sha1, sha224, sha256, sha384, sha512 })) {
    const choices = [anyInput, fc.constantFrom(...ENCODINGS), fc.boolean()] as const
    await fc.assert(
      fc.asyncProperty(...choices, async ({ password, salt, key }, encoding, salted) => {
        const { given, bytes } = encodedAs(key, encoding)
        const hmac = await independent.createHMAC(make(), bytes)
        hmac.init()
        if (salted) hmac.update(salt)
        hmac.update(password)
        const custom: Custom = {
          algorithm: 'hmac',
          hash: { value: hmac.digest('hex'), encoding: 'hex', digest, key: given },
          ...(salted ? { salt: { value: salt.toString('hex'), encoding: 'hex', position: 'prefix' } } : {}),
        }
        await isKnown(password, await keptOf(custom))
      }),
      { numRuns: 12 },
    )
  }
})

const SLOW: Readonly<Record<string, (input: Input) => Promise<Custom>>> = {
  bcrypt: async ({ password, salt }) => {
    const value = await independent.bcrypt({
      password,
      salt: Buffer.concat([salt, salt]).subarray(0, 16),
      costFactor: 4,
      outputType: 'encoded',
    })
    return { algorithm: 'bcrypt', hash: { value, encoding: 'utf8' } }
  },
  argon2: async ({ password, salt }) => {
    const cost = { iterations: 1, parallelism: 1, memorySize: 64, hashLength: 32 }
    const argon2 = [independent.argon2id, independent.argon2i, independent.argon2d][(salt[0] ?? 0) % 3]
    const value = await argon2?.({ password, salt, ...cost, outputType: 'encoded' })
    return { algorithm: 'argon2', hash: { value, encoding: 'utf8' } }
  },
  pbkdf2: async ({ password, salt }) => {
    const hashFunction = independent.createSHA256()
    const key = await independent.pbkdf2({
      password,
      salt,
      iterations: 50,
      hashLength: 48,
      hashFunction,
      outputType: 'binary',
    })
    return {
      algorithm: 'pbkdf2',
      hash: { value: `$pbkdf2-sha256$i=50,l=48$${b64(salt)}$${b64(key)}`, encoding: 'utf8' },
    }
  },
  scrypt: async ({ password, salt }) => {
    const cost = { costFactor: 16, blockSize: 4, parallelism: 2, hashLength: 40 }
    const value = await independent.scrypt({ password, salt, ...cost, outputType: 'hex' })
    return {
      algorithm: 'scrypt',
      hash: { value, encoding: 'hex' },
      salt: { value: salt.toString('base64'), encoding: 'base64' },
      keylen: 40,
      cost: 16,
      blockSize: 4,
      parallelization: 2,
    }
  },
  ldap: async ({ password, salt }) => {
    const digest = Buffer.from(await independent.sha1(Buffer.concat([Buffer.from(password), salt])), 'hex')
    const value = `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`
    return { algorithm: 'ldap', hash: { value, encoding: 'utf8' } }
  },
}

for (const [algorithm, hashed] of Object.entries(SLOW)) {
  test(`${algorithm}: in its own text`, () =>
    fc.assert(
      fc.asyncProperty(anyInput, async (input) => isKnown(input.password, await keptOf(await hashed(input)))),
      { numRuns: 20 },
    ))
}

test('password_hash is bcrypt, $2a$ and $2b$', async () => {
  const value = await independent.bcrypt({
    password: 'correct horse',
    salt: Buffer.alloc(16, 7),
    costFactor: 5,
    outputType: 'encoded',
  })
  for (const version of ['$2a$', '$2b$']) {
    const row = await read({ password_hash: value.replace(/^\$2[ab]\$/, version) })
    assert.ok('hash' in row && row.hash !== undefined)
    await isKnown('correct horse', row.hash)
  }
})

const HEX = 'ff'.repeat(20)
const ARGON2 = (m: number, t: number) =>
  `$argon2id$v=19$m=${m},t=${t},p=1$${b64(Buffer.alloc(16))}$${b64(Buffer.alloc(32))}`
const PBKDF2 = (digest: string, rounds: number) => `$pbkdf2-${digest}$i=${rounds},l=32$c2FsdA$${b64(Buffer.alloc(32))}`

const REFUSED: readonly (readonly [string, Custom])[] = [
  ['custom_password_hash.algorithm', { algorithm: 'crc32', hash: { value: HEX, encoding: 'hex' } }],
  ['custom_password_hash.hash.value', { algorithm: 'sha1', hash: { value: 'no hex', encoding: 'hex' } }],
  ['custom_password_hash.hash.value', { algorithm: 'sha256', hash: { value: HEX, encoding: 'hex' } }],
  ['custom_password_hash.hash.encoding', { algorithm: 'sha1', hash: { value: HEX, encoding: 'rot13' } }],
  [
    'custom_password_hash.password.encoding',
    { algorithm: 'sha1', hash: { value: HEX, encoding: 'hex' }, password: { encoding: 'ebcdic' } },
  ],
  [
    'custom_password_hash.salt.value',
    { algorithm: 'sha1', hash: { value: HEX, encoding: 'hex' }, salt: { value: 'x', encoding: 'hex' } },
  ],
  [
    'custom_password_hash.hash.digest',
    { algorithm: 'hmac', hash: { value: HEX, encoding: 'hex', digest: 'whirlpool' } },
  ],
  ['custom_password_hash.hash.key', { algorithm: 'hmac', hash: { value: HEX, encoding: 'hex', digest: 'sha1' } }],
  ['custom_password_hash.salt', { algorithm: 'scrypt', hash: { value: HEX, encoding: 'hex' } }],
  [
    'custom_password_hash.cost',
    { algorithm: 'scrypt', hash: { value: HEX, encoding: 'hex' }, salt: { value: 's' }, cost: 2 ** 24 },
  ],
  [
    'custom_password_hash.keylen',
    { algorithm: 'scrypt', hash: { value: HEX, encoding: 'hex' }, salt: { value: 's' }, keylen: 64 },
  ],
  ['custom_password_hash.hash.value', { algorithm: 'bcrypt', hash: { value: '$2b$10$short' } }],
  ['custom_password_hash.hash.value', { algorithm: 'bcrypt', hash: { value: `$2b$31$${'a'.repeat(53)}` } }],
  [
    'custom_password_hash.salt',
    { algorithm: 'bcrypt', hash: { value: `$2b$10$${'a'.repeat(53)}` }, salt: { value: 's' } },
  ],
  [
    'custom_password_hash.password.encoding',
    { algorithm: 'bcrypt', hash: { value: `$2b$10$${'a'.repeat(53)}` }, password: { encoding: 'utf16le' } },
  ],
  ['custom_password_hash.hash.value', { algorithm: 'argon2', hash: { value: 'argon2' } }],
  ['custom_password_hash.hash.value', { algorithm: 'argon2', hash: { value: ARGON2(4_000_000, 1) } }],
  ['custom_password_hash.hash.value', { algorithm: 'argon2', hash: { value: ARGON2(65_536, 1000) } }],
  ['custom_password_hash.hash.value', { algorithm: 'argon2', hash: { value: ARGON2(0, 4_000_000_000) } }],
  ['custom_password_hash.hash.value', { algorithm: 'argon2', hash: { value: ARGON2(4, 1) } }],
  ['custom_password_hash.hash.value', { algorithm: 'argon2', hash: { value: ARGON2(64, 1).replace('p=1', 'p=9') } }],
  ['custom_password_hash.hash.value', { algorithm: 'pbkdf2', hash: { value: PBKDF2('md4', 1000) } }],
  ['custom_password_hash.hash.value', { algorithm: 'pbkdf2', hash: { value: PBKDF2('sha256', 100_000_000) } }],
  ['custom_password_hash.hash.value', { algorithm: 'ldap', hash: { value: '{CRYPT}x' } }],
  ['custom_password_hash.hash.value', { algorithm: 'ldap', hash: { value: '{SSHA}c2hvcnQ=' } }],
]

test('what could never be compared, or would cost minutes, is refused with the member that is at fault', async () => {
  for (const [path, custom] of REFUSED) assert.equal(await refusedAt(custom), path, JSON.stringify(custom))
})

test('a hash that costs too much is not computed, however it came to be kept', async () => {
  for (const kept of [ARGON2(4_000_000, 1), `$scrypt$n=16777216,r=8,p=1$c2FsdA$${b64(Buffer.alloc(32))}`]) {
    assert.equal((await hasher.verify('anything', kept)).right, false)
  }
})
