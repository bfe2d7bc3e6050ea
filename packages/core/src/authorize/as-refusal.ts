import { isStoreUnavailable, OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'

/** Whatever went wrong, in words for the application. What nobody foresaw denies, and is told to the operator. security.md F13 */
export function asRefusal({ operatorLog }: Tenancy, error: unknown): OAuthError {
  if (error instanceof OAuthError) return error
  if (isStoreUnavailable(error)) {
    return new OAuthError('temporarily_unavailable', 'The server cannot reach its database. Try again.')
  }
  operatorLog('error', 'A request for authorization failed', { cause: error })
  return new OAuthError('server_error', 'Something went wrong in the server.')
}
