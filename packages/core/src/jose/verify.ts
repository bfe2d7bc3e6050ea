// The one verifier: access tokens, client assertions and every other JWT that comes in. A policy says what is accepted; there
// is no second way to accept anything.
import { decodeCompactJws, type CompactJws } from '@symbolon/protocol/oauth/rfc7515-jws'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { ALGORITHMS, isSignatureAlgorithm } from './algorithms.ts'
import { isBound, type VerificationKey } from './keys.ts'

export type VerificationPolicy = {
  /** Keys of the one party that may have signed. */
  readonly keys: readonly VerificationKey[]
  /** Header types accepted, without regard to case or to `application/` in front; undefined accepts none given. */
  readonly typ: readonly (string | undefined)[]
  /** Exactly this `iss`, byte for byte. */
  readonly issuer?: string | undefined
  /** At least one of these in `aud`. */
  readonly audience?: string | readonly string[] | undefined
  /** Nothing in `aud` but what `audience` names. */
  readonly soleAudience?: boolean
  /** Seconds since the epoch. */
  readonly now: number
  /** Seconds by which clocks may differ; default 5. */
  readonly clockTolerance?: number
  /** Claims that must be there and not be null or empty. */
  readonly required: readonly string[]
  /** Longest token looked at, in characters; default 16 KiB. */
  readonly maxBytes?: number
  /** Most seconds from `iat`, or from now where there is none, to `exp`; a token without `exp` is then refused. */
  readonly maxLifetime?: number
  /** Takes a token that has expired: for hints, which give no rights. */
  readonly expiredToo?: boolean
}

export type RefusalReason =
  | 'too_long'
  | 'malformed'
  | 'critical'
  | 'type'
  | 'algorithm'
  | 'key'
  | 'signature'
  | 'claims'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'not_yet_valid'
  | 'revoked'

/** The token is not accepted, and why. The message never repeats the token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  readonly reason: RefusalReason

  constructor(reason: RefusalReason, message: string) {
    super(message)
    this.reason = reason
  }
}

export type VerifiedJwt = { readonly header: JsonObject; readonly claims: JsonObject }

const MAX_BYTES = 16 * 1024
const CLOCK_TOLERANCE = 5

type Check = (jws: CompactJws, policy: VerificationPolicy) => void

const refuse = (reason: RefusalReason, message: string): never => {
  throw new TokenRefused(reason, message)
}

const bareType = (typ: string): string => {
  const lower = typ.toLowerCase()
  return lower.startsWith('application/') ? lower.slice('application/'.length) : lower
}

/** RFC 7515 §4.1.11: what is critical must be understood, and no extension is. */
const nothingCritical: Check = ({ header }) => {
  if (Object.hasOwn(header, 'crit')) refuse('critical', 'the token has critical extensions')
}

/** RFC 8725 §3.11: one kind of token is never taken for another. */
const acceptedType: Check = ({ header }, { typ: accepted }) => {
  const { typ } = header
  const given = typeof typ === 'string' ? bareType(typ) : undefined
  if (typ !== undefined && given === undefined) refuse('type', 'the type of the token is not a string')
  if (!accepted.some((type) => (type === undefined ? undefined : bareType(type)) === given)) {
    refuse('type', 'the token is of another type')
  }
}

/** RFC 8725 §3.1: the key decides on the algorithm. `jwk`, `jku`, `x5u` and `x5c` of the header are never looked at. */
const keysFor = (
  { header: { alg, kid } }: CompactJws,
  keys: readonly VerificationKey[],
): readonly VerificationKey[] => {
  if (!isSignatureAlgorithm(alg)) return refuse('algorithm', 'the algorithm of the token is not accepted')
  if (kid !== undefined && typeof kid !== 'string') return refuse('key', 'the key id of the token is not a string')
  const named = kid === undefined ? keys : keys.filter((key) => key.kid === kid)
  if (named.length === 0) return refuse('key', 'the key of the token is unknown')
  const fitting = named.filter((key) => key.alg === alg)
  return fitting.length === 0 ? refuse('algorithm', 'the algorithm of the token is not that of its key') : fitting
}

const signedByKey: Check = (jws, policy) => {
  const signed = keysFor(jws, policy.keys).some((key) => {
    if (!isBound(key)) throw new TypeError('a verification key must be made by verificationKey')
    return ALGORITHMS[key.alg].verify(key.key, jws.signingInput, jws.signature)
  })
  if (!signed) refuse('signature', 'the signature of the token does not fit')
}

const isText = (value: unknown): boolean => typeof value === 'string'
const isTime = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
const isAudience = (value: unknown): boolean => isText(value) || (Array.isArray(value) && value.every(isText))

/** Registered claims and what they must be when they are there. RFC 7519 §4.1 */
const CLAIM_TYPES: readonly (readonly [claim: string, fits: (value: unknown) => boolean])[] = [
  ['iss', isText],
  ['sub', isText],
  ['jti', isText],
  ['aud', isAudience],
  ['exp', isTime],
  ['nbf', isTime],
  ['iat', isTime],
]

const wellFormedClaims: Check = ({ claims }, { required }) => {
  for (const [claim, fits] of CLAIM_TYPES) {
    if (Object.hasOwn(claims, claim) && !fits(claims[claim])) refuse('claims', `the claim ${claim} is malformed`)
  }
  for (const claim of required) {
    const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined
    const empty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
    if (empty) refuse('claims', `the claim ${claim} is missing`)
  }
}

const rightIssuer: Check = ({ claims }, { issuer }) => {
  if (issuer !== undefined && claims['iss'] !== issuer) refuse('issuer', 'the token is of another issuer')
}

const rightAudience: Check = ({ claims: { aud } }, { audience, soleAudience = false }) => {
  if (audience === undefined) return
  const accepted = typeof audience === 'string' ? [audience] : audience
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  const isAccepted = (name: unknown): boolean => typeof name === 'string' && accepted.includes(name)
  if (!named.some(isAccepted)) refuse('audience', 'the token is for another audience')
  if (soleAudience && !named.every(isAccepted)) refuse('audience', 'the token is for other audiences too')
}

const timeOf = (claims: JsonObject, claim: string): number | undefined => {
  const value = claims[claim]
  return typeof value === 'number' ? value : undefined
}

/** RFC 7519 §4.1.4: on or after `exp` a token is over; `nbf` and `iat` may not be ahead. */
const withinLifetime: Check = ({ claims }, { now, clockTolerance = CLOCK_TOLERANCE, maxLifetime, expiredToo }) => {
  const exp = timeOf(claims, 'exp')
  const iat = timeOf(claims, 'iat')
  const nbf = timeOf(claims, 'nbf')
  if (exp !== undefined && !expiredToo && now >= exp + clockTolerance) refuse('expired', 'the token has expired')
  if (nbf !== undefined && nbf > now + clockTolerance) refuse('not_yet_valid', 'the token is not valid yet')
  if (iat !== undefined && iat > now + clockTolerance) refuse('not_yet_valid', 'the token was issued in the future')
  if (maxLifetime === undefined) return
  if (exp === undefined) return refuse('claims', 'the claim exp is missing')
  // Since iat may not be ahead, this also bounds how far exp is ahead of now.
  if (exp - (iat ?? now) > maxLifetime) refuse('claims', `the token lives longer than ${maxLifetime} seconds`)
}

/** In this order: what is cheap and about form first, claims only once the signature has been found good. */
const CHECKS: readonly Check[] = [
  nothingCritical,
  acceptedType,
  signedByKey,
  wellFormedClaims,
  rightIssuer,
  rightAudience,
  withinLifetime,
]

const decode = (token: string, maxBytes: number): CompactJws => {
  if (token.length > maxBytes) return refuse('too_long', `the token is longer than ${maxBytes} characters`)
  try {
    return decodeCompactJws(token)
  } catch (error) {
    return refuse('malformed', error instanceof Error ? error.message : 'the token is malformed')
  }
}

/** Header and claims of a token that `policy` accepts. Throws TokenRefused otherwise. RFC 7519 §7.2, RFC 8725 */
export const verifyJwt = (token: string, policy: VerificationPolicy): VerifiedJwt => {
  const jws = decode(token, policy.maxBytes ?? MAX_BYTES)
  for (const check of CHECKS) check(jws, policy)
  return { header: jws.header, claims: jws.claims }
}

/** Header and claims as they stand there, with nothing verified: for showing only. Throws TokenRefused. */
export const decodeJwt = (token: string): VerifiedJwt => {
  const { header, claims } = decode(token, MAX_BYTES)
  return { header, claims }
}
