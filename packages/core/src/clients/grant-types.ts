// Which grants a client may use: one question, wherever a grant is used. RFC 6749 §4.4.2; reference: Authentication API, section 4.5.
import type { Client } from '@symbolon/protocol/entities/client'
import { OAuthError } from '../errors.ts'
import { isConfidential } from './authenticate.ts'

/** Where Auth0's clients send people whose application may not use a grant. */
const GRANT_TYPES_URI = 'https://auth0.com/docs/clients/client-grant-types'

/**
 * Returns when the client may use the grant.
 *
 * @param confidentialOnly whether it is for clients alone that can keep a secret
 * @throws OAuthError `unauthorized_client`
 */
export function requireGrantType(client: Client, type: string, confidentialOnly = false): void {
  const isListed = client.grant_types?.some((one) => one === type)
  if (isListed && (!confidentialOnly || isConfidential(client))) return
  throw new OAuthError('unauthorized_client', `Grant type '${type}' not allowed for the client.`, {
    error_uri: GRANT_TYPES_URI,
  })
}
