// Passwords that come with an import, as the text that is kept of them: what has a text of its own keeps it (argon2, bcrypt, pbkdf2 as
// PHC strings, RFC 2307 for directories), the others get one of the same kind, `$name$key=value,…$salt$digest`, in base64. At the first
// login it becomes argon2id. reference: Management API, section 21, custom_password_hash.
import type { CustomPasswordHash } from '@symbolon/protocol/entities/imported-user'

/**
 * What a login may cost at most: about a second or two of one core, and memory that many at once can have. `argon2Work` counts KiB
 * times passes, `scryptBlocks` N times r, `scryptWork` that times p.
 */
export const HASH_LIMITS = {
  argon2KiB: 262_144,
  argon2Work: 2_097_152,
  bcryptCost: 14,
  pbkdf2Rounds: 2_000_000,
  scryptBlocks: 2_097_152,
  scryptWork: 4_194_304,
  digestBytes: 512,
} as const

/** Why a hash cannot be kept, and which member of `custom_password_hash` says so. */
export type HashProblem = { readonly path: string; readonly problem: string }

type Kept = string | HashProblem

const problem = (path: string, text: string): HashProblem => ({ path, problem: text })

const DEAR = 'The hash costs more than a login may'

const tooDear = (path: string): HashProblem => problem(path, DEAR)

/** Digests that can be computed here, and how many bytes they have. */
const DIGESTS: ReadonlyMap<string, number> = new Map([
  ['md5', 16],
  ['ripemd160', 20],
  ['sha1', 20],
  ['sha224', 28],
  ['sha256', 32],
  ['sha384', 48],
  ['sha512', 64],
])

const PLAIN: ReadonlyMap<string, number> = new Map([...DIGESTS, ['md4', 16]])

type Encoded = { readonly value: string; readonly encoding?: string }

/** Undefined when it cannot be read. */
const bytesOf = ({ value, encoding }: Encoded): Buffer | undefined => {
  if (encoding === 'utf8') return Buffer.from(value, 'utf8')
  if (encoding === 'hex') return /^(?:[0-9a-f]{2})+$/i.test(value) ? Buffer.from(value, 'hex') : undefined
  return /^[A-Za-z0-9+/_-]+=*$/.test(value) ? Buffer.from(value, 'base64') : undefined
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')

/** The text of an algorithm that has its own; `why` is what is wrong with it. */
const ownText = ({ hash, salt, password }: CustomPasswordHash, why: (text: string) => string | undefined): Kept => {
  if (salt) return problem('salt', 'The hash holds its own salt')
  if (hash.encoding !== undefined && hash.encoding !== 'utf8') return problem('hash.encoding', 'Expected utf8')
  const { encoding = 'utf8' } = password ?? {}
  if (encoding !== 'utf8' && encoding !== 'ascii') {
    return problem('password.encoding', `Passwords in ${encoding} cannot be checked with this algorithm`)
  }
  const wrong = why(hash.value)
  return wrong === undefined ? hash.value : problem('hash.value', wrong)
}

const argon2Problem = (text: string): string | undefined => {
  const [, memory, passes, lanes] =
    /^\$argon2(?:id?|d)\$(?:v=(?:16|19)\$)?m=([1-9]\d*),t=([1-9]\d*),p=([1-9]\d*)(?:,[a-z]+=[A-Za-z0-9+/]*)*\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/.exec(
      text,
    ) ?? []
  if (memory === undefined) return 'Expected a PHC string of argon2'
  // RFC 9106 §3.1: eight KiB at least for each lane.
  if (Number(memory) < 8 * Number(lanes)) return 'Expected a PHC string of argon2, with m of at least 8 times p'
  const isDear = Number(memory) > HASH_LIMITS.argon2KiB || Number(memory) * Number(passes) > HASH_LIMITS.argon2Work
  return isDear ? DEAR : undefined
}

const bcryptProblem = (text: string): string | undefined => {
  const [, cost] = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(text) ?? []
  if (cost === undefined || Number(cost) < 4) return 'Expected a hash of bcrypt, $2a$, $2b$ or $2y$'
  return Number(cost) > HASH_LIMITS.bcryptCost ? DEAR : undefined
}

const pbkdf2Problem = (text: string): string | undefined => {
  const [, digest = '', rounds, length, key = ''] =
    /^\$pbkdf2-([a-z0-9]+)\$i=(\d+)(?:,l=(\d+))?\$[A-Za-z0-9+/]+\$([A-Za-z0-9+/]+)$/.exec(text) ?? []
  if (rounds === undefined) return 'Expected a PHC string of pbkdf2: $pbkdf2-DIGEST$i=ROUNDS,l=LENGTH$SALT$HASH'
  if (!DIGESTS.has(digest)) return `pbkdf2 with ${digest.slice(0, 32)} cannot be computed here`
  const bytes = Buffer.from(key, 'base64').length
  if (length !== undefined && Number(length) !== bytes) return `The hash has ${bytes} bytes, and says another length`
  const isDear =
    Number(rounds) * Math.ceil(bytes / (DIGESTS.get(digest) ?? 1)) > HASH_LIMITS.pbkdf2Rounds ||
    bytes > HASH_LIMITS.digestBytes
  return Number(rounds) < 1 ? 'Expected at least one round' : isDear ? DEAR : undefined
}

const ldapProblem = (text: string): string | undefined => {
  const [, salted, scheme = '', value = ''] =
    /^\{(S(?=MD5|SHA))?(MD5|SHA(?:1|224|256|384|512)?)\}([A-Za-z0-9+/]+=*)$/i.exec(text) ?? []
  if (value === '') return 'Expected {MD5}, {SMD5}, {SHA…} or {SSHA…} of RFC 2307, and base64'
  const name = scheme.toLowerCase()
  const length = DIGESTS.get(name === 'sha' ? 'sha1' : name) ?? 0
  const bytes = Buffer.from(value, 'base64').length
  const isWhole = salted === undefined ? bytes === length : bytes > length
  return isWhole ? undefined : `The digest of ${scheme} has ${length} bytes${salted ? ' and then the salt' : ''}`
}

type Parts = { readonly facts: readonly string[]; readonly salt: Buffer; readonly digest: Buffer }

const isProblem = (value: object): value is HashProblem => 'problem' in value

/** What the formats without a text of their own share. */
const partsOf = ({ hash, salt, password }: CustomPasswordHash): Parts | HashProblem => {
  const digest = hash.encoding === 'utf8' ? undefined : bytesOf(hash)
  if (!digest) return problem('hash.value', `Expected ${hash.encoding === 'hex' ? 'hex' : 'base64 or hex'}`)
  const salted = salt ? bytesOf({ encoding: 'utf8', ...salt }) : Buffer.alloc(0)
  if (!salted) return problem('salt.value', `Expected ${salt?.encoding}`)
  const { encoding = 'utf8' } = password ?? {}
  const facts = [
    ...(encoding === 'utf8' ? [] : [`password=${encoding}`]),
    ...(salt ? [`salt=${salt.position ?? 'prefix'}`] : []),
  ]
  return { facts, salt: salted, digest }
}

const plainText = (imported: CustomPasswordHash): Kept => {
  const parts = partsOf(imported)
  if (isProblem(parts)) return parts
  const { algorithm } = imported
  const length = PLAIN.get(algorithm)
  if (parts.digest.length !== length) return problem('hash.value', `A digest of ${algorithm} has ${length} bytes`)
  return `$${algorithm}$${parts.facts.join(',')}$${base64(parts.salt)}$${base64(parts.digest)}`
}

const hmacText = (imported: CustomPasswordHash): Kept => {
  const parts = partsOf(imported)
  if (isProblem(parts)) return parts
  const { digest: name = '', key: given } = imported.hash
  const length = DIGESTS.get(name)
  if (length === undefined) return problem('hash.digest', `Expected one of: ${[...DIGESTS.keys()].join(', ')}`)
  if (parts.digest.length !== length) return problem('hash.value', `A digest of ${name} has ${length} bytes`)
  const key = given && bytesOf({ encoding: 'utf8', ...given })
  if (!key) return problem('hash.key', given ? `Expected ${given.encoding}` : 'Missing required property: key')
  return `$hmac-${name}$${parts.facts.join(',')}$${base64(parts.salt)}$${base64(parts.digest)}$${base64(key)}`
}

const scryptText = (imported: CustomPasswordHash): Kept => {
  const parts = partsOf(imported)
  if (isProblem(parts)) return parts
  const { salt, digest } = parts
  const { cost = 16_384, blockSize = 8, parallelization = 1, keylen = digest.length } = imported
  if (digest.length > HASH_LIMITS.digestBytes) return tooDear('hash.value')
  if (salt.length === 0) return problem('salt', 'Missing required property: salt')
  if (digest.length !== keylen) return problem('keylen', `The hash has ${digest.length} bytes`)
  if (cost < 2 || !Number.isInteger(Math.log2(cost))) return problem('cost', 'Expected a power of two')
  const blocks = cost * blockSize
  if (blocks > HASH_LIMITS.scryptBlocks || blocks * parallelization > HASH_LIMITS.scryptWork) return tooDear('cost')
  const facts = parts.facts.filter((fact) => !fact.startsWith('salt'))
  const all = [`n=${cost}`, `r=${blockSize}`, `p=${parallelization}`, ...facts]
  return `$scrypt$${all.join(',')}$${base64(salt)}$${base64(digest)}`
}

const READERS: Readonly<Record<CustomPasswordHash['algorithm'], (imported: CustomPasswordHash) => Kept>> = {
  argon2: (imported) => ownText(imported, argon2Problem),
  bcrypt: (imported) => ownText(imported, bcryptProblem),
  pbkdf2: (imported) => ownText(imported, pbkdf2Problem),
  ldap: (imported) => ownText(imported, ldapProblem),
  hmac: hmacText,
  scrypt: scryptText,
  md4: plainText,
  md5: plainText,
  sha1: plainText,
  sha256: plainText,
  sha512: plainText,
}

/** The text that is kept, or why no password could ever be compared with the hash. What is read has been held against its schema. */
export const keptHashOf = (imported: CustomPasswordHash): string | HashProblem => READERS[imported.algorithm](imported)
