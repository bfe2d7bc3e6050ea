// logout: ending what a browser is signed in as, and deciding where it goes then. reference: Authentication API, section 15;
// sdk-traps 39; OpenID Connect RP-Initiated Logout 1.0.
import type { LogEventType } from '@symbolon/protocol/auth0/log-events'
import type { Client } from '@symbolon/protocol/entities/client'
import { newLogEvent } from '../audit/log-events.ts'
import { isLogoutUrl, isPostLogoutUrl, isSafeUrl } from '../clients/redirect-uris.ts'
import { OAuthError } from '../errors.ts'
import type { Session } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { getTenantSettings } from '../tenant-settings.ts'
import { logOutSession } from '../tokens/end-session.ts'
import { readIdTokenHint, type IdTokenHint } from '../tokens/id-token-hint.ts'
import type { Visitor } from '../visitor.ts'

const MAX_CLIENT_ID = 128

/** Longest `state` that is carried through, characters. */
const MAX_STATE = 2048

type Values = Readonly<Record<string, string>>

/** Who leaves, and from where. */
export type Leaving = {
  readonly values: Values
  /** What the browser is signed in as, if anything. */
  readonly session: Session | undefined
  readonly visitor: Visitor
}

const findClient = async ({ store }: Tenancy, client_id: string | undefined): Promise<Client | undefined> => {
  if (client_id === undefined || client_id.length > MAX_CLIENT_ID) return undefined
  const client = await store.find('clients', { client_id })
  return client?.global ? undefined : client
}

const urlsOf = async (tenancy: Tenancy, client: Client | undefined): Promise<readonly string[]> =>
  client ? (client.allowed_logout_urls ?? []) : (await getTenantSettings(tenancy)).allowed_logout_urls

const notAllowed = (parameter: string, url: string): OAuthError =>
  new OAuthError(
    'invalid_request',
    `The "${parameter}" querystring parameter "${url}" is not defined as a valid URL in "Allowed Logout URLs".`,
  )

/**
 * /v2/logout: the session ends, whatever is wrong with the rest of the request.
 *
 * @returns where the browser goes; undefined for a page of our own
 * @throws OAuthError `invalid_request` when it may not go where it was to be sent
 */
export async function logOut(tenancy: Tenancy, leaving: Leaving): Promise<string | undefined> {
  const { values, session } = leaving
  if (session) await logOutSession(tenancy, session)
  const client = await findClient(tenancy, values.client_id)
  try {
    const target = await returnTarget(tenancy, values, client)
    record(tenancy, 'slo', leaving, client, {})
    return target
  } catch (error) {
    recordFailure(tenancy, leaving, client, error)
    throw error
  }
}

async function returnTarget(tenancy: Tenancy, values: Values, client: Client | undefined): Promise<string | undefined> {
  const { returnTo, client_id } = values
  if (client_id !== undefined && !client) throw new OAuthError('invalid_request', 'Unknown client')
  const urls = await urlsOf(tenancy, client)
  if (returnTo !== undefined) {
    if (isLogoutUrl(urls, returnTo)) return returnTo
    throw notAllowed('returnTo', returnTo)
  }
  const fallback = urls.length > 0 ? urls : await urlsOf(tenancy, undefined)
  return fallback.find((url) => isSafeUrl(url))
}

/** What is to happen when an application asks for a logout by OpenID Connect. */
export type LogoutRequest = {
  readonly client: Client | undefined
  readonly target: string | undefined
  /** Whether the person is to be asked first: nothing shows that it was them. */
  readonly mustAsk: boolean
}

/**
 * Reads a request to /oidc/logout; nothing has ended yet.
 *
 * @throws OAuthError `invalid_request` when the hint is none of ours, or the browser may not go where it was to be sent
 */
export async function openLogout(tenancy: Tenancy, leaving: Leaving): Promise<LogoutRequest> {
  const { values, session } = leaving
  const hint = await hintOf(tenancy, values)
  const client = await findClient(tenancy, hint?.client_id ?? values.client_id)
  try {
    if (values.client_id !== undefined && client?.client_id !== values.client_id) {
      throw new OAuthError('invalid_request', 'client_id is unknown, or not the client of the id_token_hint')
    }
    const target = await postLogoutTarget(tenancy, values, client)
    return { client, target, mustAsk: session !== undefined && (await mustAsk(tenancy, values, session, hint)) }
  } catch (error) {
    recordFailure(tenancy, leaving, client, error)
    throw error
  }
}

async function hintOf(tenancy: Tenancy, { id_token_hint }: Values): Promise<IdTokenHint | undefined> {
  if (id_token_hint === undefined) return undefined
  const hint = await readIdTokenHint(tenancy, id_token_hint)
  if (!hint) throw new OAuthError('invalid_request', 'id_token_hint is not an ID token of this server')
  return hint
}

async function postLogoutTarget(
  tenancy: Tenancy,
  { post_logout_redirect_uri: uri, state }: Values,
  client: Client | undefined,
): Promise<string | undefined> {
  if (state !== undefined && state.length > MAX_STATE) throw new OAuthError('invalid_request', 'state is too long')
  if (uri === undefined) return undefined
  if (!isPostLogoutUrl(await urlsOf(tenancy, client), uri)) throw notAllowed('post_logout_redirect_uri', uri)
  return state === undefined ? uri : withState(uri, state)
}

/** Before a fragment, if there is one. */
const withState = (uri: string, state: string): string => {
  const [, base = uri, fragment = ''] = /^([^#]*)(#.*)?$/.exec(uri) ?? []
  const joint = !base.includes('?') ? '?' : /[?&]$/.test(base) ? '' : '&'
  return `${base}${joint}state=${encodeURIComponent(state)}${fragment}`
}

/** A hint that is about this session shows that its application asks; so does, in our default, that the session knows it. */
async function mustAsk(
  tenancy: Tenancy,
  { logout_hint, client_id }: Values,
  session: Session,
  hint: IdTokenHint | undefined,
): Promise<boolean> {
  if (hint && (hint.sid === session.id || hint.user_id === session.user_id)) return false
  if (logout_hint !== undefined && logout_hint === session.id) return false
  if (!hint && client_id !== undefined && session.clients.includes(client_id)) return false
  const { sessions } = await getTenantSettings(tenancy)
  return sessions?.oidc_logout_prompt_enabled !== false
}

/** Ends the session, if there is one, as an application or a person wanted. */
export async function finishLogout(tenancy: Tenancy, leaving: Leaving, client: Client | undefined): Promise<void> {
  if (leaving.session) await logOutSession(tenancy, leaving.session)
  record(tenancy, 'slo', leaving, client, {})
}

function recordFailure(tenancy: Tenancy, leaving: Leaving, client: Client | undefined, error: unknown): void {
  if (!(error instanceof OAuthError)) return
  const { code, message } = error
  record(tenancy, 'flo', leaving, client, { description: message, details: { error: { code, message } } })
}

function record(
  tenancy: Tenancy,
  type: LogEventType,
  { session, visitor: { ip, user_agent } }: Leaving,
  client: Client | undefined,
  facts: Readonly<Record<string, unknown>>,
): void {
  const who = { user_id: session?.user_id, connection: session?.connection }
  const where = { client_id: client?.client_id, client_name: client?.name, hostname: tenancy.tenant.host }
  tenancy.record(tenancy.tenant.tenant_id, newLogEvent(tenancy, { type, ip, user_agent, ...who, ...where, ...facts }))
}
