// What explain says, in English. Every other language says the same, by the same names.
import type { RefusalReason } from '../jose/verify.ts'
import type { LifetimeSetting } from '../tokens/access-token-lifetime.ts'
import type { DropReason } from '../users/granted-scopes.ts'

const REASONS: Readonly<Record<DropReason, string>> = {
  not_defined: 'the API does not define it',
  no_api: 'no API was named',
  no_permission: 'the user does not have this permission',
  not_in_client_grant: 'the client grant does not hold it',
  no_refresh_tokens: 'the client may not use refresh tokens',
  no_offline_access: 'the API allows no offline access',
  strict: 'a third-party application in strict mode learns nothing about users',
}

const REFUSED: ReadonlyMap<RefusalReason, string> = new Map([
  ['expired', 'Get another one, by refresh token if there is one. How long it lives is set at the API.'],
  [
    'key',
    'The key was revoked, signing_alg of the API is another now, or the token is of another tenant. Get another one.',
  ],
  ['signature', 'It was changed on the way, or somebody else has made it.'],
])

const LIFETIMES: Readonly<Record<LifetimeSetting, (of: string) => string>> = {
  lifetime: () => 'lifetime of the machine token',
  'jwt_configuration.lifetime_in_seconds': (of) => `jwt_configuration.lifetime_in_seconds of ${of}`,
  token_lifetime_for_web: (of) => `token_lifetime_for_web of ${of}`,
  token_lifetime: (of) => `token_lifetime of ${of}`,
}

type Code = { readonly kind: 'rule' | 'action' | 'hook'; readonly name: string }

export const ENGLISH = {
  // What was decided.
  asks: (client: string, grant: string, user: string | undefined) =>
    `${client} asks by ${grant}${user === undefined ? ' in its own name' : ` in the name of ${user}`}.`,
  ofOrganization: (id: string, why: string) => `The token is of the organization ${id}: ${why}.`,
  byMembership: (client: string, usage: string, user: string) =>
    `organization_usage of ${client} is ${usage}, and ${user} is a member: its roles there count beside its own`,
  forAnyOrganization: 'the client grant is for any organization',
  addedToOrganization: 'the client grant was added to it',
  isOpaque: (isNamed: boolean) =>
    `${isNamed ? 'audience names this server itself' : 'No API is named, and the tenant has no default_audience'}: the token is opaque, for /userinfo alone.`,
  isForApi: (api: string, isNamed: boolean) =>
    `The token is for ${api}, by ${isNamed ? 'audience' : 'default_audience of the tenant'}.`,
  byClientGrant: (id: string) => `The client grant ${id} lets the client ask for it.`,
  needsNoClientGrant: 'No client grant is needed: the client is the tenant’s own, and a user stands behind it.',
  isEncrypted: (kid: string) => `It is encrypted for the API’s key ${kid}.`,
  enforcesNothing: 'The API does not enforce permissions (enforce_policies): the token has no claim of them.',
  enforces: (hasClaim: boolean, held: readonly string[] | undefined) =>
    `The API enforces permissions${hasClaim ? '' : ', but not the claim of them (token_dialect without _authz)'}${
      held ? `; the user has ${held.length === 0 ? 'none' : held.join(', ')} there` : ''
    }.`,
  codeChanged: (name: string, paths: readonly string[]) =>
    `${name} changed ${paths.length === 0 ? 'nothing in the tokens' : paths.join(', ')}.`,
  leftOut: (names: readonly string[]) =>
    `What it set of ${names.join(', ')} is left out: such claims are the server’s own.`,
  codeRefused: (name: string, why: string) => `${name} said no: ${why}`,
  sentAway: (origin: string) => `The person would be sent to ${origin} first.`,
  nobodyComesBack: (client: string) => `Nobody can be sent back to ${client}: it has no address in callbacks.`,
  nothingToAsk: 'Nothing has to be asked: it is allowed already, or needs not be.',
  asksConsent: (what: string, address: string) =>
    `The person would be asked to allow ${what} first, for the address ${address}; with prompt=none that is consent_required.`,

  // Scopes.
  code: ({ kind, name }: Code) => `${kind} ${name}`,
  tenantsCode: 'the tenant’s code',
  openIdScope: 'a scope of OpenID Connect',
  allThereIs: 'nothing was asked for: all that may be had',
  defined: 'the API defines it, and nothing forbids it',
  inClientGrant: 'the client grant holds it',
  notThroughBrowser: 'no refresh token comes through the browser',
  tookOut: (by: string) => `${by} took it out`,
  dropped: (reason: DropReason) => REASONS[reason],

  // Claims, and the life of a token.
  issuer: 'the tenant’s own address',
  userId: 'the user’s id',
  clientItself: 'the client itself: client_id and @clients',
  audience: (isNamed: boolean, withUserinfo: boolean) =>
    `${isNamed ? 'audience of the request' : 'default_audience of the tenant'}${
      withUserinfo ? '; with the scope openid /userinfo as well' : ''
    }`,
  issuedAt: 'the moment it is issued',
  endsBy: (lifetime: string) => `iat and ${lifetime}`,
  grantedScopes: 'the scopes that are granted',
  whoAsks: 'the client that asks',
  theGrant: 'the grant',
  machineTokenId: 'the id of the machine token',
  randomId: 'random, once for each token: the API’s token_dialect wants it',
  session: 'the session that the user logged in to: with it the token ends',
  organization: 'the organization of the request, or the client’s default_organization',
  organizationName: 'the same by its name: allow_organization_name_in_authentication_api of the tenant',
  rights: 'roles and permissions: the API’s enforce_policies and token_dialect want them',
  codeForMachines: 'the code at credentials-exchange',
  theServer: 'the server',
  noLongerSo: 'what decided it then is no longer so',
  itsServer: 'the server that made it',
  opaqueLifetime: 'that of every opaque token',
  lifetime: (setting: LifetimeSetting, of: string) => LIFETIMES[setting](of),

  // What a token is, and whether it counts.
  isTaken: 'A validator of its API takes it.',
  isRevoked: 'It has been revoked: this server refuses it, and so do validators that follow its revocations.',
  wrongSlash: (issuer: string) => `Its issuer lacks or has a slash at the end: it must be ${issuer}.`,
  otherIssuer: 'Another issuer has made it.',
  noApi: 'There is no API with its audience, or no longer.',
  isRefused: (_reason: RefusalReason, message: string) => `A validator refuses it: ${message}.`,
  fixOfRefused: (reason: RefusalReason) => REFUSED.get(reason),
  clientGone: 'A validator takes it until it expires, but its client is gone.',
  userGone: 'A validator takes it until it expires, but its user is gone.',
  userBlocked: 'A validator takes it until it expires, but its user is blocked.',
  isSealed: 'It is encrypted: only the API that it is for can read it.',
  isRefreshToken: 'It is a refresh token: it goes to the token endpoint, and to no API.',
  isUnreadable: (why: string) => `It is no token that can be read: ${why}.`,
  isForeign: 'It is none of this tenant’s, or it was changed or cut.',
  isOver: 'It has expired.',
  isOpaqueToken: 'It is opaque: /userinfo takes it, and no API does.',
  isIdToken: 'It is an ID token: it tells the application who logged in, and no API may take it.',

  // What would help.
  theApi: 'the API',
  sendAccessToken: 'Send the access token.',
  askForApi: 'Ask with the identifier of an API as audience.',
  askWithAudience: 'Ask with audience to get a token for an API.',
  askByCode: 'Ask by authorization_code.',
  addScope: (scope: string, api: string) => `Add ${scope} to the scopes of API ${api}.`,
  nameApi: 'Name the API that defines it with audience.',
  givePermission: (scope: string, api: string) =>
    `Give the user the permission ${scope} at API ${api}, or a role that has it.`,
  addToClientGrant: (scope: string, client: string, api: string) =>
    `Add ${scope} to the client grant of ${client} for API ${api}.`,
  addGrantType: (grant: string, client: string) => `Add ${grant} to grant_types of ${client}.`,
  allowOfflineAccess: (api: string) => `Set allow_offline_access of API ${api}.`,
  makeUserGrant: (client: string, api: string) => `Make a client grant of ${client} for ${api} with subject_type user.`,
  allowSubjects: (kind: 'client' | 'user', api: string) => `Set subject_type_authorization.${kind}.policy of ${api}.`,
  letConnection: (client: string) => `Let ${client} use a connection that the user can log in by.`,
  allowBefore: (client: string) => `The person must have allowed it to ${client} before, by authorization_code.`,
  allowOrganization: (client: string) =>
    `Set organization_usage of ${client}, for a machine that of its client grant, to allow or require.`,
  nameOrganization: (client: string) =>
    `Name it with organization, or set organization_usage of ${client} or its client grant to allow. On pages of this server people are asked for it where organization_require_behavior says so.`,
  addGrantToOrganization: (client: string) => `Add the client grant of ${client} to the organization.`,
  addMember: 'Make the user a member of the organization.',
  requireNoPush: (client: string) =>
    `Set require_pushed_authorization_requests to false, of ${client} and among the tenant’s flags.`,
  requireNoBinding: (client: string, api: string) =>
    `This server binds no tokens: do not require it (proof_of_possession of ${api}, ${client}).`,
  makeClientGrant: (client: string, api: string) =>
    `Make a client grant of ${client} for ${api}, with the scopes that it may have.`,
  addThemToClientGrant: (client: string) => `Add them to the client grant of ${client}, and to the API.`,
  nameAnyApi: 'Name an API with audience, or set default_audience of the tenant.',
  proveItself: (client: string) =>
    `${client} has no secret and no key (token_endpoint_auth_method none): this grant is for clients that can prove who they are.`,
  unblock: 'Unblock the user.',
  letterForLetter: (near: string) => `There is an API ${near}: identifiers are compared letter for letter.`,
  makeApi: 'There is no API with this identifier: make one, or ask for one that there is.',
  enforcePolicies: (api: string) => `Set enforce_policies of API ${api}, and a token_dialect with _authz.`,
  showPermissions: (api: string) => `Set token_dialect of API ${api} to one with _authz.`,
  otherName: (code: Code) =>
    `Give the claim another name in ${code.kind} ${code.name}, such as https://example.com/plan.`,
  addCallback: (client: string) => `Add an address to callbacks of ${client}.`,
} as const

export type Words = {
  readonly [Name in keyof typeof ENGLISH]: (typeof ENGLISH)[Name] extends string ? string : (typeof ENGLISH)[Name]
}
