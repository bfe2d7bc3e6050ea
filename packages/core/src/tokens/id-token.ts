// The claims of an ID token: who the user is, for the client alone. OpenID Connect Core §2; reference: Authentication API, 8.1.
import type { Client } from '@symbolon/protocol/entities/client'
import type { User } from '@symbolon/protocol/entities/user'
import { hash } from 'node:crypto'
import type { Authorization, IdTokenFacts } from '../authorization.ts'
import type { Tenancy } from '../tenancy.ts'
import { asShown, claimsOfScopes } from '../users/claims.ts'
import { idTokenAlgorithm } from './client-keys.ts'

/** Seconds, where the client says nothing. */
const DEFAULT_LIFETIME = 36_000

/** Left half of the hash that the algorithm itself uses: of Ed25519 that is SHA-512. OpenID Connect Core §3.1.3.6 */
function leftHalf(client: Client, text: string): string {
  const digest = hash(idTokenAlgorithm(client) === 'EdDSA' ? 'sha512' : 'sha256', text, 'buffer')
  return Buffer.from(digest.subarray(0, digest.length / 2)).toString('base64url')
}

/** The claims at `iat`, seconds since the epoch. `access_token`: the one that is issued beside it, if any. */
export function idTokenClaims(
  { tenant: { issuer } }: Pick<Tenancy, 'tenant'>,
  about: Pick<Authorization, 'client' | 'scopes' | 'custom' | 'within'> & { readonly user: User },
  { nonce, sid, auth_time, code, state, with_at_hash }: IdTokenFacts,
  access_token: string | undefined,
  iat: number,
): Readonly<Record<string, unknown>> {
  const { client, user, scopes, custom, within } = about
  const lifetime = custom?.id_token_lifetime ?? client.jwt_configuration.lifetime_in_seconds ?? DEFAULT_LIFETIME
  return {
    ...claimsOfScopes(asShown(user, custom), scopes),
    ...custom?.id_token,
    iss: issuer,
    aud: client.client_id,
    sub: user.user_id,
    iat,
    exp: iat + lifetime,
    ...within?.claims,
    ...(nonce === null ? {} : { nonce }),
    ...(sid === null ? {} : { sid }),
    ...(auth_time === null ? {} : { auth_time }),
    ...(with_at_hash && access_token !== undefined ? { at_hash: leftHalf(client, access_token) } : {}),
    ...(code === null ? {} : { c_hash: leftHalf(client, code) }),
    // FAPI 1.0 Advanced §5.2.2.1: the ID token as a detached signature of the whole answer.
    ...(code !== null && typeof state === 'string' ? { s_hash: leftHalf(client, state) } : {}),
  }
}
