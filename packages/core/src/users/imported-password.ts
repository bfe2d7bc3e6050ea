// Passwords that come with an import, as the text that is kept of them: what has a text of its own keeps it (argon2, bcrypt, pbkdf2 as
// PHC strings, RFC 2307 for directories), the others get one of the same kind, `$name$key=value,…$salt$digest`, in base64. At the first
// login it becomes argon2id. reference: Management API, section 21, custom_password_hash.

/** `custom_password_hash` of an imported user, as far as it matters here. */
export type ImportedHash = {
  readonly algorithm: string
  readonly hash: {
    readonly value: string
    readonly encoding?: string
    readonly digest?: string
    readonly key?: { readonly value: string; readonly encoding?: string }
  }
  readonly salt?: { readonly value: string; readonly encoding?: string; readonly position?: string }
  readonly password?: { readonly encoding?: string }
  readonly keylen?: number
  readonly cost?: number
  readonly blockSize?: number
  readonly parallelization?: number
}

const OWN_TEXT: Readonly<Record<string, RegExp>> = {
  argon2: /^\$argon2(?:id?|d)\$[A-Za-z0-9+/=,$]+$/,
  bcrypt: /^\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}$/,
  pbkdf2: /^\$pbkdf2-[a-z0-9]+\$i=\d+(?:,l=\d+)?\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/,
  ldap: /^\{S?(?:MD5|SHA(?:1|224|256|384|512)?)\}[A-Za-z0-9+/=]+$/i,
}

const PLAIN: ReadonlySet<string> = new Set(['md4', 'md5', 'sha1', 'sha256', 'sha512'])
const DIGESTS: ReadonlySet<string> = new Set(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'])
const PASSWORD_ENCODINGS: ReadonlySet<string> = new Set(['ascii', 'utf8', 'utf16le', 'ucs2', 'latin1'])

type Encoded = { readonly value: string; readonly encoding?: string }

/** In base64 without padding; undefined when it cannot be read. */
function bytesOf({ value, encoding = 'base64' }: Encoded): string | undefined {
  const isHex = encoding === 'hex' && /^(?:[0-9a-f]{2})+$/i.test(value)
  const isBase64 = encoding === 'base64' && /^[A-Za-z0-9+/_-]+=*$/.test(value)
  if (!isHex && !isBase64 && encoding !== 'utf8') return undefined
  const bytes = Buffer.from(value, isHex ? 'hex' : isBase64 ? 'base64' : 'utf8')
  return bytes.length === 0 ? undefined : bytes.toString('base64').replaceAll('=', '')
}

const isCount = (value: number | undefined): value is number => Number.isInteger(value) && Number(value) > 0

/** The text that is kept; undefined when no password could ever be compared with it. */
export function keptHashOf(imported: ImportedHash): string | undefined {
  const { algorithm, hash, salt, password } = imported
  const ownText = OWN_TEXT[algorithm]
  if (ownText) return ownText.test(hash.value) ? hash.value : undefined
  const digest = bytesOf(hash)
  const salted = salt ? bytesOf({ encoding: 'utf8', ...salt }) : ''
  const encoding = password?.encoding ?? 'utf8'
  if (digest === undefined || salted === undefined || !PASSWORD_ENCODINGS.has(encoding)) return undefined
  const facts = [
    ...(encoding === 'utf8' ? [] : [`password=${encoding}`]),
    ...(salt ? [`salt=${salt.position === 'suffix' ? 'suffix' : 'prefix'}`] : []),
  ]
  if (PLAIN.has(algorithm)) return `$${algorithm}$${facts.join(',')}$${salted}$${digest}`
  if (algorithm === 'hmac') return hmacText(imported, facts, salted, digest)
  return algorithm === 'scrypt' ? scryptText(imported, facts, salted, digest) : undefined
}

function hmacText({ hash }: ImportedHash, facts: readonly string[], salt: string, digest: string): string | undefined {
  const key = hash.key && bytesOf({ encoding: 'utf8', ...hash.key })
  if (key === undefined || !DIGESTS.has(hash.digest ?? '')) return undefined
  return `$hmac-${hash.digest}$${facts.join(',')}$${salt}$${digest}$${key}`
}

function scryptText(
  { cost = 16_384, blockSize = 8, parallelization = 1, keylen }: ImportedHash,
  facts: readonly string[],
  salt: string,
  digest: string,
): string | undefined {
  const isWhole = keylen === undefined || Buffer.from(digest, 'base64').length === keylen
  if (salt === '' || !isWhole || ![cost, blockSize, parallelization].every(isCount)) return undefined
  const all = [
    `n=${cost}`,
    `r=${blockSize}`,
    `p=${parallelization}`,
    ...facts.filter((fact) => !fact.startsWith('salt')),
  ]
  return `$scrypt$${all.join(',')}$${salt}$${digest}`
}
