import assert from 'node:assert/strict'
import { createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto'
import { test } from 'node:test'
import { hash as argon2Hash } from '@node-rs/argon2'
import { hash as bcryptHash } from '@node-rs/bcrypt'
import { memoryOf } from './kept-password.ts'
import { md4 } from './md4.ts'
import { passwordHasher } from './password-hasher.ts'

const hasher = passwordHasher()
const PASSWORD = 'correct horse ＠ 电池'

test('a password is kept as argon2id with 19 MiB and two passes, another salt each time', async () => {
  const [one, other] = await Promise.all([hasher.hash(PASSWORD), hasher.hash(PASSWORD)])
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.notEqual(one, other)
  assert.deepEqual(await hasher.verify(PASSWORD, one), { right: true, outdated: false })
  assert.deepEqual(await hasher.verify(`${PASSWORD} `, one), { right: false, outdated: false })
  assert.deepEqual(await hasher.verify('', one), { right: false, outdated: false })
})

const b64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
const sha = (name: string, ...parts: (string | Buffer)[]): Buffer =>
  createHash(name)
    .update(Buffer.concat(parts.map((part) => Buffer.from(part as string))))
    .digest()
const salt = Buffer.from('0123456789abcdef', 'hex')

const IMPORTS: Record<string, string | Promise<string>> = {
  'bcrypt 2b': bcryptHash(PASSWORD, { cost: 4, version: '2b' }),
  'bcrypt 2a': bcryptHash(PASSWORD, { cost: 4, version: '2a' }),
  'bcrypt 2y': bcryptHash(PASSWORD, { cost: 4, version: '2y' }),
  pbkdf2: `$pbkdf2-sha512$i=1000,l=64$${b64(salt)}$${b64(pbkdf2Sync(PASSWORD, salt, 1000, 64, 'sha512'))}`,
  scrypt: `$scrypt$n=1024,r=8,p=1$${b64(salt)}$${b64(scryptSync(PASSWORD, salt, 32, { N: 1024, r: 8, p: 1 }))}`,
  md5: `$md5$$$${b64(sha('md5', PASSWORD))}`,
  'sha1 with a salt before': `$sha1$salt=prefix$${b64(salt)}$${b64(sha('sha1', salt, PASSWORD))}`,
  'sha256 with a salt behind': `$sha256$salt=suffix$${b64(salt)}$${b64(sha('sha256', PASSWORD, salt))}`,
  'sha512 of UTF-16': `$sha512$password=utf16le$$${b64(sha('sha512', Buffer.from(PASSWORD, 'utf16le')))}`,
  hmac: `$hmac-sha256$$$${b64(createHmac('sha256', 'key').update(PASSWORD).digest())}$${b64(Buffer.from('key'))}`,
  md4: `$md4$$$${b64(md4(Buffer.from(PASSWORD)))}`,
  '{SHA}': `{SHA}${sha('sha1', PASSWORD).toString('base64')}`,
  '{SSHA}': `{SSHA}${Buffer.concat([sha('sha1', PASSWORD, salt), salt]).toString('base64')}`,
  '{SMD5}': `{SMD5}${Buffer.concat([sha('md5', PASSWORD, salt), salt]).toString('base64')}`,
  '{SSHA512}': `{SSHA512}${Buffer.concat([sha('sha512', PASSWORD, salt), salt]).toString('base64')}`,
}

for (const [name, kept] of Object.entries(IMPORTS)) {
  test(`an imported password is known, and is to be hashed anew: ${name}`, async () => {
    assert.deepEqual(await hasher.verify(PASSWORD, await kept), { right: true, outdated: true })
    assert.deepEqual(await hasher.verify('another', await kept), { right: false, outdated: true })
  })
}

test('what cannot be read, or would cost too much, is never right', async () => {
  const argon2 = (await hasher.hash('x')).replace('m=19456', 'm=4194304')
  const broken = [
    '',
    '$',
    '$$$',
    '$sha256$$$',
    '$none$$$YQ',
    '{SHA}',
    '{CRYPT}ab',
    '{SSHA}',
    '$2b$10$',
    '$argon2id$v=19$',
  ]
  const costly = [
    argon2,
    `$2b$31$${'a'.repeat(53)}`,
    '$pbkdf2-sha256$i=99999999,l=32$YQ$YQ',
    '$scrypt$n=1073741824,r=8,p=1$YQ$YQ',
  ]
  for (const kept of [...broken, ...costly]) {
    assert.deepEqual(await hasher.verify('x', kept), { right: false, outdated: true }, kept)
    assert.deepEqual(await hasher.verify('', kept), { right: false, outdated: true }, kept)
  }
})

test('MD4 gives the digests of RFC 1320', () => {
  const hex = (text: string): string => md4(Buffer.from(text)).toString('hex')
  assert.equal(hex(''), '31d6cfe0d16ae931b73c59d7e0c089c0')
  assert.equal(hex('abc'), 'a448017aaf21d8525fc10ae87aa6729d')
  assert.equal(hex('12345678901234567890'.repeat(4)), 'e33b4ddc9c38f2199c3e7b164fcc0536')
})

test('past its bound the line refuses at once, and serves on what waits in it', async () => {
  const small = passwordHasher(1, 2)
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => small.hash('x')))
  const refused = results.filter((result) => result.status === 'rejected')
  assert.equal(results.length - refused.length, 3)
  for (const { reason } of refused) assert.equal((reason as { code?: string }).code, 'too_busy')
  assert.match(await small.hash('x'), /^\$argon2id/)
})

test('imported hashes share what memory they may have: others wait, past the bound they are refused, and our own wait for none', async () => {
  const small = passwordHasher(4, 400, 64)
  const kept = await argon2Hash(PASSWORD, { algorithm: 2, memoryCost: 64, timeCost: 1, parallelism: 1 })
  const [own, ...imported] = await Promise.allSettled([
    small.hash('x'),
    ...Array.from({ length: 150 }, () => small.verify(PASSWORD, kept)),
  ])
  assert.equal(own?.status, 'fulfilled')
  const right = imported.filter((one) => one.status === 'fulfilled' && one.value.right)
  const refused = imported.filter((one) => one.status === 'rejected' && one.reason.code === 'too_busy')
  assert.deepEqual([right.length, refused.length], [101, 49])
  assert.equal((await small.verify(PASSWORD, kept)).right, true)
})

test('an imported hash that needs more than there is for all is looked at alone', async () => {
  const small = passwordHasher(4, 400, 64)
  const kept = `$scrypt$n=1024,r=8,p=1$${b64(salt)}$${b64(scryptSync(PASSWORD, salt, 32, { N: 1024, r: 8, p: 1 }))}`
  assert.equal(memoryOf(kept), 1025)
  const all = await Promise.all(Array.from({ length: 3 }, () => small.verify(PASSWORD, kept)))
  assert.deepEqual(new Set(all.map(({ right }) => right)), new Set([true]))
})
