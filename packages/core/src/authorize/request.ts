// authorize: from a request for authorization to its answer. Here: the table of checks on a request. RFC 6749 §3.1, §4.1.1; OpenID
// Connect Core §3.1.2.1; RFC 7636 §4.3; reference: Authentication API, section 3.1.
import type { Client } from '@symbolon/protocol/entities/client'
import { parseScope } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { OPENID_SCOPE, isPrompt, type Prompt } from '@symbolon/protocol/oidc/core'
import { RESPONSE_TYPES, sortResponseType } from '@symbolon/protocol/oidc/response-modes'
import { OAuthError } from '../errors.ts'
import type { AuthorizationRequest } from '../one-time.ts'
import { connectionsInto } from '../organizations/organization-connection.ts'
import type { Tenancy } from '../tenancy.ts'
import { getTenantSettings } from '../tenant-settings.ts'
import { getAnswerTo, invalid, isLeaking, type AnswerTo } from './answer-to.ts'
import { requestedAudience } from './audience.ts'
import { requireAllowed } from './allowed.ts'
import { asRefusal } from './as-refusal.ts'
import { findHintedUser } from './id-token-hint.ts'
import { requestedOrganization, withOrganization } from './organization.ts'
import { MAX_LENGTHS, UNDERSTOOD, type AuthorizationParameters } from './parameters.ts'
import { codeChallenge } from './pkce.ts'

/** A request that somebody may be asked about, or why not, and where that is to be said. */
export type Opened = { readonly to: AnswerTo } & (
  | { readonly request: AuthorizationRequest; readonly refusal?: never }
  | { readonly request?: never; readonly refusal: OAuthError }
)

/**
 * Reads and checks a request of `client`, which `getClient` has found.
 *
 * @throws OAuthError for a page of our own, while it is not known where else to say it. security.md C11
 */
export async function openRequest(
  tenancy: Tenancy,
  client: Client,
  parameters: AuthorizationParameters,
): Promise<Opened> {
  const to = getAnswerTo(await withOrganization(tenancy, client, parameters.values.organization), parameters)
  try {
    return { to, request: await checkedRequest(tenancy, client, to, parameters) }
  } catch (error) {
    return { to, refusal: asRefusal(tenancy, error) }
  }
}

type Values = AuthorizationParameters['values']

const NOT_TAKEN = [
  ['request', 'request_not_supported', 'Request objects are not supported.'],
  ['request_uri', 'request_uri_not_supported', 'Request objects by reference are not supported.'],
  ['registration', 'registration_not_supported', 'Registration in a request is not supported.'],
] as const

const LENGTHS = Object.entries(MAX_LENGTHS)

const KNOWN_TYPES: ReadonlySet<string> = new Set(RESPONSE_TYPES.map(sortResponseType))

/** What only looks at the form of the request, in this order. */
const FORM_CHECKS: readonly ((parameters: AuthorizationParameters) => void)[] = [
  function noFaults({ faults }) {
    for (const fault of faults.values()) throw invalid(fault)
  },
  function notTooLong({ values }) {
    for (const [name, max] of LENGTHS) {
      if ((values[name] ?? '').length > max) throw invalid(`Parameter ${name} is too long.`)
    }
  },
  function nothingUnsupported({ values }) {
    for (const [name, code, description] of NOT_TAKEN) {
      if (values[name] !== undefined) throw new OAuthError(code, description)
    }
    // A client that sends it relies on a binding that the tokens would not have.
    if (values['dpop_jkt'] !== undefined) throw invalid('dpop_jkt is not supported.')
  },
  function knownResponseType({ values: { response_type } }) {
    if (response_type === undefined) throw invalid('Missing required parameter: response_type')
    if (!KNOWN_TYPES.has(sortResponseType(response_type))) {
      throw new OAuthError('unsupported_response_type', 'Unsupported response type')
    }
  },
  function noTokenInQuery({ values: { response_mode, response_type = '' } }) {
    if (response_mode === 'query' && isLeaking('query', response_type)) {
      throw invalid('response_mode query is not allowed where the answer has tokens')
    }
  },
]

const scopesOf = ({ scope }: Values): readonly string[] => {
  const scopes = parseScope(scope ?? '')
  if (!scopes) throw new OAuthError('invalid_scope', 'Scope must be a list of words with a space between')
  return scopes
}

const NOTHING: readonly never[] = []

const promptsOf = ({ prompt }: Values): readonly Prompt[] => {
  if (prompt === undefined) return NOTHING
  const words = [...new Set(prompt.split(' ').filter((word) => word !== ''))]
  const prompts = words.filter(isPrompt)
  if (prompts.length < words.length) throw invalid('Unsupported prompt value')
  if (prompts.includes('none') && prompts.length > 1) throw invalid('prompt none excludes all others')
  return prompts
}

const maxAgeOf = ({ max_age }: Values): number | null => {
  if (max_age === undefined) return null
  if (!/^\d{1,9}$/.test(max_age)) throw invalid('max_age must be a whole number of seconds')
  return Number(max_age)
}

const MOST_LOCALES = 20

/** Those that are language tags; the others say nothing. BCP 47 */
const localesOf = ({ ui_locales }: Values): readonly string[] =>
  ui_locales === undefined
    ? NOTHING
    : ui_locales
        .split(' ')
        .filter((tag) => /^[A-Za-z0-9-]{1,35}$/.test(tag))
        .slice(0, MOST_LOCALES)

const furtherOf = (values: Values, names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.filter((name) => !UNDERSTOOD.has(name)).map((name) => [name, values[name] ?? '']))

/** An ID token that the browser gets at once must name what it answers. OpenID Connect Core §3.2.2.1, §3.3.2.11 */
const requireNonce = ({ response_type, nonce, scopes }: AuthorizationRequest): void => {
  if (!response_type.split(' ').includes('id_token')) return
  if (nonce === null) throw invalid('Missing required parameter: nonce')
  if (!scopes.includes(OPENID_SCOPE)) throw invalid('An id_token needs the scope openid')
}

/** The name of the connection that `connection` names, which may be one of its realms; into the organization, where one is named. */
async function requestedConnection(
  tenancy: Tenancy,
  client: Client,
  connection: string,
  organization: string | undefined,
): Promise<string> {
  const usable = await connectionsInto(tenancy, client, organization)
  const found = usable.find(({ name, realms }) => name === connection || realms.includes(connection))
  if (!found) throw invalid('The connection was not found')
  return found.name
}

async function checkedRequest(
  tenancy: Tenancy,
  client: Client,
  { redirect_uri, response_mode, state }: AnswerTo,
  parameters: AuthorizationParameters,
): Promise<AuthorizationRequest> {
  for (const check of FORM_CHECKS) check(parameters)
  const { values } = parameters
  const names = Object.keys(values)
  const { id_token_hint } = values
  const settings = await getTenantSettings(tenancy)
  const { organization, invitation, ...fixed } = await requestedOrganization(tenancy, client, values)
  const connection = fixed.connection ?? values.connection
  const request: AuthorizationRequest = {
    client_id: client.client_id,
    response_type: sortResponseType(values.response_type ?? ''),
    response_mode,
    redirect_uri,
    redirect_uri_sent: values.redirect_uri !== undefined,
    scopes: scopesOf(values),
    audience: await requestedAudience(tenancy, settings, values),
    state,
    nonce: values.nonce ?? null,
    prompt: promptsOf(values),
    max_age: maxAgeOf(values),
    login_hint: fixed.login_hint ?? values.login_hint ?? null,
    screen_hint: fixed.screen_hint ?? values.screen_hint ?? null,
    connection: connection === undefined ? null : await requestedConnection(tenancy, client, connection, organization),
    ui_locales: localesOf(values),
    acr_values: values.acr_values ?? null,
    subject_hint: id_token_hint === undefined ? null : await findHintedUser(tenancy, client, id_token_hint),
    ...codeChallenge(values),
    ...(organization === undefined ? {} : { organization }),
    ...(invitation === undefined ? {} : { invitation }),
    further: furtherOf(values, names),
  }
  requireNonce(request)
  requireAllowed(client, settings, request, names)
  return request
}
