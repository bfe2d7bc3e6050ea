// What an access token lets its bearer know about the user: as much as its scopes, as the user is now. OpenID Connect Core §5.3;
// reference: Authentication API, section 9.
import { OPENID_SCOPE } from '@symbolon/protocol/oidc/core'
import { hash } from 'node:crypto'
import type { VerificationKey } from '../jose/keys.ts'
import { TokenRefused, verifyJwt } from '../jose/verify.ts'
import type { Tenancy } from '../tenancy.ts'
import { claimsOfScopes } from '../users/claims.ts'
import { OPAQUE_ACCESS_TOKEN, openOpaqueToken } from './opaque-token.ts'
import { verificationKeys } from './signing-keys.ts'

/** Why there is no answer, in the words of RFC 6750 §3.1. */
export class BearerRefused extends Error {
  override readonly name = 'BearerRefused'
  readonly error: 'invalid_token' | 'insufficient_scope'

  constructor(error: 'invalid_token' | 'insufficient_scope', description: string) {
    super(description)
    this.error = error
  }
}

/** What a token says that has been believed. */
type Believed = {
  readonly subject: string
  readonly client_id: string
  readonly scopes: readonly string[]
  /** Seconds since the epoch. */
  readonly exp: number
}

const invalid = (description: string): BearerRefused => new BearerRefused('invalid_token', description)

const INVALID = 'The token is invalid'
const EXPIRED = 'The token has expired'

/**
 * The claims about the user that `token` was issued for.
 *
 * @throws BearerRefused for a token that is none of ours or not for this endpoint, has expired, is a machine's, or whose user or
 * client is gone or blocked
 */
export async function userinfo(tenancy: Tenancy, token: string): Promise<Readonly<Record<string, unknown>>> {
  const { subject, client_id, scopes } = token.includes('.')
    ? await believeJwt(tenancy, token)
    : believeOpaque(tenancy, token)
  // No user's name, whatever an import may have brought.
  if (subject.endsWith('@clients')) throw invalid(INVALID)
  if (!scopes.includes(OPENID_SCOPE)) throw new BearerRefused('insufficient_scope', 'The scope openid is needed')
  if (!(await tenancy.store.find('clients', { client_id }))) throw invalid(INVALID)
  const user = await tenancy.store.findUser(subject)
  if (!user || user.blocked) throw invalid(INVALID)
  return { ...claimsOfScopes(user, scopes), sub: user.user_id }
}

function believeOpaque(tenancy: Tenancy, token: string): Believed {
  const content = openOpaqueToken(tenancy, token)
  if (content?.kind !== OPAQUE_ACCESS_TOKEN) throw invalid(INVALID)
  const { sub, client_id, scope, exp } = content
  return { subject: sub, client_id, scopes: scope.split(' '), exp }
}

type Remembered = Believed & { readonly keys: readonly VerificationKey[]; readonly issuer: string }

const MOST_REMEMBERED = 10_000

// By tenant and SHA-256 of the token; the oldest goes first. No token is kept here, only what was found true of it.
const remembered = new Map<string, Remembered>()

const remember = (name: string, entry: Remembered): void => {
  const oldest = remembered.size >= MOST_REMEMBERED ? remembered.keys().next().value : undefined
  if (oldest !== undefined) remembered.delete(oldest)
  remembered.set(name, entry)
}

/** The signature is looked at once; that the token has not expired, and that its keys are still the tenant's, every time. */
async function believeJwt(tenancy: Tenancy, token: string): Promise<Believed> {
  const { tenant_id, issuer } = tenancy.tenant
  const name = `${tenant_id} ${hash('sha256', token, 'base64url')}`
  const keys = await verificationKeys(tenancy)
  const known = remembered.get(name)
  const isKnown = known !== undefined && known.keys === keys && known.issuer === issuer
  const believed = isKnown ? known : { ...verify(tenancy, token, keys), keys, issuer }
  if (tenancy.now() >= believed.exp * 1000) throw invalid(EXPIRED)
  if (!isKnown) remember(name, believed)
  return believed
}

/** Types of the access tokens of the dialects an API can have. */
const ACCESS_TOKEN_TYPES = ['JWT', 'at+jwt']

function verify({ tenant: { issuer }, now }: Tenancy, token: string, keys: readonly VerificationKey[]): Believed {
  try {
    const { claims } = verifyJwt(token, {
      keys,
      typ: ACCESS_TOKEN_TYPES,
      issuer,
      audience: `${issuer}userinfo`,
      now: Math.floor(now() / 1000),
      required: ['sub', 'exp', 'iat', 'aud'],
    })
    return claimed(claims)
  } catch (error) {
    if (error instanceof TokenRefused) throw invalid(error.reason === 'expired' ? EXPIRED : INVALID)
    throw error
  }
}

function claimed({ cnf, sub, azp, client_id, scope, exp }: ReturnType<typeof verifyJwt>['claims']): Believed {
  const client = client_id ?? azp
  // A token bound to a key is no bearer token. RFC 9449 §7.1
  if (cnf !== undefined || typeof sub !== 'string' || typeof client !== 'string' || typeof exp !== 'number') {
    throw invalid(INVALID)
  }
  return { subject: sub, client_id: client, scopes: typeof scope === 'string' ? scope.split(' ') : [], exp }
}
