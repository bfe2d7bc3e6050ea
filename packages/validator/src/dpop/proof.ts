// A proof that the caller holds the key that its token is bound to. RFC 9449 §4.3 and §7.1
import { decodeCompactJws, type CompactJws } from '@symbolon/protocol/oauth/rfc7515-jws'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { thumbprintText } from '@symbolon/protocol/oauth/rfc7638-thumbprint'
import { backend } from '#crypto'
import { algorithmOf, PUBLIC_KEY_ALGORITHMS } from '../algorithms.ts'
import { publicKey, verifySignature } from '../keys.ts'
import { AccessRefused, type RefusalReason } from '../refusals.ts'
import type { Nonces } from './nonce.ts'
import type { ReplayMemory } from './replay.ts'

const LONGEST_PROOF = 8192
const LONGEST_JTI = 256

export type ProofPolicy = {
  readonly proofLifetime: number
  readonly clockTolerance: number
  readonly replay: ReplayMemory
  readonly nonces: Nonces | undefined
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** The request that a proof is about. */
export type ProvenRequest = {
  readonly method: string
  readonly url: string
  /** The access token that came with it. */
  readonly token: string
  /** `cnf.jkt` of that token. */
  readonly jkt: string
}

const refuse = (message: string, reason: RefusalReason = 'proof'): never => {
  throw new AccessRefused('invalid_dpop_proof', reason, message)
}

/** RFC 9449 §4.3 item 9: without query and fragment, and normalized as RFC 3986 §6.2.2 and §6.2.3 say, which URL does. */
export const targetOf = (url: unknown): string | undefined => {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined
  const { origin, pathname } = new URL(url)
  const unescaped = pathname.replace(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
    return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase()
  })
  return origin === 'null' ? undefined : `${origin}${unescaped}`
}

const decode = (proof: string): CompactJws => {
  try {
    if (proof.length <= LONGEST_PROOF) return decodeCompactJws(proof)
  } catch {
    return refuse('the proof is malformed')
  }
  return refuse('the proof is too long')
}

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth']

/** The one place where a key in a header counts, since it proves itself and the token names its thumbprint. */
const requireSigned = async ({ header, signingInput, signature }: CompactJws): Promise<JsonObject> => {
  const { alg, jwk, typ } = header
  if (Object.hasOwn(header, 'crit')) refuse('the proof has critical extensions')
  if (typeof typ !== 'string' || typ.toLowerCase() !== 'dpop+jwt') refuse('the type of the proof is not dpop+jwt')
  const algorithm = algorithmOf(alg)
  if (!algorithm || algorithm.kty === 'oct') return refuse('the algorithm of the proof is not accepted')
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) return refuse('the proof has no key')
  const key = jwk as JsonObject
  if (PRIVATE_MEMBERS.some((member) => Object.hasOwn(key, member))) refuse('the key of the proof is private')
  const bound = await publicKey(key, [algorithm.alg]).catch(() => refuse('the key of the proof does not fit'))
  if (!(await verifySignature(bound, signingInput, signature))) refuse('the signature of the proof does not fit')
  return key
}

const requireTimely = ({ iat }: JsonObject, { proofLifetime, clockTolerance, now }: ProofPolicy): void => {
  if (typeof iat !== 'number' || !Number.isFinite(iat)) return refuse('the claim iat of the proof is missing')
  const age = now() / 1000 - iat
  if (age > proofLifetime + clockTolerance || age < -clockTolerance) refuse('the proof is of another time')
}

const requireNonce = async ({ nonce }: JsonObject, { nonces }: ProofPolicy): Promise<void> => {
  if (nonces && !(await nonces.isGood(nonce))) {
    throw new AccessRefused('use_dpop_nonce', 'proof', 'the proof must have the nonce of this API')
  }
}

/** `proof` shows that the sender of `request` holds the key of its token. Throws AccessRefused. */
export async function requireProof(proof: string, request: ProvenRequest, policy: ProofPolicy): Promise<void> {
  const jws = decode(proof)
  const jwk = await requireSigned(jws)
  const { htm, htu, jti, ath } = jws.claims
  if (htm !== request.method) refuse('the proof is for another method')
  const target = targetOf(htu)
  if (target === undefined || target !== targetOf(request.url)) refuse('the proof is for another URL')
  requireTimely(jws.claims, policy)
  if (ath !== (await backend.sha256(request.token))) refuse('the proof is for another token')
  const thumbprint = await backend.sha256(thumbprintText(jwk) ?? refuse('the key of the proof is none'))
  if (thumbprint !== request.jkt) refuse('the proof is of another key', 'binding')
  await requireNonce(jws.claims, policy)
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_JTI)
    return refuse('the claim jti of the proof is missing')
  const { proofLifetime, clockTolerance, now, replay } = policy
  const expires = Math.ceil(now() / 1000) + proofLifetime + 2 * clockTolerance
  const isNew = await replay.isNew(await backend.sha256(JSON.stringify([thumbprint, jti])), expires)
  if (!isNew) refuse('the proof has been used', 'replay')
}

/** For challenges and metadata. RFC 9449 §7.1 */
export const PROOF_ALGORITHMS: readonly string[] = PUBLIC_KEY_ALGORITHMS
