// What a revocation says, and which tokens it is about. An event names nobody: its key is a hash of what it is about, which whoever
// holds a token can compute from it, and nobody can read back.

/** What ended. Each kind says which claims of a token its key is made of. */
export type RevocationKind = 'token' | 'session' | 'grant' | 'user' | 'client' | 'organization' | 'api' | 'tenant'

/** One revocation. Times are seconds since the epoch. */
export type RevocationEvent = {
  readonly kind: RevocationKind
  /** SHA-256, base64url: of the token itself, or of one of `revocationTexts`. */
  readonly key: string
  /** Tokens of this key issued at this time or before are dead. */
  readonly before: number
  /** When the last token that it could concern has expired, and it may be forgotten. */
  readonly expires: number
  /** Grows with every event of the issuer. There may be numbers that no event has. */
  readonly seq: number
}

/** What can be said of a token by its claims. */
export type RevocableClaims = {
  readonly sub?: string | undefined
  /** `client_id`, or `azp` of the Auth0 dialects. */
  readonly client_id?: string | undefined
  readonly sid?: string | undefined
  readonly jti?: string | undefined
  readonly org_id?: string | undefined
  readonly aud: readonly string[]
}

/** JSON says where one value ends and the next begins, so that no two subjects have the same text. */
const text = (...parts: readonly string[]): string => JSON.stringify(parts)

/** The text whose hash is the key of an event about the token with this `jti`, for this audience or of this client. */
export const tokenIdText = (jti: string, aud: string): string => text('token', jti, aud)

/** About a session; with `aud`, only its tokens for that API. */
export const sessionText = (sid: string, aud?: string): string =>
  aud === undefined ? text('session', sid) : text('session', sid, aud)

/** By whom a client was let in: in one session, or as one subject wherever it is. */
export type Grantor = { readonly sid: string } | { readonly sub: string }

/** About what a client was granted; with `aud`, only at that API. */
export const grantText = (client_id: string, by: Grantor, aud?: string): string => {
  const who = 'sid' in by ? ['sid', by.sid] : ['sub', by.sub]
  return text('grant', client_id, ...who, ...(aud === undefined ? [] : [aud]))
}

export const userText = (sub: string): string => text('user', sub)

/** About all tokens of a client; with `aud`, only those for that API. */
export const clientText = (client_id: string, aud?: string): string =>
  aud === undefined ? text('client', client_id) : text('client', client_id, aud)

/** About all tokens within an organization; with `sub`, only those of one subject. */
export const organizationText = (org_id: string, sub?: string): string =>
  sub === undefined ? text('organization', org_id) : text('organization', org_id, sub)

/** About all tokens for an API. */
export const apiText = (aud: string): string => text('api', aud)

/** About everything that the issuer has issued. */
export const TENANT_TEXT = text('tenant')

/** The texts of all events, besides one about the token itself, that a token with these claims dies by. */
export function revocationTexts({ sub, client_id, sid, jti, org_id, aud }: RevocableClaims): readonly string[] {
  const grantors: readonly Grantor[] = [
    ...(sid === undefined ? [] : [{ sid }]),
    ...(sub === undefined ? [] : [{ sub }]),
  ]
  const audiences = [undefined, ...aud]
  return [
    TENANT_TEXT,
    ...(sub === undefined ? [] : [userText(sub)]),
    ...(client_id === undefined ? [] : audiences.map((one) => clientText(client_id, one))),
    ...aud.map(apiText),
    ...(org_id === undefined
      ? []
      : [organizationText(org_id), ...(sub === undefined ? [] : [organizationText(org_id, sub)])]),
    ...(sid === undefined ? [] : audiences.map((one) => sessionText(sid, one))),
    ...(client_id === undefined ? [] : grantors.flatMap((by) => audiences.map((one) => grantText(client_id, by, one)))),
    ...(jti === undefined
      ? []
      : [...aud, ...(client_id === undefined ? [] : [client_id])].map((one) => tokenIdText(jti, one))),
  ]
}
