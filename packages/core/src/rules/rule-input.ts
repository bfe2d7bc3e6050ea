// What a rule is given: user and context, as reference, extensibility, sections 4 and 5, name their fields. Plain copies; what a rule
// does to them is looked at afterwards.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { User } from '@symbolon/protocol/entities/user'
import type { Authorization } from '../authorization.ts'
import { placeOf } from '../place.ts'
import type { Tenancy } from '../tenancy.ts'
import { eventOrganization } from './event.ts'
import type { Flow } from './flow.ts'

/** The user as rules see one. */
export const ruleUser = (user: User, { client }: Pick<Authorization, 'client'>): Document => {
  const { logins_count, ...profile } = user
  void logins_count
  return { ...profile, email_verified: user.email_verified ?? false, clientID: client.client_id }
}

const samlDefaults = (): Document => ({
  mappings: {},
  createUpnClaim: true,
  passthroughClaimsWithNoMapping: true,
  mapUnknownClaimsAsIs: false,
  mapIdentities: true,
  signatureAlgorithm: 'rsa-sha256',
  digestAlgorithm: 'sha256',
  lifetimeInSeconds: 3600,
  signResponse: false,
  nameIdentifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
  typedAttributes: true,
  includeAttributeNameFormat: true,
  logout: {},
})

/** Members of the context that are the same for whoever comes to a client through a connection. */
export const sharedContext = (
  { tenant }: Pick<Tenancy, 'tenant'>,
  client: Authorization['client'],
  connection: Flow['connection'],
): Document => {
  const { lifetime_in_seconds, scopes } = client.jwt_configuration
  return {
    tenant: tenant.name,
    clientID: client.client_id,
    clientName: client.name,
    clientMetadata: client.client_metadata ?? {},
    connection: connection?.name,
    connectionID: connection?.id,
    connectionStrategy: connection?.strategy,
    connectionOptions: {},
    connectionMetadata: connection?.metadata ?? {},
    samlConfiguration: samlDefaults(),
    accessToken: {},
    idToken: {},
    jwtConfiguration: {
      ...(lifetime_in_seconds === undefined ? {} : { lifetimeInSeconds: lifetime_in_seconds }),
      ...(scopes === undefined ? {} : { scopes }),
    },
  }
}

/** Those of one request. `roles`: names of the user's roles. */
export const ownContext = (
  tenancy: Pick<Tenancy, 'tenant' | 'findPlace'>,
  { user, within }: Pick<Authorization, 'user' | 'within'>,
  flow: Flow,
  roles: readonly string[],
): Document => {
  const { connection, session, visitor } = flow
  return {
    protocol: flow.protocol,
    ...(flow.original_protocol ? { original_protocol: flow.original_protocol } : {}),
    stats: { loginsCount: user?.logins_count ?? 0 },
    sso: {
      with_auth0: session !== undefined,
      with_dbconn: connection?.strategy === 'auth0',
      current_clients: session?.clients ?? [],
    },
    ...(session ? { sessionID: session.id } : {}),
    request: {
      userAgent: visitor.user_agent,
      ip: visitor.ip,
      hostname: tenancy.tenant.host,
      query: flow.query,
      body: flow.body,
      geoip: placeOf(tenancy, visitor.ip) ?? {},
    },
    authentication: {
      methods: flow.methods.map(({ name, timestamp }) => ({ name, timestamp: timestamp * 1000 })),
    },
    authorization: { roles },
    ...eventOrganization(within),
  }
}
