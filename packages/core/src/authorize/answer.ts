// What an agreed request gets: a code, tokens, or both. Codes are made by tokens/authorization-code.ts, tokens by the mint alone.
import type { TokenResponse } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import type { Client } from '@symbolon/protocol/entities/client'
import type { Authorization } from '../authorization.ts'
import type { Custom } from '../custom.ts'
import type { AuthorizationRequest } from '../one-time.ts'
import type { Tenancy } from '../tenancy.ts'
import { withCustom } from '../rules/custom.ts'
import { newAuthorizationCode } from '../tokens/authorization-code.ts'
import { issueTokens, type Issued } from '../tokens/issue.ts'
import type { Agreed } from './next-step.ts'

export type Given = {
  readonly code: string | undefined
  readonly tokens: TokenResponse | undefined
  readonly oversize: Issued['oversize']
}

/** Whether the ID token is to say when the user logged in. reference: Authentication API, section 8.1. */
const wantsAuthTime = ({ max_age, prompt }: AuthorizationRequest): boolean =>
  max_age !== null || prompt.includes('login')

/** @throws OAuthError when something that the answer stands on is gone by now */
export async function give(
  tenancy: Tenancy,
  client: Client,
  request: AuthorizationRequest,
  agreed: Agreed,
  custom: Custom | undefined,
): Promise<Given> {
  const words = request.response_type.split(' ')
  const code = words.includes('code') ? await codeFor(tenancy, request, agreed, custom) : undefined
  if (request.response_type === 'code') return { code, tokens: undefined, oversize: undefined }
  const authorization = frontChannel(client, request, agreed, code)
  const { tokens, oversize } = await issueTokens(tenancy, custom ? withCustom(authorization, custom) : authorization)
  return { code, tokens, oversize }
}

const codeFor = (
  tenancy: Tenancy,
  request: AuthorizationRequest,
  { session, granted, api, within }: Agreed,
  custom: Custom | undefined,
): Promise<string> =>
  newAuthorizationCode(tenancy, {
    client_id: request.client_id,
    user_id: session.user_id,
    session_id: session.id,
    redirect_uri: request.redirect_uri_sent ? request.redirect_uri : null,
    audience: api?.identifier ?? null,
    scopes: granted.scopes,
    nonce: request.nonce,
    auth_time: session.authenticated_at,
    with_auth_time: wantsAuthTime(request),
    code_challenge: request.code_challenge,
    code_challenge_method: request.code_challenge_method,
    ...(within ? { organization_id: within.organization.id } : {}),
    ...(custom ? { custom } : {}),
  })

/** What the tokens that the browser gets at once are made of. */
export function frontChannel(
  client: Client,
  request: AuthorizationRequest,
  { session, user, api, granted, within, linked }: Agreed,
  code: string | undefined,
): Authorization {
  const words = request.response_type.split(' ')
  const access_token = words.includes('token')
  return {
    client,
    subject: user.user_id,
    user,
    ...(api ? { api } : {}),
    ...(within ? { within } : {}),
    ...(granted.clientGrant ? { clientGrant: granted.clientGrant } : {}),
    scopes: granted.scopes,
    permissions: granted.permissions,
    ...(linked ? { linked } : {}),
    wanted: {
      channel: 'front',
      access_token,
      id_token: words.includes('id_token')
        ? {
            nonce: request.nonce,
            sid: session.id,
            auth_time: wantsAuthTime(request) ? session.authenticated_at : null,
            code: code ?? null,
            state: request.state,
            with_at_hash: access_token,
          }
        : undefined,
      refresh_token: undefined,
    },
  }
}
