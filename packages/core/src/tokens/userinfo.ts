// What an access token lets its bearer know about the user: as much as its scopes, as the user is now. OpenID Connect Core §5.3;
// reference: Authentication API, section 9.
import { OPENID_SCOPE } from '@symbolon/protocol/oidc/core'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import type { Within } from '../authorization.ts'
import { TokenRefused } from '../jose/verify.ts'
import { within } from '../organizations/named.ts'
import { unlessThrown, whenBothKnown, whenKnown, type Soon } from '../soon.ts'
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

type Claims = Readonly<Record<string, unknown>>

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

type Eras = { readonly era: number; readonly people: number }

/** What was answered for a token, and when. */
type Told = Eras & { readonly claims: Claims }

// By what the token was found to say, which is the same object as long as that is remembered.
const told = new WeakMap<JsonObject, Told>()

const erasNow = ({ store }: Tenancy): Eras => ({ era: store.era(), people: store.peopleEra() })

/** Whether client, user and what is said of it are as they were; never where the database cannot tell. */
const isStillTrue = ({ store }: Tenancy, { era, people }: Eras): boolean =>
  era === store.era() && people === store.peopleEra()

const invalid = (description: string): BearerRefused => new BearerRefused('invalid_token', description)

const INVALID = 'The token is invalid'
const EXPIRED = 'The token has expired'

/**
 * The claims about the user that `token` was issued for; at once where this process knows all that is asked.
 *
 * @throws BearerRefused for a token that is none of ours or not for this endpoint, has expired or been revoked, is a machine's, or whose user or
 * client is gone or blocked
 */
export function userinfo(tenancy: Tenancy, token: string): Soon<Claims> {
  return whenKnown(accept(tenancy, token), (accepted) => {
    const before = told.get(accepted)
    if (before && isStillTrue(tenancy, before)) return before.claims
    const eras = erasNow(tenancy)
    const believed = believe(accepted)
    requireOfPerson(tenancy, believed)
    return whenKnown(tenancy.store.find('clients', { client_id: believed.client_id }), (client) => {
      if (!client) throw invalid(INVALID)
      if (believed.org_id !== undefined) return claimsWithin(tenancy, believed, believed.org_id)
      return whenKnown(claimsFor(tenancy, believed), ({ claims, isOfCode }) => {
        // What code says may be long, and there are many tokens.
        if (!isOfCode && isStillTrue(tenancy, eras)) told.set(accepted, { ...eras, claims: Object.freeze(claims) })
        return claims
      })
    })
  })
}

/** @throws BearerRefused */
function requireOfPerson({ now }: Tenancy, { subject, scopes, exp }: Believed): void {
  if (now() >= exp * 1000) throw invalid(EXPIRED)
  // No user's name, whatever an import may have brought.
  if (subject.endsWith('@clients')) throw invalid(INVALID)
  if (!scopes.includes(OPENID_SCOPE)) throw new BearerRefused('insufficient_scope', 'The scope openid is needed')
}

type Found = { readonly claims: Claims; readonly isOfCode: boolean }

function claimsFor({ store }: Tenancy, { subject, client_id, scopes, session_id }: Believed): Soon<Found> {
  const asked = store.findUserinfoClaims({ user_id: subject, client_id, session_id })
  return whenBothKnown(store.findUser(subject), asked, (user, made) => {
    if (!user || user.blocked) throw invalid(INVALID)
    const claims = { ...claimsOfScopes(asShown(user, made), scopes), ...made?.claims, sub: user.user_id }
    return { claims, isOfCode: made !== undefined }
  })
}

async function claimsWithin(tenancy: Tenancy, believed: Believed, org_id: string): Promise<Claims> {
  const { claims } = await claimsFor(tenancy, believed)
  return { ...claims, ...(await organizationOf(tenancy, org_id, believed.subject)) }
}

/** What is said of the token's organization, while its user belongs to it. @throws BearerRefused */
async function organizationOf(tenancy: Tenancy, id: string, user_id: string): Promise<Within['claims']> {
  const organization = await tenancy.store.find('organizations', { id })
  if (!organization || !(await tenancy.store.isMember(id, user_id))) throw invalid(INVALID)
  return (await within(tenancy, organization)).claims
}

/** What a token says, the same object as long as it is remembered. @throws BearerRefused */
function accept(tenancy: Tenancy, token: string): Soon<JsonObject> {
  const look = (): Soon<JsonObject> =>
    token.includes('.') ? acceptJwt(tenancy, token, `${tenancy.tenant.issuer}userinfo`) : acceptOpaque(tenancy, token)
  return unlessThrown(look, (error) => {
    if (error instanceof TokenRefused) throw invalid(error.reason === 'expired' ? EXPIRED : INVALID)
    throw error
  })
}

/** @throws BearerRefused */
function believe({ cnf, sub, azp, client_id, scope, org_id, exp, sid }: JsonObject): Believed {
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
