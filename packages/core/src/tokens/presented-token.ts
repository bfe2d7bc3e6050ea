// A token that somebody holds out and asks about, whatever kind it is: for introspection and revocation.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import type { VerificationKey } from '../jose/keys.ts'
import { ownIssuer } from '../issuers.ts'
import { decodeJwt, TokenRefused } from '../jose/verify.ts'
import type { RefreshToken } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { acceptJwt, acceptOpaque } from './accept-token.ts'
import { apiVerificationKey } from './api-keys.ts'
import { openEncryptedTokenReference, type EncryptedTokenReference } from './encrypted-token.ts'
import { readRefreshTokenText } from './refresh-token-text.ts'
import { isRevokedWithAll } from './revocations.ts'

/** Longest token looked at, characters. */
const MAX_TOKEN = 16 * 1024

/** A token that lives. */
export type PresentedToken =
  | {
      readonly kind: 'access'
      readonly client_id: string
      readonly sub: string
      /** Seconds. */
      readonly exp: number
      /** The API it is for; absent where it is for this server alone. */
      readonly api: ResourceServer | undefined
      readonly claims: JsonObject
    }
  /** Its claims are for its API alone. */
  | ({ readonly kind: 'encrypted' } & EncryptedTokenReference)
  | {
      readonly kind: 'refresh'
      readonly client_id: string
      readonly token: RefreshToken
      /** Whether it is the last of its line: what has been replaced may still end it, and counts for nothing else. */
      readonly isCurrent: boolean
    }

/** The names in which a JWT may speak: those that the tenant has now, or any, where the tenant's signature is enough. */
export type Names = 'current' | 'any'

/** What `text` is; undefined when this tenant never made it, or it has expired or been revoked. */
export async function readPresentedToken(
  tenancy: Tenancy,
  text: string,
  names: Names,
): Promise<PresentedToken | undefined> {
  if (text.length > MAX_TOKEN) return undefined
  const refresh = readRefreshTokenText(tenancy, text)
  if (refresh) {
    const found = await tenancy.store.findRefreshTokenByHandle(refresh.handle_hash)
    if (!found || isOver(found.token, tenancy.now())) return undefined
    if (await isRevokedWithAll(tenancy, found.token.created_at)) return undefined
    const isCurrent = found.state.token_hash === refresh.token_hash
    return { kind: 'refresh', client_id: found.token.client_id, token: found.token, isCurrent }
  }
  const encrypted = openEncryptedTokenReference(tenancy, text)
  if (encrypted) return { kind: 'encrypted', ...encrypted }
  try {
    return text.includes('.') ? await readJwt(tenancy, text, names) : await readOpaque(tenancy, text)
  } catch (error) {
    if (error instanceof TokenRefused) return undefined
    throw error
  }
}

const isOver = ({ expires_at, idle_expires_at }: RefreshToken, now: number): boolean =>
  [expires_at, idle_expires_at].some((end) => end !== null && now >= end * 1000)

async function readOpaque(tenancy: Tenancy, text: string): Promise<PresentedToken> {
  const { client_id, sub, scope, iat, exp, sid, org_id } = await acceptOpaque(tenancy, text)
  const claims = { iss: tenancy.tenant.issuer, sub, client_id, ...(scope === '' ? {} : { scope }), iat, exp }
  const further = { ...(sid === undefined ? {} : { sid }), ...(org_id === undefined ? {} : { org_id }) }
  return {
    kind: 'access',
    client_id,
    sub,
    exp,
    api: undefined,
    claims: { ...claims, ...further },
  }
}

async function readJwt(tenancy: Tenancy, text: string, names: Names): Promise<PresentedToken | undefined> {
  // Nothing of it is believed yet: it says where to look for the API whose token it claims to be.
  const { aud, iss } = decodeJwt(text).claims
  const [api, own] = await Promise.all([findApi(tenancy, aud), ownIssuer(tenancy, iss)])
  const issuer = own ?? (names === 'any' && typeof iss === 'string' ? iss : undefined)
  // An ID token's audience is a client. An API asks at one host about tokens of all.
  if (!api || issuer === undefined) return undefined
  const claims = await acceptJwt(tenancy, text, api.identifier, await keysOf(tenancy, api), issuer)
  const { sub, exp } = claims
  const client_id = claims['client_id'] ?? claims['azp']
  if (typeof sub !== 'string' || typeof exp !== 'number' || typeof client_id !== 'string') return undefined
  return tenancy.now() < exp * 1000 ? { kind: 'access', client_id, sub, exp, api, claims } : undefined
}

const findApi = async ({ store }: Tenancy, aud: unknown): Promise<ResourceServer | undefined> => {
  const identifier: unknown = Array.isArray(aud) ? aud[0] : aud
  return typeof identifier === 'string' ? store.find('resource_servers', { identifier }) : undefined
}

const keysOf = async (tenancy: Tenancy, api: ResourceServer): Promise<readonly VerificationKey[] | undefined> =>
  api.signing_alg === 'HS256' ? apiVerificationKey(tenancy, api) : undefined
