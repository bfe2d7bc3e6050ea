// Speaks for the wing of programs: whatever was thrown becomes the JSON of RFC 6749 §5.2, without a WWW-Authenticate header,
// which published clients would read instead of the body.
import type { OAuthErrorBody } from '@symbolon/protocol/auth0/errors'
import { isStoreUnavailable, OAuthError } from '@symbolon/core/errors'
import { jsonNoStore, withHeaders, type Answer } from '../answer.ts'

/** Seconds after which it is worth trying again when the store is away. */
const RETRY_AFTER = '1'

/** What `thrown` is in the words of RFC 6749. Anything unknown is a `server_error`. */
export function asOAuthError(thrown: unknown): OAuthError {
  if (thrown instanceof OAuthError) return thrown
  if (isStoreUnavailable(thrown)) {
    return new OAuthError('temporarily_unavailable', 'The server cannot reach its database. Try again.', {
      cause: thrown,
    })
  }
  // The framework's own, about a request that cannot be read.
  const status = thrown instanceof Error && 'statusCode' in thrown ? Number(thrown.statusCode) : 500
  if (status >= 400 && status < 500) return new OAuthError('invalid_request', 'The request cannot be read.', { status })
  return new OAuthError('server_error', 'Something went wrong in the server.', { cause: thrown })
}

export function oauthErrorAnswer({ code, message, error_uri, status }: OAuthError): Answer {
  const body: OAuthErrorBody = { error: code, error_description: message, ...(error_uri ? { error_uri } : {}) }
  const answer = jsonNoStore(status, body)
  return status === 503 ? withHeaders(answer, 'retry-after', RETRY_AFTER) : answer
}
