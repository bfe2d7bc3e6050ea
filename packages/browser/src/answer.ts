// What the issuer answered, and whether it is an answer to this login.
import type { Pending } from './authorization-request.ts'
import { claimsOf, names, type Claims } from './claims.ts'
import { LoginError } from './errors.ts'
import type { Issuer } from './issuer.ts'

/** The parameters of an authorization response, whichever way they came. */
export type Answer = Readonly<Record<string, string | undefined>>

export const answerIn = (url: string): Answer => Object.fromEntries(new URL(url).searchParams)

/** The code. @throws LoginError with the issuer's code, or `bad_answer` when another issuer seems to have answered (RFC 9207) */
export function codeIn(answer: Answer, { issuer, ...metadata }: Issuer, pending: Pending): string {
  if (answer['state'] !== pending.state) throw new LoginError('unknown_state', 'The answer belongs to another login')
  const isSigned = metadata.authorization_response_iss_parameter_supported === true
  if ((isSigned || answer['iss'] !== undefined) && answer['iss'] !== issuer) {
    throw new LoginError('bad_answer', 'The answer is not from this issuer', pending.app_state)
  }
  const { error, error_description, code } = answer
  if (error !== undefined) throw new LoginError(error, error_description ?? error, pending.app_state)
  if (code === undefined) throw new LoginError('bad_answer', 'The answer has no code', pending.app_state)
  return code
}

/** Seconds that two clocks may differ. */
const SKEW = 60

export type Expected = {
  readonly client_id: string
  readonly nonce: string | undefined
  readonly max_age: number | undefined
  /** Who the person has been so far. */
  readonly sub: unknown
}

/**
 * The claims of an ID token that came straight from the token endpoint: TLS vouches for who wrote it, so that its signature need
 * not be checked. OpenID Connect Core 1.0, section 3.1.3.7.
 *
 * @throws LoginError `id_token_refused`
 */
export function checkedIdToken(token: string, { issuer }: Issuer, expected: Expected): Claims {
  const claims = claimsOf(token)
  const now = Date.now() / 1000
  const refuse = (why: string): never => {
    throw new LoginError('id_token_refused', why)
  }
  if (!claims) return refuse('It is no JWT')
  const { iss, aud, azp, exp, iat, nonce, auth_time, sub } = claims
  if (iss !== issuer) refuse('It is another issuer’s')
  if (!names(aud, expected.client_id)) refuse('It is another application’s')
  if (Array.isArray(aud) && aud.length > 1 && azp !== expected.client_id) refuse('It is another application’s')
  if (typeof exp !== 'number' || exp < now - SKEW) refuse('It has expired: is the clock right?')
  if (typeof iat !== 'number') refuse('It does not say when it was made')
  if (nonce !== expected.nonce && (expected.nonce !== undefined || nonce === '')) refuse('It answers another request')
  if (typeof sub !== 'string' || (expected.sub !== undefined && sub !== expected.sub))
    refuse('It is about somebody else')
  if (expected.max_age !== undefined && !(Number(auth_time) + expected.max_age >= now - SKEW)) {
    refuse('The login is longer ago than was allowed')
  }
  return claims
}
