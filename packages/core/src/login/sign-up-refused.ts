// Why nobody could sign up, in the fields that clients compare. reference: Authentication API, section 17.1.
import type { RegistrationDenied } from '../rules/pre-user-registration.ts'
import type { PasswordProblem } from '../users/password-policy.ts'

const REFUSALS = {
  user_exists: 'The user already exists.',
  username_exists: 'The username provided is in use already.',
  invalid_signup: 'Invalid sign up',
  public_signup_disabled: 'Public signup is disabled',
  invalid_email: 'The email address is not valid.',
  invalid_phone_number: 'The phone number is not valid.',
  invalid_username: 'The username is not valid.',
  missing_email: 'The email address is missing.',
  missing_phone_number: 'The phone number is missing.',
  hook_error: 'Something went wrong, please try again later',
  too_many_requests: 'Too many sign ups from this address. Please try again later.',
} as const

export type SignUpRefusalCode = keyof typeof REFUSALS | 'invalid_password' | 'missing_username'

type More = Partial<Pick<PasswordProblem, 'policy' | 'description'>> & {
  readonly name: string
  readonly logged?: string
}

/** `name` is the name of the error on the wire. */
export class SignUpRefused extends Error {
  override readonly name: string
  readonly code: SignUpRefusalCode
  readonly description: PasswordProblem['description']
  /** What a password must be, a line each; only of a refused password. */
  readonly policy: string | undefined
  readonly statusCode: number
  /** What the tenant's log says instead of the message. */
  readonly logged: string | undefined

  constructor(code: SignUpRefusalCode, message?: string, more?: More) {
    super(message ?? (Object.hasOwn(REFUSALS, code) ? REFUSALS[code as keyof typeof REFUSALS] : code))
    this.code = code
    this.description = more?.description ?? this.message
    this.policy = more?.policy
    this.statusCode = code === 'too_many_requests' ? 429 : 400
    this.logged = more?.logged
    this.name = more?.name ?? 'BadRequestError'
  }

  static ofPassword(problem: PasswordProblem): SignUpRefused {
    return new SignUpRefused('invalid_password', problem.message, problem)
  }

  /** The tenant's own code said no; people see the words that it has for them, or none of its words. */
  static byCode({ message, code = message, userMessage }: RegistrationDenied): SignUpRefused {
    const logged = code === message ? message : `${code}: ${message}`
    return new SignUpRefused('hook_error', userMessage, { name: 'PreUserRegistrationError', logged })
  }

  static missingUsername(connection: string): SignUpRefused {
    return new SignUpRefused(
      'missing_username',
      `missing username for ${connection} connection with requires_username enabled`,
    )
  }
}
