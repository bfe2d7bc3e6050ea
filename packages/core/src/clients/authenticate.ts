// clients: the software that asks for tokens. Here: who is asking. RFC 6749 §2.3; reference: Authentication API, section 4.2.
import { readBasicCredentials } from '@symbolon/protocol/oauth/rfc7617-basic'
import { CLIENT_ASSERTION_TYPE } from '@symbolon/protocol/oauth/rfc7523-client-assertion'
import type { Client } from '@symbolon/protocol/entities/client'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import { assertedClientId, verifyClientAssertion } from './client-assertion.ts'
import { isClientSecret } from './secret.ts'
import { isUsableHere } from './usable-here.ts'

/** The client of a request, and whether it has proven to be it. */
export type AuthenticatedClient = { readonly client: Client; readonly confidential: boolean }

export type ClientAuthenticationRequest = {
  readonly parameters: Readonly<Record<string, string>>
  readonly authorization: string | undefined
}

/** Ways a client can say who it is; discovery publishes them. RFC 8414 §2 */
export const CLIENT_AUTHENTICATION_METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'none',
] as const

/** What a request presents, before any of it is believed. */
type Presented =
  | { readonly method: 'none'; readonly client_id: string }
  | { readonly method: 'secret'; readonly client_id: string; readonly secret: string }
  | { readonly method: 'assertion'; readonly client_id: string; readonly assertion: string }

/** What can be said of a client_id that nobody has proven: where an `&` was lost, a secret stands in it. */
const SPEAKABLE = /^[^\s&=\p{Cc}]+$/u

/** Longest client_id there can be. A longer one is answered without asking the store, which would remember the answer. */
const MAX_CLIENT_ID = 128

// One answer for an unknown client, a wrong secret and a wrong method, so that none can be told from another.
const unauthorized = (detail: string): OAuthError =>
  new OAuthError('access_denied', 'Unauthorized', { status: 401, detail })

/**
 * The client that a request comes from. A client with keys must sign, one with a secret must send it (by header or by
 * body, whichever it likes), and only a client whose method is `none` may do without.
 *
 * @throws OAuthError 401 `access_denied` when it is not proven, 400 `invalid_request` when more than one way is used.
 */
export async function authenticateClient(
  tenancy: Tenancy,
  request: ClientAuthenticationRequest,
): Promise<AuthenticatedClient> {
  const presented = readPresented(request)
  if (presented.client_id.length > MAX_CLIENT_ID) throw unauthorized('Unknown client')
  const known = await tenancy.store.find('clients', { client_id: presented.client_id })
  const client = known && isUsableHere(tenancy, known) ? known : undefined
  if (presented.method === 'secret') {
    // Checked for an unknown client too, so that no answer comes sooner for want of work.
    const isRight = await isClientSecret(tenancy, presented.client_id, presented.secret)
    if (!client || !isRight) throw unauthorized(client ? 'Wrong client secret' : 'Unknown client')
  }
  if (!client) throw unauthorized('Unknown client')
  const required = requiredMethod(client)
  if (presented.method === 'assertion') {
    if (required !== 'assertion') throw unauthorized('The client has no keys to sign with')
    await verifyClientAssertion(tenancy, client, presented.assertion)
  } else if (presented.method !== required && required !== 'none') {
    throw unauthorized(`The client must authenticate by ${required === 'secret' ? 'its secret' : 'private_key_jwt'}`)
  }
  return { client, confidential: isConfidential(client) }
}

/** The client that a request says it comes from, believed or not; undefined when that could not be a client's id. */
export function presentedClientId({ parameters, authorization }: ClientAuthenticationRequest): string | undefined {
  const { client_id, client_assertion } = parameters
  const basic = authorization === undefined ? undefined : readBasicCredentials(authorization)?.client_id
  const presented =
    client_id ?? basic ?? (client_assertion === undefined ? undefined : assertedClientId(client_assertion))
  const isId = presented !== undefined && presented.length <= MAX_CLIENT_ID && SPEAKABLE.test(presented)
  return isId ? presented : undefined
}

/** Whether the client has to prove that it is itself. */
export const isConfidential = (client: Client): boolean => requiredMethod(client) !== 'none'

function requiredMethod(client: Client): Presented['method'] {
  if (client.client_authentication_methods) return 'assertion'
  return client.token_endpoint_auth_method === 'none' ? 'none' : 'secret'
}

function readPresented({ parameters, authorization }: ClientAuthenticationRequest): Presented {
  const { client_id, client_secret, client_assertion, client_assertion_type } = parameters
  const ways = [authorization, client_secret, client_assertion ?? client_assertion_type]
  if (ways.filter((way) => way !== undefined).length > 1) {
    throw new OAuthError('invalid_request', 'More than one client authentication method was used')
  }
  const presented = authorization === undefined ? readBody(parameters) : readHeader(authorization)
  if (client_id !== undefined && client_id !== presented.client_id) {
    throw new OAuthError('invalid_request', 'client_id is not the client that authenticates')
  }
  return presented
}

function readHeader(authorization: string): Presented {
  const credentials = readBasicCredentials(authorization)
  if (!credentials) throw unauthorized('The Authorization header is not Basic')
  if (credentials.client_secret === '') return { method: 'none', client_id: credentials.client_id }
  return { method: 'secret', client_id: credentials.client_id, secret: credentials.client_secret }
}

function readBody(parameters: ClientAuthenticationRequest['parameters']): Presented {
  const { client_id, client_secret, client_assertion, client_assertion_type } = parameters
  if (client_assertion !== undefined || client_assertion_type !== undefined) {
    if (client_assertion_type !== CLIENT_ASSERTION_TYPE) {
      throw new OAuthError('invalid_request', `client_assertion_type must be ${CLIENT_ASSERTION_TYPE}`)
    }
    if (client_assertion === undefined) {
      throw new OAuthError('invalid_request', 'Missing required parameter: client_assertion')
    }
    const asserted = assertedClientId(client_assertion)
    if (asserted === undefined) throw unauthorized('The client assertion cannot be read')
    return { method: 'assertion', client_id: asserted, assertion: client_assertion }
  }
  if (client_id === undefined) throw unauthorized('No client was named')
  if (client_secret === undefined) return { method: 'none', client_id }
  return { method: 'secret', client_id, secret: client_secret }
}
