// private_key_jwt: a client signs a short-lived JWT with a key we hold the public half of. RFC 7523 §3; reference:
// Authentication API, section 4.2.
import {
  ASSERTION_CLOCK_SKEW,
  CLIENT_ASSERTION_ALGORITHMS,
  CLIENT_ASSERTION_TYPES,
  MAX_ASSERTION_BYTES,
  MAX_ASSERTION_LIFETIME,
} from '@symbolon/protocol/oauth/rfc7523-client-assertion'
import { decodeCompactJws } from '@symbolon/protocol/oauth/rfc7515-jws'
import type { Client } from '@symbolon/protocol/entities/client'
import type { ClientCredential } from '@symbolon/protocol/entities/client-credential'
import { OAuthError } from '../errors.ts'
import { publicKeyFromPem, verificationKey, type VerificationKey } from '../jose/keys.ts'
import { TokenRefused, verifyJwt } from '../jose/verify.ts'
import type { Tenancy } from '../tenancy.ts'

const refuse = (detail: string): never => {
  throw new OAuthError('access_denied', 'Unauthorized', { status: 401, detail: `Client assertion: ${detail}` })
}

/** Whom an assertion claims to come from; nothing about it is proven. Undefined when it cannot be read. */
export function assertedClientId(assertion: string): string | undefined {
  if (assertion.length > MAX_ASSERTION_BYTES) return undefined
  try {
    const { sub } = decodeCompactJws(assertion).claims
    return typeof sub === 'string' ? sub : undefined
  } catch {
    return undefined
  }
}

/**
 * Returns when `client` has signed `assertion` for this server, recently, and it is used for the first time: of any number
 * of parallel uses, on any node, one succeeds.
 *
 * @throws OAuthError 401 `access_denied`
 */
export async function verifyClientAssertion(tenancy: Tenancy, client: Client, assertion: string): Promise<void> {
  const now = Math.floor(tenancy.now() / 1000)
  const { jti, exp } = verify(tenancy, client, await credentialsOf(tenancy, client, now), assertion, now)
  const isFirstUse = await tenancy.store.spendAssertion(client.client_id, jti, exp + ASSERTION_CLOCK_SKEW)
  if (!isFirstUse) refuse('its jti was used before')
}

function verify(
  { tenant }: Tenancy,
  client: Client,
  credentials: readonly ClientCredential[],
  assertion: string,
  now: number,
): { readonly jti: string; readonly exp: number } {
  try {
    const { claims } = verifyJwt(assertion, {
      keys: credentials.flatMap(keysOf),
      typ: CLIENT_ASSERTION_TYPES,
      issuer: client.client_id,
      audience: acceptedAudiences(tenant.issuer),
      // RFC 7523bis: an assertion that names another server too could have been taken from there.
      soleAudience: true,
      now,
      clockTolerance: ASSERTION_CLOCK_SKEW,
      maxBytes: MAX_ASSERTION_BYTES,
      maxLifetime: MAX_ASSERTION_LIFETIME,
      required: ['iss', 'sub', 'aud', 'exp', 'jti'],
    })
    const { sub, jti, exp } = claims
    if (sub !== client.client_id) return refuse('iss and sub differ')
    if (typeof jti !== 'string' || jti === '' || typeof exp !== 'number') return refuse('jti must be a string')
    // A time may have fractions (RFC 7519 §2); the mark is kept until the second after.
    return { jti, exp: Math.ceil(exp) }
  } catch (error) {
    if (error instanceof TokenRefused) return refuse(`${error.reason}: ${error.message}`)
    throw error
  }
}

/** The issuer is what RFC 7523bis asks for; the other two are what published Auth0 clients also send. */
const acceptedAudiences = (issuer: string): readonly string[] => [issuer, issuer.slice(0, -1), `${issuer}oauth/token`]

/** The keys that the client's settings name and that have not expired. */
async function credentialsOf(tenancy: Tenancy, client: Client, now: number): Promise<readonly ClientCredential[]> {
  const named = new Set(client.client_authentication_methods?.private_key_jwt?.credentials.map(({ id }) => id))
  const credentials = await tenancy.store.all('client_credentials', { client_id: client.client_id })
  return credentials.filter(
    ({ id, expires_at }) => named.has(id) && (!expires_at || Date.parse(expires_at) / 1000 > now),
  )
}

const keys = new WeakMap<ClientCredential, readonly VerificationKey[]>()

/** A client may name its key by thumbprint or by the credential's id. reference: Authentication API, section 4.2 */
function keysOf(credential: ClientCredential): readonly VerificationKey[] {
  const known = keys.get(credential)
  if (known) return known
  const { id, kid, pem } = credential
  const alg = CLIENT_ASSERTION_ALGORITHMS.find((accepted) => accepted === credential.alg)
  if (!alg) return refuse(`credential ${id} is no key to verify with`)
  const key = publicKeyFromPem(pem)
  const made = [verificationKey(alg, key, kid), verificationKey(alg, key, id)]
  keys.set(credential, made)
  return made
}
