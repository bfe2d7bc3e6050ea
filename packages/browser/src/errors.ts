// What went wrong, and what an application can do about it.

/** What an application may want to tell apart. */
type LoginErrorCode =
  | 'login_required'
  | 'consent_required'
  | 'interaction_required'
  | 'access_denied'
  | 'popup_blocked'
  | 'popup_closed'
  | 'timeout'
  | 'unreachable'
  | 'bad_answer'
  | 'unknown_state'
  | 'id_token_refused'
  | 'invalid_grant'

/** What to do about what goes wrong; what is not here has come from the issuer, in whose words it is told. */
const ADVICE: ReadonlyMap<string, string> = new Map<LoginErrorCode, string>([
  [
    'login_required',
    'Nobody is logged in at the issuer, or this browser does not let its cookie into frames: call login().',
  ],
  ['consent_required', 'The person has not agreed to this yet: call login() with the same audience and scopes.'],
  [
    'interaction_required',
    'The issuer has to ask the person something: call login() with the same audience and scopes.',
  ],
  ['access_denied', 'The person or the issuer said no. Tell the person, and do not ask again at once.'],
  [
    'popup_blocked',
    'Call loginWithPopup() right in a click’s handler, before anything else is awaited, or call login().',
  ],
  ['popup_closed', 'The person closed the window. Offer the login again.'],
  ['timeout', 'Is the page’s origin among the application’s web origins? Otherwise the issuer is slow: try again.'],
  ['unreachable', 'The issuer did not answer: try again when the browser is online.'],
  ['bad_answer', 'The issuer answered what no issuer should. Is the setting "issuer" right?'],
  [
    'unknown_state',
    'This answer belongs to no login that began in this tab, or it has been taken already: call login().',
  ],
  ['id_token_refused', 'The ID token is not for this login. Check issuer, client_id and the clock of this device.'],
  ['invalid_grant', 'What the application held is no longer good: call login().'],
])

/** No token, no login. Nothing in it is secret. */
export class LoginError extends Error {
  override readonly name = 'LoginError'
  /** One of this library's, or of OAuth or OpenID Connect as the issuer gave it: that list has no end. */
  readonly code: LoginErrorCode | (string & Record<never, never>)
  /** What an application can do about it; empty for what only the issuer knows. */
  readonly advice: string
  /** What the application gave to `login`, where the answer to a login is the error. */
  readonly app_state: unknown

  constructor(code: string, message: string, app_state?: unknown) {
    super(message)
    this.code = code
    this.advice = ADVICE.get(code) ?? ''
    this.app_state = app_state
  }
}
