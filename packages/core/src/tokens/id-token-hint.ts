// An ID token that comes back as a hint: it must be ours, and may have expired. OpenID Connect Core §3.1.2.1, RP-Initiated Logout
// 1.0 §4
import { ownIssuer } from '../issuers.ts'
import { decodeJwt, TokenRefused, verifyJwt } from '../jose/verify.ts'
import type { Tenancy } from '../tenancy.ts'
import { verificationKeys } from './signing-keys.ts'

/** Whom and what the ID token was about. */
export type IdTokenHint = {
  readonly user_id: string
  readonly client_id: string
  readonly sid: string | undefined
}

/** What `hint` says; undefined when it is no ID token of this tenant. */
export async function readIdTokenHint(tenancy: Tenancy, hint: string): Promise<IdTokenHint | undefined> {
  try {
    // Nothing of it is believed yet: it says at which host of the tenant it was made.
    const issuer = await ownIssuer(tenancy, decodeJwt(hint).claims['iss'])
    if (issuer === undefined) return undefined
    const { claims } = verifyJwt(hint, {
      keys: await verificationKeys(tenancy),
      typ: ['JWT'],
      issuer,
      now: tenancy.now() / 1000,
      required: ['iss', 'sub', 'aud', 'iat', 'exp'],
      expiredToo: true,
    })
    const { sub, aud, sid } = claims
    // The audience of an access token is an API's identifier, and of an ID token a client's id.
    if (typeof sub !== 'string' || typeof aud !== 'string') return undefined
    if (!(await tenancy.store.find('clients', { client_id: aud }))) return undefined
    return { user_id: sub, client_id: aud, sid: typeof sid === 'string' ? sid : undefined }
  } catch (error) {
    if (error instanceof TokenRefused) return undefined
    throw error
  }
}
