// manage: what an administrator may see and change, by way of /api/v2. Here: who is asking. reference: Management API, sections 1
// and 2. The token is one of the tenant's own system API; nothing else opens this door.
import { isCurrentUserScope, systemAudience } from '@symbolon/protocol/auth0/system-api'
import { hash } from 'node:crypto'
import { ApiError } from '../errors.ts'
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

type Remembered = { readonly administrator: Administrator; readonly until: number }

// By tenant and SHA-256 of the token; the oldest goes first.
const remembered = new Map<string, Remembered>()

/** Forgets every verified token, so that each is verified anew: after a key has been revoked. */
export const forgetAdministrators = (): void => remembered.clear()

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

const verify = async (tenancy: Tenancy, token: string) => {
  try {
    return verifyJwt(token, {
      keys: await verificationKeys(tenancy),
      typ: ACCESS_TOKEN_TYPES,
      issuer: tenancy.tenant.issuer,
      audience: systemAudience(tenancy.tenant.issuer),
      now: Math.floor(tenancy.now() / 1000),
      required: ['sub', 'exp', 'aud'],
    }).claims
  } catch (error) {
    throw error instanceof TokenRefused ? refusal(error) : error
  }
}

/** A machine's token carries what it was granted; a user's only what concerns the user's own account. */
const scopesOf = (subject: string, scope: unknown): ReadonlySet<string> => {
  const scopes = typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : []
  return new Set(subject.endsWith('@clients') ? scopes : scopes.filter(isCurrentUserScope))
}

const administratorOf = (claims: Awaited<ReturnType<typeof verify>>): Administrator => {
  // A token bound to a key is no bearer token. RFC 9449 §7.1; no proof is looked at here yet.
  if (claims['cnf'] !== undefined) throw new ApiError(401, 'Invalid token')
  const { sub, azp, client_id, scope } = claims
  if (typeof sub !== 'string') throw new ApiError(401, 'Invalid token')
  const id = typeof client_id === 'string' ? client_id : azp
  return { subject: sub, client_id: typeof id === 'string' ? id : undefined, scopes: scopesOf(sub, scope) }
}

/** A client that is gone has nothing to say any more, however long its token lives. */
const requireClient = async (tenancy: Tenancy, { client_id }: Administrator): Promise<void> => {
  if (client_id === undefined || !(await tenancy.store.find('clients', { client_id }))) {
    throw new ApiError(401, 'Invalid token')
  }
}

/**
 * The administrator that an Authorization header stands for.
 *
 * @throws ApiError 401 without a token or with a bad one, 400 when the header is not `Bearer` and a JWT.
 */
export const authenticateAdministrator = async (
  tenancy: Tenancy,
  authorization: string | undefined,
): Promise<Administrator> => {
  const token = readToken(authorization)
  const name = `${tenancy.tenant.tenant_id} ${hash('sha256', token, 'base64url')}`
  const now = tenancy.now()
  const known = remembered.get(name)
  if (known && now < known.until && known.until - now <= REMEMBERED_FOR) {
    await requireClient(tenancy, known.administrator)
    return known.administrator
  }
  remembered.delete(name)
  const claims = await verify(tenancy, token)
  const administrator = administratorOf(claims)
  await requireClient(tenancy, administrator)
  const exp = typeof claims['exp'] === 'number' ? claims['exp'] * 1000 : now
  remember(name, { administrator, until: Math.min(exp, now + REMEMBERED_FOR) })
  return administrator
}

/** Returns when the administrator holds one of these scopes. @throws ApiError 403 `insufficient_scope` */
export const requireScope = ({ scopes }: Administrator, anyOf: readonly string[]): void => {
  if (anyOf.some((scope) => scopes.has(scope))) return
  throw new ApiError(403, `Insufficient scope, expected any of: ${anyOf.join(',')}`, 'insufficient_scope')
}
