// A tenant's signing keys as they are used: what signs now, what verifies, what is published. key-ring makes and changes them.
import { LONGEST_MACHINE_TOKEN } from '@symbolon/protocol/entities/machine-token'
import type { Jwk, Jwks, PublicKeyParameters } from '@symbolon/protocol/oauth/rfc7517-jwks'
import { createPrivateKey, hash, X509Certificate, type KeyObject } from 'node:crypto'
import type { SigningKey, SigningKeyAlgorithm } from '../collections.ts'
import { signingHandle, verificationKey, type SigningHandle, type VerificationKey } from '../jose/keys.ts'
import { SealBroken, unseal } from '../jose/sealing.ts'
import { duringEra } from '../during-era.ts'
import type { Where } from '../ports.ts'
import { whenKnown, type Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'

/** Seconds that the longest token can live: so long a key is served after it has stopped signing. */
export const LONGEST_TOKEN_LIFETIME = LONGEST_MACHINE_TOKEN

const EVERY_KEY: Where = Object.freeze({})

/** All keys of the tenant as they are kept, oldest first. */
export const findSigningKeys = duringEra(({ store }) => store.all('signing_keys', EVERY_KEY))

/** What the private half of a key is sealed for; it opens nowhere else. */
export const sealingPurpose = (tenant_id: string, kid: string): string => `signing-key:${tenant_id}:${kid}`

const openPrivateKey = (tenancy: Tenancy, key: SigningKey): KeyObject => {
  const purpose = sealingPurpose(tenancy.tenant.tenant_id, key.kid)
  try {
    return createPrivateKey({ key: unseal(tenancy.masterKey, purpose, key.private_key), format: 'der', type: 'pkcs8' })
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error
    throw new Error("the master key does not open this database's keys", { cause: error })
  }
}

type Opened = { readonly masterKey: KeyObject; readonly handle: SigningHandle }
type CurrentHandles = Map<SigningKeyAlgorithm, Opened>

// The store answers with the same frozen array until a key changes, so its identity says whether we know the answer.
const current = new WeakMap<readonly SigningKey[], CurrentHandles>()

const isCurrent = (key: SigningKey, alg: SigningKeyAlgorithm): boolean => key.alg === alg && key.state === 'current'

const openCurrent = (tenancy: Tenancy, keys: readonly SigningKey[], alg: SigningKeyAlgorithm): SigningHandle => {
  const key = keys.find((one) => isCurrent(one, alg))
  if (key === undefined) throw new Error(`the tenant has no signing key for ${alg}`)
  const handle = signingHandle(alg, openPrivateKey(tenancy, key), key.kid)
  const known = current.get(keys) ?? new Map<SigningKeyAlgorithm, Opened>()
  known.set(alg, { masterKey: tenancy.masterKey, handle })
  current.set(keys, known)
  return handle
}

/** The key that signs `alg` now. Throws when the tenant has none, or when the master key does not open it. */
export const currentSigningKey = (tenancy: Tenancy, alg: SigningKeyAlgorithm): Soon<SigningHandle> =>
  whenKnown(findSigningKeys(tenancy), (keys) => {
    const known = current.get(keys)?.get(alg)
    if (known !== undefined && known.masterKey === tenancy.masterKey) return known.handle
    if (keys.some((key) => isCurrent(key, alg))) return openCurrent(tenancy, keys, alg)
    // Another process has made an API with a new algorithm, and we have heard of the API before we heard of its keys.
    tenancy.store.forget()
    return whenKnown(findSigningKeys(tenancy), (fresh) => openCurrent(tenancy, fresh, alg))
  })

/** Second from which a key is served no more; undefined while nobody knows. */
const servedUntil = (key: SigningKey): number | undefined => {
  if (key.state === 'revoked') return 0
  return key.state === 'previous' ? (key.current_until ?? key.published_at) + LONGEST_TOKEN_LIFETIME : undefined
}

const publicParameters = (key: KeyObject): PublicKeyParameters => {
  const { kty, crv, n, e, x, y } = key.export({ format: 'jwk' })
  if (kty === 'RSA' && n !== undefined && e !== undefined) return { kty, n, e }
  if (kty === 'EC' && crv === 'P-256' && x !== undefined && y !== undefined) return { kty, crv, x, y }
  if (kty === 'OKP' && crv === 'Ed25519' && x !== undefined) return { kty, crv, x }
  throw new Error('a signing key of an unknown type')
}

type PublicHalf = { readonly verification: VerificationKey; readonly jwk: Jwk }

const publicHalf = ({ kid, alg, cert }: SigningKey): PublicHalf => {
  const certificate = new X509Certificate(cert)
  const jwk: Jwk = {
    ...publicParameters(certificate.publicKey),
    use: 'sig',
    alg,
    kid,
    x5c: [certificate.raw.toString('base64')],
    x5t: hash('sha1', certificate.raw, 'base64url'),
    'x5t#S256': hash('sha256', certificate.raw, 'base64url'),
  }
  return { verification: verificationKey(alg, certificate.publicKey, kid), jwk }
}

type Served = {
  /** Seconds between which this is the answer, the second excluded. */
  readonly from: number
  readonly until: number
  readonly verification: readonly VerificationKey[]
  readonly jwks: Jwks
}

const SERVED_STATES = ['current', 'next', 'previous'] as const
const served = new WeakMap<readonly SigningKey[], Served>()

const serve = (keys: readonly SigningKey[], now: number): Served => {
  const alive = SERVED_STATES.flatMap((state) =>
    keys.filter((key) => key.state === state && (servedUntil(key) ?? Infinity) > now),
  )
  const halves = alive.map(publicHalf)
  return {
    from: now,
    until: Math.min(...alive.map((key) => servedUntil(key) ?? Infinity)),
    verification: Object.freeze(halves.map(({ verification }) => verification)),
    jwks: Object.freeze({ keys: Object.freeze(halves.map(({ jwk }) => jwk)) }),
  }
}

const servedOf = (tenancy: Tenancy, keys: readonly SigningKey[]): Served => {
  const now = tenancy.now() / 1000
  const known = served.get(keys)
  if (known !== undefined && known.from <= now && now < known.until) return known
  const fresh = serve(keys, now)
  served.set(keys, fresh)
  return fresh
}

/** Every key whose tokens may still be alive, and those about to sign: current, next, previous. Frozen. */
export const verificationKeys = (tenancy: Tenancy): Soon<readonly VerificationKey[]> =>
  whenKnown(findSigningKeys(tenancy), (keys) => servedOf(tenancy, keys).verification)

/** The same keys as anybody may read them. Frozen, the same object until it changes. reference: Authentication API, 2.2. */
export const publicKeySet = async (tenancy: Tenancy): Promise<Jwks> =>
  servedOf(tenancy, await findSigningKeys(tenancy)).jwks
