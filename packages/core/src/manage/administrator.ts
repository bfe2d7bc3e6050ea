// manage: what an administrator may see and change, by way of /api/v2. Here: who is asking. reference: Management API, sections 1
// and 2. The token is one of the tenant's own system API; nothing else opens this door.
import { isDashboard } from '@symbolon/protocol/auth0/dashboard'
import { isCurrentUserScope, systemAudience } from '@symbolon/protocol/auth0/system-api'
import type { ClientGrant } from '@symbolon/protocol/entities/client-grant'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { ApiError } from '../errors.ts'
import { TokenRefused } from '../jose/verify.ts'
import { whenKnown, type Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import { acceptJwt } from '../tokens/accept-token.ts'
import { tenantRightsOf } from '../users/tenant-rights.ts'

/** Who asks, and what the token allows. */
export type Administrator = {
  readonly subject: string
  readonly client_id: string | undefined
  readonly scopes: ReadonlySet<string>
}

const MAX_HEADER_LENGTH = 64 * 1024

/** What a verified token says, whoever holds which right by now. */
type Claimed = {
  readonly subject: string
  readonly client_id: string | undefined
  /** Whether the client speaks for itself, within its client grant. */
  readonly isMachine: boolean
  readonly scopes: ReadonlySet<string>
}

const readToken = (authorization: string | undefined): string => {
  if (authorization === undefined) throw new ApiError(401, 'Missing authentication')
  const token = authorization.length <= MAX_HEADER_LENGTH ? /^Bearer +([^\s,]+)$/i.exec(authorization)?.[1] : undefined
  if (token === undefined) throw new ApiError(400, 'Bad HTTP authentication header format')
  return token
}

const refusal = (error: TokenRefused): ApiError => {
  switch (error.reason) {
    case 'malformed':
      return new ApiError(400, 'Bad HTTP authentication header format')
    case 'expired':
      return new ApiError(401, 'Expired token received for JSON Web Token validation')
    case 'signature':
    case 'key':
    case 'algorithm':
      return new ApiError(401, 'Invalid signature received for JSON Web Token validation')
    default:
      return new ApiError(401, 'Invalid token')
  }
}

const refuse = (error: unknown): never => {
  throw error instanceof TokenRefused ? refusal(error) : error
}

const accept = (tenancy: Tenancy, token: string): Soon<JsonObject> => {
  try {
    const claims = acceptJwt(tenancy, token, systemAudience(tenancy.tenant.home))
    return claims instanceof Promise ? claims.catch(refuse) : claims
  } catch (error) {
    return refuse(error)
  }
}

const invalidToken = (): ApiError => new ApiError(401, 'Invalid token')

/**
 * A machine's token carries what it was granted, and so does one of the dashboard; any other user's only what concerns the user's own
 * account.
 */
const claimedBy = ({ cnf, sub, azp, client_id, scope }: JsonObject): Claimed => {
  // A token bound to a key is no bearer token. RFC 9449 §7.1; no proof is looked at here yet.
  if (cnf !== undefined || typeof sub !== 'string') throw invalidToken()
  const id = typeof client_id === 'string' ? client_id : azp
  const isMachine = typeof id === 'string' && sub === `${id}@clients`
  const scopes = typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : []
  return {
    subject: sub,
    client_id: typeof id === 'string' ? id : undefined,
    isMachine,
    scopes: new Set(
      isMachine || isDashboard(typeof id === 'string' ? id : undefined) ? scopes : scopes.filter(isCurrentUserScope),
    ),
  }
}

type Standing = { readonly era: number; readonly clientGrant: ClientGrant; readonly administrator: Administrator }

/** What machines were found to have the right to, for as long as nothing of the tenant's configuration may have changed. */
const standing = new WeakMap<Claimed, Standing>()

const withinGrant = (claimed: Claimed, clientGrant: ClientGrant): Administrator => {
  // The store answers with the same client grant until it changes.
  const known = standing.get(claimed)
  if (known?.clientGrant === clientGrant) return known.administrator
  const held = new Set(clientGrant.scope)
  const scopes = clientGrant.allow_all_scopes ? claimed.scopes : [...claimed.scopes].filter((scope) => held.has(scope))
  const { subject, client_id } = claimed
  return { subject, client_id, scopes: new Set(scopes) }
}

/**
 * What is left of `claimed` at this moment: a client that is gone has nothing to say any more, nor has one without a client grant,
 * however long its token lives; and no token says more than the grant does by now.
 */
const findStanding = async ({ store, tenant }: Tenancy, claimed: Claimed): Promise<Administrator> => {
  // Before anything is looked at: what changes meanwhile begins another era.
  const era = store.era()
  const { client_id, isMachine } = claimed
  if (client_id === undefined || !(await store.find('clients', { client_id }))) throw invalidToken()
  if (!isMachine) return standingUser({ store, tenant }, claimed)
  const audience = systemAudience(tenant.home)
  const clientGrant = await store.find('client_grants', { client_id, audience, subject_type: 'client' })
  if (!clientGrant) throw invalidToken()
  const administrator = withinGrant(claimed, clientGrant)
  standing.set(claimed, { era, clientGrant, administrator })
  return administrator
}

const standingOf = (tenancy: Tenancy, claimed: Claimed): Soon<Administrator> => {
  const known = standing.get(claimed)
  return known?.era === tenancy.store.era() ? known.administrator : findStanding(tenancy, claimed)
}

/**
 * A user who is blocked or gone has nothing to say, however long the token lives. In the dashboard a right counts as long as the user
 * holds it.
 */
const standingUser = async (
  { store, tenant }: Pick<Tenancy, 'store' | 'tenant'>,
  claimed: Claimed,
): Promise<Administrator> => {
  const user = await store.findUser(claimed.subject)
  if (!user || user.blocked === true) throw invalidToken()
  if (!isDashboard(claimed.client_id)) return claimed
  const held = new Set(await tenantRightsOf({ store, tenant }, claimed.subject))
  return {
    ...claimed,
    scopes: new Set([...claimed.scopes].filter((scope) => isCurrentUserScope(scope) || held.has(scope))),
  }
}

// The same claims come back as long as their token is remembered.
const claimedOnce = new WeakMap<JsonObject, Claimed>()

const claimedOf = (claims: JsonObject): Claimed => {
  let claimed = claimedOnce.get(claims)
  if (!claimed) claimedOnce.set(claims, (claimed = claimedBy(claims)))
  return claimed
}

/**
 * The administrator that an Authorization header stands for, with the rights that it has now; at once for a machine that has asked
 * before.
 *
 * @throws ApiError 401 without a token or with a bad one, 400 when the header is not `Bearer` and a JWT.
 */
export const authenticateAdministrator = (tenancy: Tenancy, authorization: string | undefined): Soon<Administrator> =>
  whenKnown(accept(tenancy, readToken(authorization)), (claims) => standingOf(tenancy, claimedOf(claims)))

/** Returns when the administrator holds one of these scopes. @throws ApiError 403 `insufficient_scope` */
export const requireScope = ({ scopes }: Administrator, anyOf: readonly string[]): void => {
  if (anyOf.some((scope) => scopes.has(scope))) return
  throw new ApiError(403, `Insufficient scope, expected any of: ${anyOf.join(',')}`, 'insufficient_scope')
}
