// What would be proven by the request: the same decisions as at the token endpoint, with the reasons that it keeps to itself.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { Authorization } from '../authorization.ts'
import { requireGrantType } from '../clients/grant-types.ts'
import { clientCredentials } from '../grants/client-credentials.ts'
import { readScope } from '../grants/grant.ts'
import { GRANTS } from '../grants/index.ts'
import { askedInNameOf } from '../organizations/asked.ts'
import { getRequestedApi } from '../resource-servers/requested-api.ts'
import type { Tenancy } from '../tenancy.ts'
import { grantedToUser, type GrantedToUser } from '../users/granted-scopes.ts'
import { requireStandingUser } from '../users/standing.ts'
import type { Visitor } from '../visitor.ts'
import { isBrowserGrant, isFrontChannel, type Asked, type ExplainedGrant } from './asked.ts'
import { apiAtAuthorize } from './at-authorize.ts'

export type Proven = {
  readonly authorization: Authorization
  /** Every scope word of the request. */
  readonly requested: readonly string[]
  readonly dropped: GrantedToUser['dropped']
}

const GTY: Readonly<Partial<Record<ExplainedGrant, NonNullable<Authorization['gty']>>>> = {
  password: 'password',
  'http://auth0.com/oauth/grant-type/password-realm': 'password',
  refresh_token: 'refresh_token',
}

/** Grants in which a request that says nothing of scopes means all of the API's. */
const ALL_WHEN_OMITTED: ReadonlySet<ExplainedGrant> = new Set([
  'password',
  'http://auth0.com/oauth/grant-type/password-realm',
])

/** @throws OAuthError as the token endpoint would */
export async function proveAsked(tenancy: Tenancy, asked: Asked, visitor: Visitor): Promise<Proven> {
  const { client, grant_type } = asked
  requireGrantType(client, grant_type, GRANTS.find(({ type }) => type === grant_type)?.confidentialOnly)
  return grant_type === 'client_credentials' ? proveMachine(tenancy, asked, visitor) : proveUser(tenancy, asked)
}

const parametersOf = ({ audience, scope, organization }: Asked): Readonly<Record<string, string>> => ({
  ...(audience === undefined ? {} : { audience }),
  ...(scope === undefined ? {} : { scope }),
  ...(organization === undefined ? {} : { organization }),
})

async function proveMachine(tenancy: Tenancy, asked: Asked, visitor: Visitor): Promise<Proven> {
  const authorization = await clientCredentials.prove(tenancy, asked.client, parametersOf(asked), visitor)
  const { longLived } = asked
  const proven = longLived ? { ...authorization, longLived } : authorization
  return { authorization: proven, requested: authorization.scopes, dropped: [] }
}

async function proveUser(tenancy: Tenancy, asked: Asked): Promise<Proven> {
  const { client, grant_type } = asked
  const user = requireStandingUser(asked.user)
  const words = readScope(asked.scope)
  const api: ResourceServer | undefined = isBrowserGrant(asked)
    ? await apiAtAuthorize(tenancy, asked)
    : await getRequestedApi(tenancy, parametersOf(asked))
  const allWhenOmitted = ALL_WHEN_OMITTED.has(grant_type)
  const within = await askedInNameOf(tenancy, client, user.user_id, asked.organization)
  const organization_id = within?.organization.id
  const granted = await grantedToUser(tenancy, {
    client,
    user,
    api,
    organization_id,
    requested: words,
    allWhenOmitted,
  })
  const gty = GTY[grant_type]
  return {
    authorization: {
      client,
      subject: user.user_id,
      user,
      ...(api ? { api } : {}),
      ...(within ? { within } : {}),
      ...(granted.clientGrant ? { clientGrant: granted.clientGrant } : {}),
      scopes: granted.scopes,
      permissions: granted.permissions,
      ...(gty ? { gty } : {}),
      wanted: {
        channel: isFrontChannel(asked) ? 'front' : 'token_endpoint',
        access_token: true,
        id_token: { nonce: null, sid: null, auth_time: null, code: null, with_at_hash: false },
        refresh_token: undefined,
      },
    },
    requested: words ?? granted.scopes,
    dropped: granted.dropped,
  }
}
