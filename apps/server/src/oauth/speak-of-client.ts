// Refusals of a client at the endpoints that speak as the RFCs do, where the token endpoint speaks as Auth0 does.
import { OAuthError } from '@symbolon/core/errors'

/** What the token endpoint calls `access_denied` has the name of the RFC here. RFC 6749 §5.2 */
export function speakOfClient(thrown: unknown): never {
  if (!(thrown instanceof OAuthError) || thrown.status !== 401) throw thrown
  throw new OAuthError('invalid_client', thrown.message, thrown.detail === undefined ? {} : { detail: thrown.detail })
}
