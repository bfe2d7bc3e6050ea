// An ID token that comes back as a hint: it must be ours, and may have expired. OpenID Connect Core §3.1.2.1, RP-Initiated Logout
// 1.0 §4
import { ownIssuer } from '../issuers.ts'
import type { VerificationKey } from '../jose/keys.ts'
import { decodeJwt, TokenRefused, verifyJwt, type VerifiedJwt } from '../jose/verify.ts'
import type { Tenancy } from '../tenancy.ts'
import { clientVerificationKeys } from './client-keys.ts'
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
    const decoded = decodeJwt(hint)
    const issuer = await ownIssuer(tenancy, decoded.claims['iss'])
    if (issuer === undefined) return undefined
    const { claims } = verifyJwt(hint, {
      keys: await keysFor(tenancy, decoded),
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

/** With HS256 only the client that the token is for could have been given it, and the verifier holds that client to it: `aud` is signed. */
async function keysFor(tenancy: Tenancy, { header, claims }: VerifiedJwt): Promise<readonly VerificationKey[]> {
  if (header['alg'] !== 'HS256') return verificationKeys(tenancy)
  const { aud } = claims
  const client = typeof aud === 'string' ? await tenancy.store.find('clients', { client_id: aud }) : undefined
  return client ? clientVerificationKeys(tenancy, client) : []
}
