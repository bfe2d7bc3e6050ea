// What an access token lets its bearer know about the user: as much as its scopes, as the user is now. OpenID Connect Core §5.3;
// reference: Authentication API, section 9.
import { OPENID_SCOPE } from '@symbolon/protocol/oidc/core'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import type { Within } from '../authorization.ts'
import { TokenRefused } from '../jose/verify.ts'
import { within } from '../organizations/named.ts'
import type { Tenancy } from '../tenancy.ts'
import { asShown, claimsOfScopes } from '../users/claims.ts'
import { acceptJwt, acceptOpaque } from './accept-token.ts'

/** Why there is no answer, in the words of RFC 6750 §3.1. */
export class BearerRefused extends Error {
  override readonly name = 'BearerRefused'
  readonly error: 'invalid_token' | 'insufficient_scope'

  constructor(error: 'invalid_token' | 'insufficient_scope', description: string) {
    super(description)
    this.error = error
  }
}

/** What a token says that has been believed. */
type Believed = {
  readonly subject: string
  readonly client_id: string
  readonly scopes: readonly string[]
  readonly org_id: string | undefined
  /** The session that it came of. */
  readonly session_id: string | undefined
  /** Seconds since the epoch. */
  readonly exp: number
}

const invalid = (description: string): BearerRefused => new BearerRefused('invalid_token', description)

const INVALID = 'The token is invalid'
const EXPIRED = 'The token has expired'

/**
 * The claims about the user that `token` was issued for.
 *
 * @throws BearerRefused for a token that is none of ours or not for this endpoint, has expired or been revoked, is a machine's, or whose user or
 * client is gone or blocked
 */
export async function userinfo(tenancy: Tenancy, token: string): Promise<Readonly<Record<string, unknown>>> {
  const { subject, client_id, scopes, session_id, org_id, exp } = await believe(tenancy, token)
  if (tenancy.now() >= exp * 1000) throw invalid(EXPIRED)
  // No user's name, whatever an import may have brought.
  if (subject.endsWith('@clients')) throw invalid(INVALID)
  if (!scopes.includes(OPENID_SCOPE)) throw new BearerRefused('insufficient_scope', 'The scope openid is needed')
  if (!(await tenancy.store.find('clients', { client_id }))) throw invalid(INVALID)
  const [user, made] = await Promise.all([
    tenancy.store.findUser(subject),
    tenancy.store.findUserinfoClaims({ user_id: subject, client_id, session_id }),
  ])
  if (!user || user.blocked) throw invalid(INVALID)
  const org = org_id === undefined ? {} : await organizationOf(tenancy, org_id, user.user_id)
  return { ...claimsOfScopes(asShown(user, made), scopes), ...made?.claims, sub: user.user_id, ...org }
}

/** What is said of the token's organization, while its user belongs to it. @throws BearerRefused */
async function organizationOf(tenancy: Tenancy, id: string, user_id: string): Promise<Within['claims']> {
  const organization = await tenancy.store.find('organizations', { id })
  if (!organization || !(await tenancy.store.isMember(id, user_id))) throw invalid(INVALID)
  return (await within(tenancy, organization)).claims
}

/** @throws BearerRefused */
async function believe(tenancy: Tenancy, token: string): Promise<Believed> {
  try {
    if (token.includes('.')) return claimed(await acceptJwt(tenancy, token, `${tenancy.tenant.issuer}userinfo`))
    const { sub, client_id, scope, org_id, exp, sid } = await acceptOpaque(tenancy, token)
    return { subject: sub, client_id, scopes: scope.split(' '), org_id, session_id: sid, exp }
  } catch (error) {
    if (error instanceof TokenRefused) throw invalid(error.reason === 'expired' ? EXPIRED : INVALID)
    throw error
  }
}

function claimed({ cnf, sub, azp, client_id, scope, org_id, exp, sid }: JsonObject): Believed {
  const client = client_id ?? azp
  // A token bound to a key is no bearer token. RFC 9449 §7.1
  if (cnf !== undefined || typeof sub !== 'string' || typeof client !== 'string' || typeof exp !== 'number') {
    throw invalid(INVALID)
  }
  return {
    subject: sub,
    client_id: client,
    scopes: typeof scope === 'string' ? scope.split(' ') : [],
    org_id: typeof org_id === 'string' ? org_id : undefined,
    session_id: typeof sid === 'string' ? sid : undefined,
    exp,
  }
}
