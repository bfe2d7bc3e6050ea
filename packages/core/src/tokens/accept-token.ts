// The door for access tokens that come back to this server: userinfo, the Management API, introspection and revocation all ask here.
// A signature is looked at once; that nothing has been revoked since, every time.
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { ACCESS_TOKEN_TYPE, JWT_TYPE } from '@symbolon/protocol/oauth/rfc9068-access-token'
import { hash } from 'node:crypto'
import type { VerificationKey } from '../jose/keys.ts'
import { TokenRefused, verifyJwt } from '../jose/verify.ts'
import type { Tenancy } from '../tenancy.ts'
import { OPAQUE_ACCESS_TOKEN, openOpaqueToken, type OpaqueTokenContent } from './opaque-token.ts'
import { isRevoked, mortalOf, type Mortal } from './revocations.ts'
import { verificationKeys } from './signing-keys.ts'

/** Milliseconds for which a verified token need not be verified again. */
const REMEMBERED_FOR = 60_000

const MOST_REMEMBERED = 10_000

type Remembered = {
  readonly claims: JsonObject
  readonly mortal: Mortal
  /** Those that verified it: the same frozen array until a key of the tenant changes, on whichever server. */
  readonly keys: readonly VerificationKey[]
  readonly issuer: string
  readonly until: number
}

// By tenant, audience and SHA-256 of the token; the oldest goes first. No token is kept here, only what was found true of it.
const remembered = new Map<string, Remembered>()

const remember = (name: string, entry: Remembered): void => {
  const oldest = remembered.size >= MOST_REMEMBERED ? remembered.keys().next().value : undefined
  if (oldest !== undefined) remembered.delete(oldest)
  remembered.set(name, entry)
}

const isStillKnown = (entry: Remembered, { tenant, now }: Tenancy, keys: readonly VerificationKey[]): boolean => {
  const left = entry.until - now()
  return entry.keys === keys && entry.issuer === tenant.issuer && left > 0 && left <= REMEMBERED_FOR
}

const refuseRevoked = async (tenancy: Tenancy, mortal: Mortal): Promise<void> => {
  if (await isRevoked(tenancy, mortal)) throw new TokenRefused('revoked', 'the token has been revoked')
}

/**
 * The claims of a JWT access token of this tenant for `audience`: the same object as long as it is remembered.
 *
 * @param keys those that may have signed it; the tenant's own where none are given
 * @throws TokenRefused when it is none, has expired or has been revoked
 */
export async function acceptJwt(
  tenancy: Tenancy,
  token: string,
  audience: string,
  keys?: readonly VerificationKey[],
): Promise<JsonObject> {
  const { tenant_id, issuer } = tenancy.tenant
  const name = `${tenant_id} ${hash('sha256', token, 'base64url')} ${audience}`
  const signers = keys ?? (await verificationKeys(tenancy))
  const known = remembered.get(name)
  if (known && isStillKnown(known, tenancy, signers)) {
    await refuseRevoked(tenancy, known.mortal)
    return known.claims
  }
  remembered.delete(name)
  // Nothing is awaited from here to `remember`, and what is remembered holds only for these very keys.
  const claims = verify(tenancy, token, audience, signers)
  const mortal = mortalOf(claims, token)
  const now = tenancy.now()
  const exp = typeof claims['exp'] === 'number' ? claims['exp'] * 1000 : now
  remember(name, { claims, mortal, keys: signers, issuer, until: Math.min(exp, now + REMEMBERED_FOR) })
  await refuseRevoked(tenancy, mortal)
  return claims
}

function verify({ tenant, now }: Tenancy, token: string, audience: string, keys: readonly VerificationKey[]) {
  const { claims } = verifyJwt(token, {
    keys,
    typ: [JWT_TYPE, ACCESS_TOKEN_TYPE],
    issuer: tenant.issuer,
    audience,
    now: Math.floor(now() / 1000),
    required: ['sub', 'exp', 'iat', 'aud'],
  })
  return claims
}

/**
 * What an opaque access token of this tenant stands for.
 *
 * @throws TokenRefused when it is none, has expired or has been revoked
 */
export async function acceptOpaque(tenancy: Tenancy, token: string): Promise<OpaqueTokenContent> {
  const content = openOpaqueToken(tenancy, token)
  if (content?.kind !== OPAQUE_ACCESS_TOKEN) throw new TokenRefused('malformed', 'the token is none of ours')
  await refuseRevoked(tenancy, mortalOf({ ...content, aud: [] }, token))
  return content
}
