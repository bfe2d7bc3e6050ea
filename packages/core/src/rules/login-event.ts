// What a post-login action is given. reference: extensibility, section 14.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Authorization } from '../authorization.ts'
import type { AuthorizationRequest } from '../one-time.ts'
import type { Session } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { eventClient, eventOrganization, eventRequest } from './event.ts'
import type { Flow } from './flow.ts'

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()

const userOf = ({ user }: Authorization): Document => {
  const { logins_count, last_login, last_ip, ...profile } = user ?? {}
  void logins_count
  void last_login
  void last_ip
  return {
    ...profile,
    email_verified: user?.email_verified ?? false,
    app_metadata: user?.app_metadata ?? {},
    user_metadata: user?.user_metadata ?? {},
  }
}

const transactionOf = (
  flow: Flow,
  request: AuthorizationRequest | undefined,
  scopes: readonly string[],
  metadata: Document,
): Document => ({
  protocol: flow.original_protocol ?? flow.protocol,
  requested_scopes: scopes,
  metadata,
  ...(request
    ? {
        acr_values: request.acr_values?.split(' ') ?? [],
        locale: request.ui_locales[0] ?? 'en',
        ...(request.login_hint === null ? {} : { login_hint: request.login_hint }),
        prompt: request.prompt,
        redirect_uri: request.redirect_uri,
        response_mode: request.response_mode,
        response_type: request.response_type.split(' '),
        ...(request.state === null ? {} : { state: request.state }),
        ui_locales: request.ui_locales,
      }
    : { acr_values: [], locale: 'en', ui_locales: [] }),
})

type Token = NonNullable<NonNullable<Authorization['wanted']>['renewed']>['token']

const sessionOf = (session: Session): Document => ({
  id: session.id,
  user_id: session.user_id,
  created_at: iso(session.created_at),
  authenticated_at: iso(session.authenticated_at),
  expires_at: iso(session.expires_at),
  idle_expires_at: iso(session.idle_expires_at),
  clients: session.clients.map((client_id) => ({ client_id })),
  last_interacted_at: iso(session.last_interacted_at),
  updated_at: iso(session.updated_at),
  cookie: { mode: session.persistent ? 'persistent' : 'non-persistent' },
  device: session.device,
  metadata: session.session_metadata ?? {},
})

const refreshTokenOf = (token: Token): Document => ({
  id: token.id,
  client_id: token.client_id,
  user_id: token.user_id,
  session_id: token.session_id,
  created_at: iso(token.created_at),
  rotating: token.rotating,
  ...(token.expires_at === null ? {} : { expires_at: iso(token.expires_at) }),
  ...(token.idle_expires_at === null ? {} : { idle_expires_at: iso(token.idle_expires_at) }),
  ...(token.last_exchanged_at === null ? {} : { last_exchanged_at: iso(token.last_exchanged_at) }),
  device: token.device,
  metadata: token.refresh_token_metadata ?? {},
  resource_servers: token.resource_servers.map(({ audience, scopes }) => ({ audience, scopes: scopes.join(' ') })),
})

type About = {
  readonly request: AuthorizationRequest | undefined
  /** Every scope word of the request. */
  readonly asked: readonly string[]
  /** Names of the user's roles. */
  readonly roles: readonly string[]
  /** What actions before have passed on. */
  readonly metadata: Document
}

/** The event. */
export const loginEvent = (
  tenancy: Pick<Tenancy, 'tenant' | 'findPlace'>,
  authorization: Authorization,
  flow: Flow,
  { request, asked, roles, metadata }: About,
): Document => {
  const { client, api, user, wanted, within } = authorization
  const { connection, session, visitor, methods } = flow
  const token = wanted?.renewed?.token
  return {
    tenant: { id: tenancy.tenant.name },
    client: eventClient(client),
    connection: {
      id: connection?.id,
      name: connection?.name,
      strategy: connection?.strategy,
      metadata: connection?.metadata ?? {},
    },
    user: userOf(authorization),
    authentication: { methods: methods.map(({ name, timestamp }) => ({ name, timestamp: iso(timestamp) })) },
    authorization: { roles },
    ...eventOrganization(within),
    ...(api ? { resource_server: { identifier: api.identifier } } : {}),
    ...(session ? { session: sessionOf(session) } : {}),
    ...(token ? { refresh_token: refreshTokenOf(token) } : {}),
    stats: { logins_count: user?.logins_count ?? 0 },
    request: eventRequest(tenancy, visitor, {
      method: flow.mayRedirect ? 'GET' : 'POST',
      query: flow.query,
      body: flow.body,
    }),
    transaction: transactionOf(flow, request, asked, metadata),
  }
}
