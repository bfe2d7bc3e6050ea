// One ring of keys for each algorithm of a tenant: `next` is published, `current` signs, `previous` are served while their
// tokens live. The order publish, wait, sign is kept here and cannot be left out.
import { PUBLISHED_BEFORE_SIGNING } from '@symbolon/protocol/oauth/rfc7517-jwks'
import { generateKeyPair, type KeyObject } from 'node:crypto'
import type { SigningKey, SigningKeyAlgorithm } from '../collections.ts'
import { ApiError } from '../errors.ts'
import { selfSignedCertificate } from '../jose/certificate.ts'
import { seal } from '../jose/sealing.ts'
import type { Change, Ports, Tenant } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { findSigningKeys, sealingPurpose } from './signing-keys.ts'

const RSA_BITS = 2048
const KID_BYTES = 16
const SERIAL_BYTES = 16
// Some 13 years, as Auth0 does it: nobody checks it, and a certificate that runs out must not be the end of a key.
const CERTIFICATE_LIFETIME = 5000 * 86_400

type KeyPair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject }
type Generated = (error: Error | null, publicKey: KeyObject, privateKey: KeyObject) => void

const generateRsa = (done: Generated): void => generateKeyPair('rsa', { modulusLength: RSA_BITS }, done)

const GENERATORS: Readonly<Record<SigningKeyAlgorithm, (done: Generated) => void>> = {
  RS256: generateRsa,
  PS256: generateRsa,
  ES256: (done) => generateKeyPair('ec', { namedCurve: 'P-256' }, done),
  EdDSA: (done) => generateKeyPair('ed25519', {}, done),
}

const generate = (alg: SigningKeyAlgorithm): Promise<KeyPair> =>
  new Promise((resolve, reject) => {
    GENERATORS[alg]((error, publicKey, privateKey) => {
      if (error === null) resolve({ publicKey, privateKey })
      else reject(error)
    })
  })

type KeyPorts = Pick<Ports, 'now' | 'random' | 'masterKey'>

const newKey = async (
  { now, random, masterKey }: KeyPorts,
  { tenant_id, host }: Tenant,
  alg: SigningKeyAlgorithm,
  state: 'next' | 'current',
): Promise<SigningKey> => {
  const pair = await generate(alg)
  const kid = random(KID_BYTES).toString('base64url')
  // Rounded up, so that a key is never thought to be published longer than it is.
  const published_at = Math.ceil(now() / 1000)
  const certificate = selfSignedCertificate({
    ...pair,
    commonName: host.replace(/:\d+$/, ''),
    notBefore: published_at,
    notAfter: published_at + CERTIFICATE_LIFETIME,
    serial: random(SERIAL_BYTES),
    certificateAuthority: true,
  })
  const private_key = seal(
    masterKey,
    sealingPurpose(tenant_id, kid),
    pair.privateKey.export({ format: 'der', type: 'pkcs8' }),
  )
  const key = { kid, alg, state, private_key, cert: certificate, published_at }
  return state === 'current' ? { ...key, current_since: published_at } : key
}

const insertion = (document: SigningKey): Change => ({ insert: 'signing_keys', document })

/** The first two keys for `alg` of a new tenant: one that signs at once, since nobody has a copy of a key set yet, and one to follow it. */
export const newKeyRing = async (ports: KeyPorts, tenant: Tenant, alg: SigningKeyAlgorithm): Promise<Change[]> => {
  const keys = await Promise.all([newKey(ports, tenant, alg, 'current'), newKey(ports, tenant, alg, 'next')])
  return keys.map(insertion)
}

/** What must be added so that the tenant can sign with `alg`; nothing when it can. */
export const signingKeyChangesFor = async (tenancy: Tenancy, alg: SigningKeyAlgorithm): Promise<Change[]> => {
  const keys = await findSigningKeys(tenancy)
  return keys.some((key) => key.alg === alg && key.state === 'current') ? [] : newKeyRing(tenancy, tenancy.tenant, alg)
}

const replacement = (before: SigningKey, after: SigningKey): Change => ({ replace: 'signing_keys', before, after })

const applyOrRefuse = async (tenancy: Tenancy, changes: readonly Change[]): Promise<void> => {
  const { outcome } = await tenancy.store.apply(changes)
  if (outcome !== 'applied') throw new ApiError(409, 'The signing keys have been changed meanwhile. Read them again.')
}

/** Makes the ring for `alg`; its keys are published from now on. Answers with the current one. Throws ApiError 409 when there is one. */
export const createKeyRing = async (tenancy: Tenancy, alg: SigningKeyAlgorithm): Promise<SigningKey> => {
  const changes = await signingKeyChangesFor(tenancy, alg)
  if (changes.length === 0) throw new ApiError(409, `The tenant has signing keys for ${alg} already.`)
  await applyOrRefuse(tenancy, changes)
  return getCurrentKey(tenancy, alg)
}

/**
 * Returns when the tokens of an API that is in use may be signed with `alg` from now on: its validators have copies of the key
 * set, and every copy must have the key. Where the tenant has no keys for `alg` yet, they are made and published, for next time.
 *
 * @throws ApiError 409 that names the moment from which it may be
 */
export const requireKnownRing = async (tenancy: Tenancy, alg: SigningKeyAlgorithm): Promise<void> => {
  const changes = await signingKeyChangesFor(tenancy, alg)
  if (changes.length > 0) await applyOrRefuse(tenancy, changes)
  requirePublished(
    await getCurrentKey(tenancy, alg),
    Math.floor(tenancy.now() / 1000),
    `The signing keys for ${alg} have`,
  )
}

const getCurrentKey = async (tenancy: Tenancy, alg: SigningKeyAlgorithm): Promise<SigningKey> => {
  const key = (await findSigningKeys(tenancy)).find((one) => one.alg === alg && one.state === 'current')
  if (!key) throw new Error(`the tenant has no signing key for ${alg}`)
  return key
}

const requirePublished = (key: SigningKey, now: number, what: string): void => {
  const from = key.published_at + PUBLISHED_BEFORE_SIGNING
  if (now >= from) return
  const when = new Date(from * 1000).toISOString()
  throw new ApiError(409, `${what} just been published; it may sign from ${when}.`)
}

/**
 * `next` becomes `current`, `current` becomes `previous`, and a fresh `next` is published. Answers with the new current
 * key. Throws ApiError: 404 when the tenant does not sign with `alg`, 409 when next has been published for less than
 * PUBLISHED_BEFORE_SIGNING seconds, or when somebody else rotated meanwhile. reference: Management API, section 17.
 */
export const rotateSigningKey = async (tenancy: Tenancy, alg: SigningKeyAlgorithm): Promise<SigningKey> => {
  const ring = (await findSigningKeys(tenancy)).filter((key) => key.alg === alg)
  const next = ring.find((key) => key.state === 'next')
  if (next === undefined) throw new ApiError(404, `The tenant has no signing keys for ${alg}.`)
  requirePublished(next, Math.floor(tenancy.now() / 1000), 'The next signing key has')
  const fresh = await newKey(tenancy, tenancy.tenant, alg, 'next')
  const now = Math.floor(tenancy.now() / 1000)
  const promoted: SigningKey = { ...next, state: 'current', current_since: now }
  const demoted = ring.filter((key) => key.state === 'current')
  await applyOrRefuse(tenancy, [
    ...demoted.map((key) => replacement(key, { ...key, state: 'previous', current_until: now })),
    replacement(next, promoted),
    insertion(fresh),
  ])
  return promoted
}

/**
 * Stops serving a previous key: what it signed is refused wherever a fresh key set is read. Throws ApiError: 404 for an
 * unknown key, 409 for one that is current, next or already revoked. reference: Management API, section 17.
 */
export const revokeSigningKey = async (tenancy: Tenancy, kid: string): Promise<SigningKey> => {
  const key = (await findSigningKeys(tenancy)).find((one) => one.kid === kid)
  if (key === undefined) throw new ApiError(404, 'The signing key does not exist.')
  if (key.state === 'revoked') throw new ApiError(409, 'The signing key has been revoked already.')
  if (key.state !== 'previous') {
    throw new ApiError(409, `The ${key.state} signing key cannot be revoked. Rotate first: only a previous key can be.`)
  }
  const revoked: SigningKey = { ...key, state: 'revoked', revoked_at: Math.floor(tenancy.now() / 1000) }
  await applyOrRefuse(tenancy, [replacement(key, revoked)])
  return revoked
}
