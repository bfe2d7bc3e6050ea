// manage: what an administrator may see and change, by way of /api/v2. Here: who is asking. reference: Management API, sections 1
// and 2. The token is one of the tenant's own system API; nothing else opens this door.
import { isCurrentUserScope, systemAudience } from '@symbolon/protocol/auth0/system-api'
import type { ClientGrant } from '@symbolon/protocol/entities/client-grant'
import { hash } from 'node:crypto'
import { ApiError } from '../errors.ts'
import type { VerificationKey } from '../jose/keys.ts'
import { TokenRefused, verifyJwt } from '../jose/verify.ts'
import type { Tenancy } from '../tenancy.ts'
import { verificationKeys } from '../tokens/signing-keys.ts'

/** Who asks, and what the token allows. */
export type Administrator = {
  readonly subject: string
  readonly client_id: string | undefined
  readonly scopes: ReadonlySet<string>
}

/** Types of the access tokens of the dialects an API can have. */
const ACCESS_TOKEN_TYPES = ['JWT', 'at+jwt']
const MAX_HEADER_LENGTH = 64 * 1024
/** Milliseconds for which a verified token need not be verified again. */
const REMEMBERED_FOR = 60_000
const MAX_REMEMBERED = 5000

/** What a verified token says, whoever holds which right by now. */
type Claimed = {
  readonly subject: string
  readonly client_id: string | undefined
  /** Whether the client speaks for itself, within its client grant. */
  readonly isMachine: boolean
  readonly scopes: ReadonlySet<string>
}

type Remembered = {
  readonly claimed: Claimed
  /** Those that verified it: the same frozen array until a key of the tenant changes, on whichever server. */
  readonly keys: readonly VerificationKey[]
  readonly issuer: string
  readonly until: number
}

// By tenant and SHA-256 of the token; the oldest goes first.
const remembered = new Map<string, Remembered>()

const remember = (name: string, entry: Remembered): void => {
  const oldest = remembered.size >= MAX_REMEMBERED ? remembered.keys().next().value : undefined
  if (oldest !== undefined) remembered.delete(oldest)
  remembered.set(name, entry)
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

const verify = ({ tenant, now }: Tenancy, token: string, keys: readonly VerificationKey[]) => {
  try {
    return verifyJwt(token, {
      keys,
      typ: ACCESS_TOKEN_TYPES,
      issuer: tenant.issuer,
      audience: systemAudience(tenant.issuer),
      now: Math.floor(now() / 1000),
      required: ['sub', 'exp', 'aud'],
    }).claims
  } catch (error) {
    throw error instanceof TokenRefused ? refusal(error) : error
  }
}

const invalidToken = (): ApiError => new ApiError(401, 'Invalid token')

/** A machine's token carries what it was granted; a user's only what concerns the user's own account. */
const claimedBy = ({ cnf, sub, azp, client_id, scope }: ReturnType<typeof verify>): Claimed => {
  // A token bound to a key is no bearer token. RFC 9449 §7.1; no proof is looked at here yet.
  if (cnf !== undefined || typeof sub !== 'string') throw invalidToken()
  const id = typeof client_id === 'string' ? client_id : azp
  const isMachine = typeof id === 'string' && sub === `${id}@clients`
  const scopes = typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : []
  return {
    subject: sub,
    client_id: typeof id === 'string' ? id : undefined,
    isMachine,
    scopes: new Set(isMachine ? scopes : scopes.filter(isCurrentUserScope)),
  }
}

type Standing = { readonly clientGrant: ClientGrant; readonly administrator: Administrator }

// The store answers with the same client grant until it changes.
const standing = new WeakMap<Claimed, Standing>()

const withinGrant = (claimed: Claimed, clientGrant: ClientGrant): Administrator => {
  const known = standing.get(claimed)
  if (known?.clientGrant === clientGrant) return known.administrator
  const held = new Set(clientGrant.scope)
  const scopes = clientGrant.allow_all_scopes ? claimed.scopes : [...claimed.scopes].filter((scope) => held.has(scope))
  const { subject, client_id } = claimed
  const administrator = { subject, client_id, scopes: new Set(scopes) }
  standing.set(claimed, { clientGrant, administrator })
  return administrator
}

/**
 * What is left of `claimed` at this moment: a client that is gone has nothing to say any more, nor has one without a client grant,
 * however long its token lives; and no token says more than the grant does by now.
 */
const standingOf = async ({ store, tenant }: Tenancy, claimed: Claimed): Promise<Administrator> => {
  const { client_id, isMachine } = claimed
  if (client_id === undefined || !(await store.find('clients', { client_id }))) throw invalidToken()
  if (!isMachine) return standingUser(store, claimed)
  const audience = systemAudience(tenant.issuer)
  const clientGrant = await store.find('client_grants', { client_id, audience, subject_type: 'client' })
  if (!clientGrant) throw invalidToken()
  return withinGrant(claimed, clientGrant)
}

/** A user who is blocked or gone has nothing to say, however long the token lives. */
const standingUser = async (store: Tenancy['store'], claimed: Claimed): Promise<Administrator> => {
  const user = await store.findUser(claimed.subject)
  if (!user || user.blocked === true) throw invalidToken()
  return claimed
}

const isStillKnown = (entry: Remembered, { tenant, now }: Tenancy, keys: readonly VerificationKey[]): boolean => {
  const left = entry.until - now()
  return entry.keys === keys && entry.issuer === tenant.issuer && left > 0 && left <= REMEMBERED_FOR
}

/**
 * The administrator that an Authorization header stands for, with the rights that it has now.
 *
 * @throws ApiError 401 without a token or with a bad one, 400 when the header is not `Bearer` and a JWT.
 */
export const authenticateAdministrator = async (
  tenancy: Tenancy,
  authorization: string | undefined,
): Promise<Administrator> => {
  const token = readToken(authorization)
  const { tenant_id, issuer } = tenancy.tenant
  const name = `${tenant_id} ${hash('sha256', token, 'base64url')}`
  const keys = await verificationKeys(tenancy)
  const known = remembered.get(name)
  if (known && isStillKnown(known, tenancy, keys)) return standingOf(tenancy, known.claimed)
  remembered.delete(name)
  // Nothing is awaited from here to `remember`, and what is remembered holds only for these very keys.
  const claims = verify(tenancy, token, keys)
  const claimed = claimedBy(claims)
  const now = tenancy.now()
  const exp = typeof claims['exp'] === 'number' ? claims['exp'] * 1000 : now
  remember(name, { claimed, keys, issuer, until: Math.min(exp, now + REMEMBERED_FOR) })
  return standingOf(tenancy, claimed)
}

/** Returns when the administrator holds one of these scopes. @throws ApiError 403 `insufficient_scope` */
export const requireScope = ({ scopes }: Administrator, anyOf: readonly string[]): void => {
  if (anyOf.some((scope) => scopes.has(scope))) return
  throw new ApiError(403, `Insufficient scope, expected any of: ${anyOf.join(',')}`, 'insufficient_scope')
}
