// Where the answer to a request may go. Until this is known there is nothing but a page of our own. RFC 6749 §4.1.2.1; reference:
// Authentication API, section 3.4.
import type { Client } from '@symbolon/protocol/entities/client'
import { isResponseMode, RESPONSE_PARAMETERS, type ResponseMode } from '@symbolon/protocol/oidc/response-modes'
import { firstCallback, isCallback, isWebOrigin, originOf } from '../clients/redirect-uris.ts'
import { isUsableHere } from '../clients/usable-here.ts'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import { MAX_LENGTHS, type AuthorizationParameters } from './parameters.ts'

/** What an answer needs to know, whatever it says. */
export type AnswerTo = {
  readonly redirect_uri: string
  readonly response_mode: ResponseMode
  /** Given back letter for letter; null when none was sent. */
  readonly state: string | null
}

export const invalid = (description: string): OAuthError => new OAuthError('invalid_request', description)

const wellFormed = ({ values, faults }: AuthorizationParameters, name: string): string | undefined => {
  const fault = faults.get(name)
  if (fault !== undefined) throw invalid(fault)
  const value = values[name]
  const max = MAX_LENGTHS[name]
  if (value !== undefined && max !== undefined && value.length > max) throw invalid(`Parameter ${name} is too long.`)
  return value
}

/** The client of a request. @throws OAuthError for a page of our own: it is unknown */
export async function getClient(tenancy: Tenancy, parameters: AuthorizationParameters): Promise<Client> {
  const client_id = wellFormed(parameters, 'client_id')
  if (client_id === undefined) throw invalid('Missing required parameter: client_id')
  const client = await tenancy.store.find('clients', { client_id })
  if (!client || client.global || !isUsableHere(tenancy, client)) throw invalid(`Unknown client: ${client_id}`)
  return client
}

const isFrontChannel = (response_type: string): boolean =>
  response_type.split(' ').some((word) => word === 'token' || word === 'id_token')

/** How the answer travels when the request does not say. Multiple Response Types §2.1 */
export const defaultMode = (response_type: string): ResponseMode =>
  isFrontChannel(response_type) ? 'fragment' : 'query'

/** Tokens never stand in a query, which servers log; an error about that goes where the tokens would have gone. */
export const isLeaking = (mode: ResponseMode, response_type: string): boolean =>
  mode === 'query' && isFrontChannel(response_type)

/** Whether the window that asked speaks the older protocol of Auth0's popups. reference: Authentication API, section 16.4. */
export const isOldPopup = (values: AuthorizationParameters['values']): boolean => values['owp'] === 'true'

function responseMode(parameters: AuthorizationParameters): ResponseMode {
  const mode = wellFormed(parameters, 'response_mode')
  if (isOldPopup(parameters.values)) return 'web_message'
  const response_type = parameters.values.response_type ?? ''
  if (mode === undefined) return defaultMode(response_type)
  if (!isResponseMode(mode)) throw invalid('Unsupported response_mode')
  return isLeaking(mode, response_type) ? defaultMode(response_type) : mode
}

/** Names of an answer that `url` has already: whoever reads the answer would not know which of two counts. security.md C4 */
export const hasResponseParameters = (url: string): boolean => {
  const start = url.search(/[?#]/)
  if (start < 0) return false
  const names = new Set(
    url
      .slice(start + 1)
      .split(/[?#&;]/)
      .flatMap((pair) => [...new URLSearchParams(pair).keys()])
      .map((name) => name.trim().toLowerCase()),
  )
  return RESPONSE_PARAMETERS.some((name) => names.has(name))
}

const MISMATCH = 'Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs.'

/**
 * Whether an answer for `client` may go to `redirect_uri` in this way. A message goes to an origin, whatever its path.
 *
 * @throws OAuthError for a page of our own
 */
export function requireRedirectUri(client: Client, redirect_uri: string, mode: ResponseMode): void {
  if (mode === 'web_message') {
    const origin = originOf(redirect_uri)
    if (origin !== undefined && isWebOrigin(client, origin)) return
    throw invalid(`The specified redirect_uri '${redirect_uri}' does not have a registered origin.`)
  }
  if (!isCallback(client, redirect_uri)) throw invalid(MISMATCH)
  if (hasResponseParameters(redirect_uri)) {
    throw invalid('The redirect_uri has parameters of its own that an answer would have to add.')
  }
  if (mode === 'form_post' && originOf(redirect_uri) === undefined)
    throw invalid('A form can only be sent to an http or https URL.')
}

/** @throws OAuthError for a page of our own: nobody may be sent where the request says. */
export function getAnswerTo(client: Client, parameters: AuthorizationParameters): AnswerTo {
  const response_mode = responseMode(parameters)
  const redirect_uri = wellFormed(parameters, 'redirect_uri') ?? firstCallback(client)
  if (redirect_uri === undefined) throw invalid('Missing required parameter: redirect_uri')
  requireRedirectUri(client, redirect_uri, response_mode)
  requireRelay(client, parameters, response_mode)
  return { redirect_uri, response_mode, state: parameters.values.state ?? null }
}

/** A message may be handed on to a frame of the page that asks, of an origin that is registered just so. */
function requireRelay(client: Client, parameters: AuthorizationParameters, mode: ResponseMode): void {
  const uri = wellFormed(parameters, 'web_message_uri')
  wellFormed(parameters, 'web_message_target')
  if (mode !== 'web_message' || uri === undefined) return
  const origin = originOf(uri)
  if (origin === undefined || !isWebOrigin(client, origin)) {
    throw invalid('The specified web_message_uri does not have a registered origin.')
  }
}
