// login: from what a person types to who the person is. This file: how it refuses. The words are Auth0's, and published clients
// compare them. reference: Authentication API, sections 16.2 and 22.2.

const REFUSALS = {
  invalid_user_password: { status: 401, message: 'Wrong email or password.' },
  too_many_attempts: {
    status: 429,
    message:
      "Your account has been blocked after multiple consecutive login attempts. We've sent you a notification via your " +
      'preferred contact method with instructions on how to unblock it.',
  },
  too_many_requests: { status: 429, message: 'Rate limit exceeded.' },
  too_busy: { status: 429, message: 'Too many requests. Please try again in a moment.' },
  blocked_user: { status: 401, message: 'user is blocked' },
  password_leaked: {
    status: 401,
    message:
      "This login attempt has been blocked because the password you're using was previously disclosed through a data breach " +
      '(not in this application). Please check your email for more information.',
  },
  invalid_connection: { status: 400, message: 'The connection does not exist, or may not be used by this client.' },
  change_password_disabled: { status: 403, message: 'Changing the password is disabled for this connection.' },
  invalid_ticket: { status: 400, message: 'This link cannot be used any more.' },
} as const

/** What stands in `code` of the classic endpoints. */
export type LoginRefusalCode = keyof typeof REFUSALS

/** An address on the network has failed too often. */
export const SUSPICIOUS =
  'We have detected suspicious login behavior and further attempts will be blocked. Please contact the administrator.'

/** Why nobody is logged in. `message` may be shown to the person: it never says whether there is such a user. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused'
  readonly code: LoginRefusalCode
  readonly status: number

  constructor(code: LoginRefusalCode, message: string = REFUSALS[code].message, cause?: unknown) {
    super(message, { cause })
    this.code = code
    this.status = REFUSALS[code].status
  }
}

/** Whether `error` says that too many passwords are waiting to be looked at. */
export const isTooBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'too_busy'

/** What `work` answers; a hasher that is too busy becomes a refusal. */
export async function orTooBusy<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw isTooBusy(error) ? new LoginRefused('too_busy', undefined, error) : error
  }
}
