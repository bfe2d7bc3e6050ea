// Whether a password is that of a hash as it is kept: argon2's and bcrypt's own text, RFC 2307 for directories, and for the
// other algorithms of an Auth0 import the text that core/users/imported-password.ts writes.
import { createHash, createHmac, pbkdf2, scrypt, timingSafeEqual } from 'node:crypto'
import { parseOptions as argon2Options, verify as argon2Verify } from '@node-rs/argon2'
import { parseOptions as bcryptOptions, verify as bcryptVerify } from '@node-rs/bcrypt'
import { HASH_LIMITS } from '@symbolon/core/users/imported-password'
import { md4 } from './md4.ts'

/** RFC 7914 §5: 128 bytes for each block and lane, and some for the rest. */
const SCRYPT_BYTES = 128 * (HASH_LIMITS.scryptBlocks + HASH_LIMITS.scryptWork) + 1_048_576

/** A hash that cannot be read, or costs more than is allowed, is never right. */
export async function verifyKept(password: string, kept: string): Promise<boolean> {
  try {
    if (kept.startsWith('$argon2')) return await verifyArgon2(password, kept)
    if (/^\$2[abxy]?\$/.test(kept)) return await verifyBcrypt(password, kept)
    if (kept.startsWith('{')) return verifyDirectory(password, kept)
    return await verifyImported(password, kept)
  } catch {
    return false
  }
}

/** KiB that comparing with `kept` takes: of argon2 and scrypt, which are made to; 0 where it hardly takes any. RFC 9106, RFC 7914 §5 */
export function memoryOf(kept: string): number {
  if (kept.startsWith('$argon2')) return Number(/[$,]m=(\d{1,10})[,$]/.exec(kept)?.[1] ?? 0)
  const [, blocks, size, lanes] = /^\$scrypt\$n=(\d{1,10}),r=(\d{1,10}),p=(\d{1,10})[,$]/.exec(kept) ?? []
  return Math.ceil((Number(blocks ?? 0) * Number(size) + Number(size) * Number(lanes)) / 8) || 0
}

async function verifyArgon2(password: string, kept: string): Promise<boolean> {
  const { memoryCost, timeCost } = argon2Options(kept)
  if (memoryCost > HASH_LIMITS.argon2KiB || memoryCost * timeCost > HASH_LIMITS.argon2Work) return false
  return argon2Verify(kept, password)
}

async function verifyBcrypt(password: string, kept: string): Promise<boolean> {
  return bcryptOptions(kept).cost <= HASH_LIMITS.bcryptCost && (await bcryptVerify(password, kept))
}

const equal = (one: Buffer, other: Buffer): boolean =>
  one.length > 0 && one.length === other.length && timingSafeEqual(one, other)

const digestOf = (algorithm: string, input: Buffer): Buffer =>
  algorithm === 'md4' ? md4(input) : createHash(algorithm).update(input).digest()

/** RFC 2307 §5.3, with the salted and the longer kinds that directories have taken since: the salt stands behind the digest. */
function verifyDirectory(password: string, kept: string): boolean {
  const [, salted, scheme = '', text = ''] =
    /^\{(S(?=MD5|SHA))?(MD5|SHA(?:1|224|256|384|512)?)\}(.+)$/i.exec(kept) ?? []
  const algorithm = /^sha1?$/i.test(scheme) ? 'sha1' : scheme.toLowerCase()
  const bytes = Buffer.from(text, 'base64')
  const length = digestOf(algorithm, Buffer.alloc(0)).length
  const salt = bytes.subarray(length)
  if (salt.length > 0 !== (salted !== undefined)) return false
  return equal(digestOf(algorithm, Buffer.concat([Buffer.from(password), salt])), bytes.subarray(0, length))
}

/** `$name$key=value,…$part$part`: the parts are base64. */
async function verifyImported(password: string, kept: string): Promise<boolean> {
  const [empty, name = '', parameters = '', ...parts] = kept.split('$')
  if (empty !== '' || parts.length === 0) return false
  const facts = new Map(parameters.split(',').map((fact) => [fact.split('=')[0] ?? '', fact.split('=')[1] ?? '']))
  const bytes = parts.map((part) => Buffer.from(part, 'base64'))
  const number = (fact: string): number => Number(facts.get(fact) ?? Number.NaN)
  const secret = Buffer.from(password, encodingOf(facts.get('password')))
  const [salt = Buffer.alloc(0), wanted = Buffer.alloc(0)] = bytes
  if (wanted.length === 0 || wanted.length > HASH_LIMITS.digestBytes) return false
  if (name.startsWith('pbkdf2-')) {
    return equal(await stretch(secret, salt, number('i'), wanted.length, name.slice('pbkdf2-'.length)), wanted)
  }
  if (name === 'scrypt') {
    const cost = { N: number('n'), r: number('r'), p: number('p') }
    return equal(await scryptOf(secret, salt, wanted.length, cost), wanted)
  }
  const input = facts.get('salt') === 'suffix' ? Buffer.concat([secret, salt]) : Buffer.concat([salt, secret])
  if (name.startsWith('hmac-')) {
    const key = bytes[2]
    return key !== undefined && equal(createHmac(name.slice('hmac-'.length), key).update(input).digest(), wanted)
  }
  return equal(digestOf(name, input), wanted)
}

const ENCODINGS: ReadonlySet<BufferEncoding> = new Set(['utf8', 'ascii', 'latin1', 'binary', 'utf16le', 'ucs2'])

const encodingOf = (name = 'utf8'): BufferEncoding => {
  if (ENCODINGS.has(name as BufferEncoding)) return name as BufferEncoding
  throw new Error('an encoding that is not known')
}

const stretch = (secret: Buffer, salt: Buffer, rounds: number, length: number, digest: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    if (!(rounds >= 1 && rounds <= HASH_LIMITS.pbkdf2Rounds)) throw new Error('more rounds than are allowed')
    pbkdf2(secret, salt, rounds, length, digest, (error, key) => (error ? reject(error) : resolve(key)))
  })

const scryptOf = (
  secret: Buffer,
  salt: Buffer,
  length: number,
  cost: { N: number; r: number; p: number },
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const blocks = cost.N * cost.r
    const isCheap = blocks <= HASH_LIMITS.scryptBlocks && blocks * cost.p <= HASH_LIMITS.scryptWork
    if (!isCheap) throw new Error('more work than is allowed')
    scrypt(secret, salt, length, { ...cost, maxmem: SCRYPT_BYTES }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
