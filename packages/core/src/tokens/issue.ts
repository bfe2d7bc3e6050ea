// tokens: turns an Authorization into signed tokens; knows no request. This file is the mint: no other makes a token.
import type { TokenResponse } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { Authorization } from '../authorization.ts'
import { OAuthError } from '../errors.ts'
import type { SigningHandle } from '../jose/keys.ts'
import { signJws } from '../jose/sign.ts'
import type { Tenancy } from '../tenancy.ts'
import { accessTokenClaims, accessTokenType, type AccessTokenClaims } from './access-token.ts'
import { apiSigningHandle } from './api-keys.ts'
import { sealOpaqueToken } from './opaque-token.ts'
import { oversizeOf, type Oversize } from './size-budget.ts'

/** Life of an opaque token, seconds. mission.md M14 */
const OPAQUE_LIFETIME = 86_400

/** The answer, and what is worth a line in the tenant log. */
export type Issued = { readonly tokens: TokenResponse; readonly oversize: Oversize | undefined }

/**
 * The tokens of `authorization`: a JWT for its API, or an opaque one when it names none.
 *
 * @throws OAuthError `access_denied` when something the authorization stands on is gone by now, or when the API asks for
 * a protection that its tokens would not have.
 */
export async function issueTokens(tenancy: Tenancy, authorization: Authorization): Promise<Issued> {
  await requireStillStanding(tenancy, authorization)
  const iat = Math.floor(tenancy.now() / 1000)
  const { api, scopes } = authorization
  const scope = scopes.join(' ')
  if (!api) {
    const access_token = opaqueAccessToken(tenancy, authorization, iat)
    return { tokens: { access_token, scope, expires_in: OPAQUE_LIFETIME, token_type: 'Bearer' }, oversize: undefined }
  }
  const { access_token, claims } = await jwtAccessToken(tenancy, authorization, api, iat)
  return {
    tokens: { access_token, scope, expires_in: api.token_lifetime, token_type: 'Bearer' },
    oversize: oversizeOf(api, access_token, claims),
  }
}

/** Client, API and client grant as they are at this moment, whatever the grant or the tenant's code took time for. */
async function requireStillStanding({ store }: Tenancy, authorization: Authorization): Promise<void> {
  const { client, api, clientGrant } = authorization
  const gone = (what: string) => new OAuthError('access_denied', 'Unauthorized', { detail: `The ${what} is gone` })
  if (!(await store.find('clients', { client_id: client.client_id }))) throw gone('client')
  if (!api) return
  if (!(await store.find('resource_servers', { identifier: api.identifier }))) throw gone('API')
  refuseUnkeptProtection(authorization, api)
  if (!clientGrant) return
  const { client_id, audience, subject_type } = clientGrant
  if (client_id === undefined) return
  if (!(await store.find('client_grants', { client_id, audience, subject_type }))) throw gone('client grant')
}

/** A policy that cannot be kept denies: a token must not be weaker than its API was told it would be. */
function refuseUnkeptProtection({ client }: Authorization, api: ResourceServer): void {
  if (api.token_encryption) {
    throw new OAuthError('access_denied', `The API ${api.identifier} takes only encrypted access tokens`)
  }
  if (api.proof_of_possession?.required || client.require_proof_of_possession) {
    throw new OAuthError('access_denied', 'Only tokens bound to a key are allowed, and this request binds none')
  }
}

const HEADERS = new WeakMap<SigningHandle, Map<string, string>>()

/** The encoded header of every token of one key and type, with the dot behind it. */
function encodedHeader(handle: SigningHandle, typ: string): string {
  let headers = HEADERS.get(handle)
  if (!headers) HEADERS.set(handle, (headers = new Map()))
  let header = headers.get(typ)
  if (!header) {
    const { alg, kid } = handle
    header = `${Buffer.from(JSON.stringify({ alg, typ, kid })).toString('base64url')}.`
    headers.set(typ, header)
  }
  return header
}

async function jwtAccessToken(
  tenancy: Tenancy,
  authorization: Authorization,
  api: ResourceServer,
  iat: number,
): Promise<{ readonly access_token: string; readonly claims: AccessTokenClaims }> {
  const handle = await apiSigningHandle(tenancy, api)
  const claims = accessTokenClaims(tenancy, authorization, api, handle.alg, iat)
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
  const signingInput = encodedHeader(handle, accessTokenType(api)) + payload
  const signature = signJws(handle, signingInput)
  const access_token = `${signingInput}.${typeof signature === 'string' ? signature : await signature}`
  return { access_token, claims }
}

function opaqueAccessToken(tenancy: Tenancy, { client, subject, scopes }: Authorization, iat: number): string {
  const { client_id } = client
  const content = { kind: 'access_token', sub: subject, client_id, scope: scopes.join(' '), iat }
  return sealOpaqueToken(tenancy, { ...content, exp: iat + OPAQUE_LIFETIME })
}
