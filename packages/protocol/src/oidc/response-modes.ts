// How an authorization response travels: OAuth 2.0 Multiple Response Type Encoding Practices §2.1, Form Post Response Mode, and
// Auth0's web_message. reference: Authentication API, section 3.2.

/** All there are; discovery publishes them. */
export const RESPONSE_MODES = ['query', 'fragment', 'form_post', 'web_message'] as const

export type ResponseMode = (typeof RESPONSE_MODES)[number]

export const isResponseMode = (word: string): word is ResponseMode => RESPONSE_MODES.some((mode) => mode === word)

/** Each with its words in the order in which it is published. Multiple Response Types §3 to §5 */
export const RESPONSE_TYPES = [
  'code',
  'token',
  'id_token',
  'code token',
  'code id_token',
  'id_token token',
  'code id_token token',
] as const

/** The words of a response type in one order: `token code` is `code token`. */
export const sortResponseType = (words: string): string =>
  words.includes(' ')
    ? words
        .split(' ')
        .filter((word) => word !== '')
        .sort()
        .join(' ')
    : words

/** Parameters that an authorization response may have, and a redirect URI therefore must not have yet. */
export const RESPONSE_PARAMETERS = [
  'access_token',
  'code',
  'error',
  'error_description',
  'error_uri',
  'expires_in',
  'id_token',
  'iss',
  'refresh_token',
  'response',
  'scope',
  'session_state',
  'state',
  'token_type',
] as const
