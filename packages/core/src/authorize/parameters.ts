// An authorization request as it came in: nothing is believed yet, and what was wrong with the form of a parameter is remembered
// with its name, since where that may be said depends on which parameter it was.

export type AuthorizationParameters = {
  /** Each once; empty ones are left out. RFC 6749 §3.1 */
  readonly values: Readonly<Record<string, string>>
  /** What is wrong with a parameter, by its name: it stands there twice, or is no text. */
  readonly faults: ReadonlyMap<string, string>
}

/** Longest value of a parameter, characters, where another bound than that of the whole request makes sense. */
export const MAX_LENGTHS: Readonly<Record<string, number>> = {
  acr_values: 1024,
  audience: 600,
  client_id: 128,
  co_verifier: 128,
  code_challenge: 128,
  connection: 128,
  invitation: 128,
  login_hint: 512,
  login_ticket: 128,
  nonce: 1024,
  organization: 64,
  prompt: 64,
  redirect_uri: 2048,
  resource: 600,
  response_mode: 32,
  response_type: 64,
  screen_hint: 64,
  ui_locales: 512,
}

/** Parameters that the request is made of, or that prove something; all others go to pages and the tenant's code as they are. */
export const UNDERSTOOD: ReadonlySet<string> = new Set([
  ...Object.keys(MAX_LENGTHS),
  'co_verifier',
  'code_challenge_method',
  'id_token_hint',
  'max_age',
  'scope',
  'state',
])
