// From what was decided to what the application is told: names and values, and where they go. RFC 6749 §4.1.2, §4.2.2; Multiple
// Response Types §5; reference: Authentication API, sections 3.2 and 3.4.
import type { TokenResponse } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { OAuthError } from '../errors.ts'
import { hasResponseParameters, type AnswerTo } from './answer-to.ts'

export type ResponseParameters = Readonly<Record<string, string | number>>

/** An answer that is ready to travel. */
export type AuthorizationResponse = AnswerTo & {
  readonly client_id: string
  readonly parameters: ResponseParameters
}

/** Longest URL that an answer may make, characters: browsers and servers take little more. */
const MAX_URL = 8192

const withState = (to: AnswerTo, parameters: ResponseParameters): ResponseParameters =>
  to.state === null ? parameters : { ...parameters, state: to.state }

const isSameSet = (some: readonly string[], others: readonly string[]): boolean =>
  new Set(some).size === new Set([...some, ...others]).size && new Set(others).size === new Set(some).size

/** What is told of tokens. `scope` only where it is not what was asked for. */
function tokenParameters(
  { access_token, id_token, ...tokens }: TokenResponse,
  asked: readonly string[],
): ResponseParameters {
  const granted = tokens.scope.split(' ').filter((scope) => scope !== '')
  return {
    ...(access_token === undefined
      ? {}
      : { access_token, expires_in: tokens.expires_in, token_type: tokens.token_type }),
    ...(access_token === undefined || isSameSet(granted, asked) ? {} : { scope: tokens.scope }),
    ...(id_token === undefined ? {} : { id_token }),
  }
}

/**
 * The answer to who was allowed something. One that a URL cannot carry becomes an error that says so.
 *
 * @param asked the scopes of the request
 */
export function successResponse(
  client_id: string,
  to: AnswerTo,
  { code, tokens }: { readonly code: string | undefined; readonly tokens: TokenResponse | undefined },
  asked: readonly string[],
): AuthorizationResponse {
  const parameters = {
    ...(code === undefined ? {} : { code }),
    ...(tokens === undefined ? {} : tokenParameters(tokens, asked)),
  }
  const response = { ...addressOf(to), client_id, parameters: withState(to, parameters) }
  const isInUrl = to.response_mode === 'query' || to.response_mode === 'fragment'
  if (!isInUrl || responseUrl(response).length <= MAX_URL) return response
  throw new OAuthError(
    'server_error',
    `The answer is longer than the ${MAX_URL} characters that a URL may have. Ask for fewer scopes, or use response_type=code or response_mode=form_post.`,
  )
}

/** The answer that says no. */
export const errorResponse = (
  client_id: string,
  to: AnswerTo,
  { code, message, error_uri }: OAuthError,
): AuthorizationResponse => ({
  ...addressOf(to),
  client_id,
  parameters: withState(to, { error: code, error_description: message, ...(error_uri ? { error_uri } : {}) }),
})

const addressOf = ({ redirect_uri, response_mode, state }: AnswerTo): AnswerTo => ({
  redirect_uri,
  response_mode,
  state,
})

// %20, not +: some applications decode a fragment without a form in mind. The tenant's code may say half a character.
const encode = (parameters: ResponseParameters): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value).toWellFormed())}`)
    .join('&')

const joint = (redirect_uri: string): string => {
  if (!redirect_uri.includes('?')) return '?'
  return /[?&]$/.test(redirect_uri) ? '' : '&'
}

/** The URL of an answer in a query or a fragment. @throws OAuthError where the address has parameters of an answer already */
export function responseUrl({ redirect_uri, response_mode, parameters }: AuthorizationResponse): string {
  if (redirect_uri.includes('#') || hasResponseParameters(redirect_uri)) {
    throw new OAuthError(
      'invalid_request',
      'The redirect_uri has parameters of its own that an answer would have to add.',
    )
  }
  const separator = response_mode === 'fragment' ? '#' : joint(redirect_uri)
  return redirect_uri + separator + encode(parameters)
}
