// The door for access tokens that come back to this server: userinfo, the Management API, introspection and revocation all ask here.
// A signature or a seal is looked at once; that nothing has been revoked since, every time.
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { ACCESS_TOKEN_TYPE, JWT_TYPE } from '@symbolon/protocol/oauth/rfc9068-access-token'
import type { VerificationKey } from '../jose/keys.ts'
import { TokenRefused, verifyJwt } from '../jose/verify.ts'
import { whenKnown, type Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import { OPAQUE_ACCESS_TOKEN, openOpaqueToken, type OpaqueTokenContent } from './opaque-token.ts'
import { isRevoked, mortalOf, type Mortal } from './revocations.ts'
import { verificationKeys } from './signing-keys.ts'

/** Milliseconds for which a verified token need not be verified again. */
const REMEMBERED_FOR = 60_000

const MOST_REMEMBERED = 5_000

/** Of one token, which may have several audiences. */
const MOST_OF_TOKEN = 4

/** What a token has been found to be, and by what it dies. */
type Judged<F> = {
  readonly found: F
  /** Seconds since the epoch. */
  readonly exp: number
  readonly mortal: Mortal
}

/** What a token was held against. */
type Proof = {
  readonly tenant_id: string
  /** The keys that proved it: the same object until one changes, on whichever server. */
  readonly keys: object
  readonly issuer: string
  readonly audience: string
}

type Remembered<F> = Judged<F> & { readonly proof: Proof; readonly until: number }

// By the token itself: its hash would take longer than all the rest of an answer that is remembered. The oldest goes first.
type Memory<F> = Map<string, readonly Remembered<F>[]>

const jwts: Memory<JsonObject> = new Map()
const opaques: Memory<OpaqueTokenContent> = new Map()

const isSame = (one: Proof, other: Proof): boolean =>
  one.keys === other.keys &&
  one.tenant_id === other.tenant_id &&
  one.issuer === other.issuer &&
  one.audience === other.audience

/** Not beyond its time, and not before it either: clocks are set back. */
const isFresh = ({ until }: Remembered<unknown>, now: number): boolean => until > now && until - now <= REMEMBERED_FOR

/** Nothing is awaited before what `judge` found is remembered, so that it holds for these very keys. */
function lookUp<F>(
  { now }: Tenancy,
  memory: Memory<F>,
  token: string,
  proof: Proof,
  judge: () => Judged<F>,
): Judged<F> {
  const known = memory.get(token)
  const time = now()
  if (known) for (const entry of known) if (isSame(entry.proof, proof) && isFresh(entry, time)) return entry
  const judged = judge()
  memory.delete(token)
  const others = (known ?? []).filter((entry) => !isSame(entry.proof, proof) && isFresh(entry, time))
  const until = Math.min(judged.exp * 1000, time + REMEMBERED_FOR)
  const oldest = memory.size >= MOST_REMEMBERED ? memory.keys().next().value : undefined
  if (oldest !== undefined) memory.delete(oldest)
  memory.set(token, [{ ...judged, proof, until }, ...others].slice(0, MOST_OF_TOKEN))
  return judged
}

const unlessRevoked = <F>(tenancy: Tenancy, { found, mortal }: Judged<F>): Soon<F> =>
  whenKnown(isRevoked(tenancy, mortal), (isDead) => {
    if (isDead) throw new TokenRefused('revoked', 'the token has been revoked')
    return found
  })

/**
 * The claims of a JWT access token of this tenant for `audience`: the same object as long as it is remembered, and at once while this
 * process knows the tenant's keys and revocations.
 *
 * @param keys those that may have signed it; the tenant's own where none are given
 * @param issuer the one name of the tenant that it may be from; that of this host where none is given
 * @throws TokenRefused when it is none, has expired or has been revoked
 */
export function acceptJwt(
  tenancy: Tenancy,
  token: string,
  audience: string,
  keys: Soon<readonly VerificationKey[]> = verificationKeys(tenancy),
  issuer: string = tenancy.tenant.issuer,
): Soon<JsonObject> {
  return whenKnown(keys, (signers) => {
    const proof = { tenant_id: tenancy.tenant.tenant_id, keys: signers, issuer, audience }
    const judged = lookUp(tenancy, jwts, token, proof, () => {
      const found = verify(tenancy, token, audience, signers, issuer)
      // It has been required.
      return { found, exp: Number(found['exp']), mortal: mortalOf(found, token) }
    })
    return unlessRevoked(tenancy, judged)
  })
}

function verify({ now }: Tenancy, token: string, audience: string, keys: readonly VerificationKey[], issuer: string) {
  const { claims } = verifyJwt(token, {
    keys,
    typ: [JWT_TYPE, ACCESS_TOKEN_TYPE],
    issuer,
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
export function acceptOpaque(tenancy: Tenancy, token: string): Soon<OpaqueTokenContent> {
  const { tenant_id, home } = tenancy.tenant
  const proof = { tenant_id, keys: tenancy.masterKey, issuer: home, audience: home }
  const judged = lookUp(tenancy, opaques, token, proof, () => {
    const found = openOpaqueToken(tenancy, token)
    if (found?.kind !== OPAQUE_ACCESS_TOKEN) throw new TokenRefused('malformed', 'the token is none of ours')
    return { found, exp: found.exp, mortal: mortalOf({ ...found, aud: [] }, token) }
  })
  return unlessRevoked(tenancy, judged)
}
