// tokens: turns an Authorization into signed tokens; knows no request. This file is the mint: no other makes a token.
import type { TokenResponse } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { JWT_TYPE } from '@symbolon/protocol/oauth/rfc9068-access-token'
import { OPENID_SCOPE } from '@symbolon/protocol/oidc/core'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { scopesThrough, sessionBehind, type Authorization, type Wanted } from '../authorization.ts'
import { signedJwt } from '../jose/signed-jwt.ts'
import { requirePlace } from '../organizations/membership.ts'
import type { Tenancy } from '../tenancy.ts'
import { accessTokenLifetime } from './access-token-lifetime.ts'
import { accessTokenClaims, accessTokenType, type AccessTokenClaims } from './access-token.ts'
import { apiSigningHandle } from './api-keys.ts'
import { sealedFor } from './encrypted-token.ts'
import { idTokenKey } from './client-keys.ts'
import { idTokenClaims } from './id-token.ts'
import { OPAQUE_ACCESS_TOKEN, OPAQUE_LIFETIME, sealOpaqueToken } from './opaque-token.ts'
import { newRefreshToken, renewRefreshToken } from './refresh-token.ts'
import { deadAtBirth } from './revocations.ts'
import { oversizeOf, type Oversize } from './size-budget.ts'
import { keepUserinfoClaims } from './userinfo-claims.ts'
import { requireStandingPerson, requireStillStanding } from './still-standing.ts'

/** The answer, and what is worth a line in the tenant log. */
export type Issued = {
  readonly tokens: TokenResponse
  /** `iat`, seconds. */
  readonly issued_at: number
  readonly oversize: Oversize | undefined
}

/**
 * The tokens of `authorization`: a JWT for its API, or an opaque one when it names none; for a user's, whatever else is wanted.
 *
 * @throws OAuthError `access_denied` when something the authorization stands on is gone by now, membership of an organization too, or when the API asks for
 * a protection that its tokens would not have; `unauthorized` when the user is blocked; `invalid_grant` when a refresh token that
 * was to be renewed has ended meanwhile.
 */
export async function issueTokens(tenancy: Tenancy, authorization: Authorization): Promise<Issued> {
  // Before anything is looked at: whatever ends from now on ends what was issued up to now, and these tokens with it.
  const now = Math.floor(tenancy.now() / 1000)
  const dead = deadAtBirth(tenancy, now, authorization)
  const iat = dead === undefined ? now : await nextSecond(tenancy, dead)
  const looking = requireStillStanding(tenancy, authorization)
  if (looking) await looking
  const placing = requirePlace(tenancy, authorization)
  if (placing) await placing
  const { wanted } = authorization
  if (wanted) return userTokens(tenancy, authorization, wanted, iat)
  const { access_token, expires_in, oversize } = await accessToken(tenancy, authorization, iat)
  const scope = authorization.scopes.join(' ')
  return { tokens: { access_token, scope, expires_in, token_type: 'Bearer' }, issued_at: iat, oversize }
}

/** Something it stands on ended in this very second, and would take the token with it: it is issued in the next. */
async function nextSecond(tenancy: Tenancy, dead: number): Promise<number> {
  await tenancy.pause((dead + 1) * 1000 - tenancy.now())
  return Math.max(dead + 1, Math.floor(tenancy.now() / 1000))
}

type AccessToken = {
  readonly access_token: string
  readonly expires_in: number
  readonly oversize: Oversize | undefined
}

async function accessToken(tenancy: Tenancy, authorization: Authorization, iat: number): Promise<AccessToken> {
  const { api, wanted } = authorization
  const isFront = wanted?.channel === 'front'
  if (!api) {
    const expires_in = OPAQUE_LIFETIME[isFront ? 'front' : 'token_endpoint']
    return { access_token: opaqueAccessToken(tenancy, authorization, iat, expires_in), expires_in, oversize: undefined }
  }
  const expires_in = accessTokenLifetime(authorization, api)
  const { access_token: signed, claims } = await jwtAccessToken(tenancy, authorization, api, iat, expires_in)
  const access_token = api.token_encryption ? await sealedFor(tenancy, api, signed, claims) : signed
  return { access_token, expires_in, oversize: oversizeOf(api, access_token, claims) }
}

/** What a user's authorization wants, all of it about the user as it is at this moment. */
async function userTokens(tenancy: Tenancy, asked: Authorization, wanted: Wanted, iat: number): Promise<Issued> {
  const user = await requireStandingPerson(tenancy, asked)
  const scopes = scopesThrough(wanted.channel, asked.scopes)
  const authorization = { ...asked, scopes, user }
  const access = wanted.access_token ? accessToken(tenancy, authorization, iat) : undefined
  const [refresh_token, issued, id_token] = await Promise.all([
    refreshToken(tenancy, authorization, wanted),
    access,
    idToken(tenancy, { ...authorization, user }, wanted.id_token, access, iat),
    keepUserinfoClaims(tenancy, authorization, iat),
  ])
  return {
    tokens: {
      ...(issued ? { access_token: issued.access_token } : {}),
      ...(refresh_token === undefined ? {} : { refresh_token }),
      ...(id_token === undefined ? {} : { id_token }),
      scope: scopes.join(' '),
      expires_in: issued?.expires_in ?? 0,
      token_type: 'Bearer',
    },
    issued_at: iat,
    oversize: issued?.oversize,
  }
}

async function refreshToken(
  tenancy: Tenancy,
  authorization: Authorization,
  { channel, refresh_token, renewed }: Wanted,
): Promise<string | undefined> {
  if (channel === 'front') return undefined
  if (renewed) return renewRefreshToken(tenancy, authorization, renewed)
  return refresh_token && newRefreshToken(tenancy, authorization, refresh_token)
}

async function idToken(
  tenancy: Tenancy,
  about: Parameters<typeof idTokenClaims>[1],
  facts: Wanted['id_token'],
  access: Promise<AccessToken> | undefined,
  iat: number,
): Promise<string | undefined> {
  if (!facts || !about.scopes.includes(OPENID_SCOPE)) return undefined
  const handle = await idTokenKey(tenancy, about.client)
  // Only a token that is hashed into this one has to be waited for.
  const beside = facts.with_at_hash ? (await access)?.access_token : undefined
  return signedJwt(handle, JWT_TYPE, idTokenClaims(tenancy, about, facts, beside, iat))
}

async function jwtAccessToken(
  tenancy: Tenancy,
  authorization: Authorization,
  api: ResourceServer,
  iat: number,
  lifetime: number,
): Promise<{ readonly access_token: string; readonly claims: AccessTokenClaims }> {
  const handle = await apiSigningHandle(tenancy, api)
  const claims = accessTokenClaims(tenancy, authorization, api, handle.alg, iat, lifetime)
  return { access_token: await signedJwt(handle, accessTokenType(api), claims), claims }
}

function opaqueAccessToken(tenancy: Tenancy, authorization: Authorization, iat: number, lifetime: number): string {
  const { client, subject, scopes, within } = authorization
  const sid = sessionBehind(authorization)
  const org = within ? { org_id: within.organization.id } : {}
  const content = { kind: OPAQUE_ACCESS_TOKEN, sub: subject, client_id: client.client_id, scope: scopes.join(' '), iat }
  return sealOpaqueToken(tenancy, { ...content, ...org, exp: iat + lifetime, ...(sid === undefined ? {} : { sid }) })
}
