// An ID token as proof that its user has just logged in. security.md G14: the proof must name the very account.
import type { User } from '@symbolon/protocol/entities/user'
import { isCurrentUserScope } from '@symbolon/protocol/auth0/system-api'
import { ApiError } from '../errors.ts'
import { ownIssuer } from '../issuers.ts'
import { decodeJwt, TokenRefused, verifyJwt } from '../jose/verify.ts'
import type { Tenancy } from '../tenancy.ts'
import { verificationKeys } from '../tokens/signing-keys.ts'
import type { Caller } from './caller.ts'

const refused = (): ApiError => new ApiError(400, 'The link_with token is not accepted', 'invalid_body')

const claimsOf = async (tenancy: Tenancy, token: string) => {
  try {
    // Nothing of it is believed yet: it says at which host of the tenant its user has logged in.
    const issuer = await ownIssuer(tenancy, decodeJwt(token).claims['iss'])
    if (issuer === undefined) throw refused()
    return verifyJwt(token, {
      keys: await verificationKeys(tenancy),
      typ: ['JWT'],
      issuer,
      now: tenancy.now() / 1000,
      required: ['iss', 'sub', 'aud', 'iat', 'exp'],
    }).claims
  } catch (error) {
    throw error instanceof TokenRefused ? refused() : error
  }
}

/** Whether the caller is a user, and not a machine that answers for what it does. */
const isUser = ({ administrator }: Caller): boolean => [...administrator.scopes].every(isCurrentUserScope)

/**
 * The user whose ID token this is: signed by this tenant, not expired, made for one client of the tenant. A user may only use one that
 * was made for the client through which it asks.
 *
 * @throws ApiError 400
 */
export const provenUser = async (tenancy: Tenancy, caller: Caller, token: string): Promise<User> => {
  const { sub, aud, azp } = await claimsOf(tenancy, token)
  // The audience of an access token is an API; a list of them, or a party of its own beside it, is no ID token's.
  if (typeof sub !== 'string' || typeof aud !== 'string' || (azp !== undefined && azp !== aud)) throw refused()
  if (!(await tenancy.store.find('clients', { client_id: aud }))) throw refused()
  if (isUser(caller) && caller.administrator.client_id !== aud) throw refused()
  const user = await tenancy.store.findUser(sub)
  if (!user || user.blocked) throw refused()
  return user
}
