// Opaque tokens: sealed, not stored. The string says nothing to whoever holds it, and nothing but what was sealed opens.
import { seal, SealBroken, unseal } from '../jose/sealing.ts'
import type { Tenancy } from '../tenancy.ts'

/** What an opaque token stands for. Times are seconds since the epoch. */
export type OpaqueTokenContent = {
  /** Which kind of token this is, so that none is taken for another. */
  readonly kind: string
  readonly sub: string
  readonly client_id: string
  /** Scopes with spaces between them; may be empty. */
  readonly scope: string
  readonly iat: number
  readonly exp: number
  /** The session it came of, where there is one. */
  readonly sid?: string
  /** The organization within which it is, where there is one. */
  readonly org_id?: string
}

/** `kind` of an access token for nobody but this server's own userinfo endpoint. */
export const OPAQUE_ACCESS_TOKEN = 'access_token'

/** Lives of an opaque token, seconds: from the token endpoint, and from /authorize. */
export const OPAQUE_LIFETIME = { token_endpoint: 86_400, front: 7200 } as const

const MAX_LENGTH = 8192

type Sealing = Pick<Tenancy, 'tenant' | 'masterKey'>

const purposeOf = ({ tenant }: Pick<Tenancy, 'tenant'>): string => `opaque-token:${tenant.tenant_id}`

/** `content` as a URL-safe string without dots, so that it is never a JWT. */
export const sealOpaqueToken = (tenancy: Sealing, content: OpaqueTokenContent): string => {
  const { kind, sub, client_id, scope, iat, exp, sid, org_id } = content
  const further = org_id === undefined ? (sid === undefined ? [] : [sid]) : [sid ?? null, org_id]
  const plaintext = JSON.stringify([kind, sub, client_id, scope, iat, exp, ...further])
  return seal(tenancy.masterKey, purposeOf(tenancy), Buffer.from(plaintext, 'utf8'))
}

const parseContent = (plaintext: string): OpaqueTokenContent | undefined => {
  const fields: unknown = JSON.parse(plaintext)
  if (!Array.isArray(fields) || fields.length < 6 || fields.length > 8) return undefined
  const [kind, sub, client_id, scope, iat, exp, sid, org_id]: readonly unknown[] = fields
  if (typeof kind !== 'string' || typeof sub !== 'string' || typeof client_id !== 'string') return undefined
  if (typeof scope !== 'string' || typeof iat !== 'number' || typeof exp !== 'number') return undefined
  const content = { kind, sub, client_id, scope, iat, exp }
  if (org_id === undefined) {
    if (sid === undefined) return content
    return typeof sid === 'string' ? { ...content, sid } : undefined
  }
  if (typeof org_id !== 'string') return undefined
  if (sid === null) return { ...content, org_id }
  return typeof sid === 'string' ? { ...content, sid, org_id } : undefined
}

/** What `token` stands for; undefined when it is not exactly one that this tenant sealed, or has expired. */
export const openOpaqueToken = (
  tenancy: Sealing & Pick<Tenancy, 'now'>,
  token: string,
): OpaqueTokenContent | undefined => {
  if (token.length > MAX_LENGTH) return undefined
  try {
    const content = parseContent(unseal(tenancy.masterKey, purposeOf(tenancy), token).toString('utf8'))
    return content !== undefined && tenancy.now() < content.exp * 1000 ? content : undefined
  } catch (error) {
    if (error instanceof SealBroken) return undefined
    throw error
  }
}
