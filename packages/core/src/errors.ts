// errors: the two ways in which a decision can refuse. They are thrown anywhere and spoken once, by the wing that answers.
import { OAUTH_ERROR_STATUS, type OAuthErrorCode } from '@symbolon/protocol/auth0/errors'

/**
 * A refusal in the words of RFC 6749 §5.2. The status follows from the code, so that callers cannot disagree about it.
 * `detail` is for the log and never leaves the server.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly code: OAuthErrorCode
  readonly status: number
  readonly error_uri: string | undefined
  readonly detail: string | undefined

  constructor(
    code: OAuthErrorCode,
    description: string,
    more: { status?: number; error_uri?: string; detail?: string; cause?: unknown } = {},
  ) {
    super(description, { cause: more.cause })
    this.code = code
    this.status = more.status ?? OAUTH_ERROR_STATUS[code]
    this.error_uri = more.error_uri
    this.detail = more.detail
  }
}

/** A refusal in the words of the Management API. reference: Management API, errors. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly errorCode: string | undefined

  constructor(status: number, message: string, errorCode?: string, cause?: unknown) {
    super(message, { cause })
    this.status = status
    this.errorCode = errorCode
  }
}

/** Whether `error` says that the store could not be reached or written, so that trying again later makes sense. */
export const isStoreUnavailable = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'store_unavailable'

/** What `written` answers; what it was to belong to may have gone in the same moment, and then nothing is given. */
export async function unlessOwnerGone<T>(written: Promise<T>): Promise<T> {
  try {
    return await written
  } catch (error) {
    const isOwnerGone = error instanceof Error && 'code' in error && error.code === 'owner_gone'
    if (!isOwnerGone) throw error
    throw new OAuthError('access_denied', 'Unauthorized', { detail: 'The user or the client is gone', cause: error })
  }
}
