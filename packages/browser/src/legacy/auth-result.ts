// An authorization response as programs written for auth0.js read it.
import type { Answer } from '../answer.ts'
import { checkedIdToken } from '../answer.ts'
import type { Pending } from '../authorization-request.ts'
import { sha256, toBase64url } from '../base64url.ts'
import type { Claims } from '../claims.ts'
import { LoginError } from '../errors.ts'
import type { Issuer } from '../issuer.ts'
import { checkSignature } from './signature.ts'

export type AuthResult = {
  readonly accessToken: string | null
  readonly idToken: string | null
  readonly idTokenPayload: Claims | null
  readonly appState: unknown
  readonly refreshToken: string | null
  readonly state: string | null
  /** Seconds. */
  readonly expiresIn: number | null
  readonly tokenType: string | null
  readonly scope: string | null
  readonly code?: string
}

/** What they get instead of a result. */
export type AuthError = {
  readonly error: string
  readonly errorDescription: string
  readonly state?: string
  readonly code: string
  readonly description: string
}

export const authError = (error: unknown, state?: string): AuthError => {
  const code = error instanceof LoginError ? error.code : 'unknown_error'
  const description = error instanceof Error ? error.message : String(error)
  return { error: code, errorDescription: description, code, description, ...(state === undefined ? {} : { state }) }
}

/** The result in `answer` to `pending`. @throws LoginError */
export async function authResult(
  answer: Answer,
  issuer: Issuer,
  client_id: string,
  pending: Pending,
): Promise<AuthResult> {
  if (answer['state'] !== pending.state) {
    throw new LoginError('invalid_token', '`state` does not match.')
  }
  const { error, error_description, access_token, id_token, expires_in, token_type, scope, code } = answer
  if (error !== undefined) throw new LoginError(error, error_description ?? error, pending.app_state)
  const payload = id_token === undefined ? null : await checked(id_token, access_token, issuer, client_id, pending)
  return {
    accessToken: access_token ?? null,
    idToken: id_token ?? null,
    idTokenPayload: payload,
    appState: pending.app_state ?? null,
    refreshToken: null,
    state: answer['state'] ?? null,
    expiresIn: expires_in === undefined ? null : Number(expires_in),
    tokenType: token_type ?? null,
    scope: scope ?? null,
    ...(code === undefined ? {} : { code }),
  }
}

async function checked(
  token: string,
  access_token: string | undefined,
  issuer: Issuer,
  client_id: string,
  { nonce, max_age }: Pending,
): Promise<Claims> {
  if (issuer.jwks_uri === undefined) throw new LoginError('id_token_refused', 'The issuer shows no keys')
  await checkSignature(token, issuer.jwks_uri)
  const claims = checkedIdToken(token, issuer, { client_id, nonce, max_age, sub: undefined })
  const { at_hash } = claims
  if (access_token === undefined) return claims
  // The left half of the hash, which nothing that comes beside an access token may lack: OpenID Connect Core 1.0, section 3.2.2.9.
  const half = toBase64url((await sha256(access_token)).subarray(0, 16))
  if (half !== at_hash) throw new LoginError('id_token_refused', 'It belongs to another access token')
  return claims
}
