// Which scope lets a client know what about a person. OpenID Connect Core §5.4; reference: Authentication API, section 7.6.

/** Claims by the scope that asks for them. */
export const SCOPE_CLAIMS = {
  openid: ['sub'],
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Asks for a refresh token. OpenID Connect Core §11 */
export const OFFLINE_ACCESS = 'offline_access'

/** Single claims that older clients ask for by name, as a scope of its own; not given to clients that are `oidc_conformant`. */
export const LEGACY_CLAIM_SCOPES = [
  'name',
  'given_name',
  'family_name',
  'nickname',
  'email',
  'email_verified',
  'picture',
  'created_at',
  'identities',
] as const

const isScope = (scope: string): scope is keyof typeof SCOPE_CLAIMS => Object.hasOwn(SCOPE_CLAIMS, scope)

const LEGACY: ReadonlySet<string> = new Set(LEGACY_CLAIM_SCOPES)

/** Whether `scope` is one of OpenID Connect's own, which belongs to no API. */
export const isIdentityScope = (scope: string): boolean => isScope(scope) || scope === OFFLINE_ACCESS

/** Whether `scope` is the name of a single claim that older clients ask for. */
export const isLegacyClaimScope = (scope: string): boolean => LEGACY.has(scope) && !isScope(scope)

/** Names of the claims that `scope` asks for; none for the scope of an API. */
export const claimsOfScope = (scope: string): readonly string[] => {
  if (isScope(scope)) return SCOPE_CLAIMS[scope]
  return isLegacyClaimScope(scope) ? [scope] : []
}

/** What discovery says of scopes. */
export const SCOPES_SUPPORTED: readonly string[] = [
  ...new Set([...Object.keys(SCOPE_CLAIMS), OFFLINE_ACCESS, ...LEGACY_CLAIM_SCOPES]),
]

/** What an ID token says about itself, beyond the person. */
const TOKEN_CLAIMS = ['iss', 'aud', 'iat', 'exp', 'auth_time', 'nonce', 'sid', 'at_hash', 'c_hash', 's_hash'] as const

/** What discovery says of claims. */
export const CLAIMS_SUPPORTED: readonly string[] = [
  ...new Set([...TOKEN_CLAIMS, ...SCOPES_SUPPORTED.flatMap((scope) => claimsOfScope(scope))]),
].sort()
