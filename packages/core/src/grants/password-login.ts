// What the two password grants share: the person's own password, given to the application. No consent, no session, no nonce.
// RFC 6749 §4.3; reference: Authentication API, section 5.4.
import { OFFLINE_ACCESS } from '@symbolon/protocol/oidc/standard-claims'
import type { Client } from '@symbolon/protocol/entities/client'
import type { Authorization } from '../authorization.ts'
import { OAuthError } from '../errors.ts'
import { completeLogin } from '../login/complete.ts'
import { loginWithPassword, type Proven } from '../login/password.ts'
import { LoginRefused } from '../login/refusal.ts'
import { askedInNameOf } from '../organizations/asked.ts'
import { getRequestedApi } from '../resource-servers/requested-api.ts'
import type { Tenancy } from '../tenancy.ts'
import { grantedToUser } from '../users/granted-scopes.ts'
import { USER_IS_BLOCKED } from '../users/standing.ts'
import { firstSeenFrom, type Visitor } from '../visitor.ts'
import { readScope, requireParameter, type TokenParameters } from './grant.ts'

/** Words for a directory that there is not, or that the client may not use; they are the grant's own. */
type Directory = { readonly name: string; readonly unusable: string }

/** What somebody with this name and password in this directory lets the client have. */
export async function provePassword(
  tenancy: Tenancy,
  client: Client,
  parameters: TokenParameters,
  visitor: Visitor,
  directory: Directory,
): Promise<Authorization> {
  const username = requireParameter(parameters, 'username')
  const password = requireParameter(parameters, 'password')
  const requested = readScope(parameters.scope)
  const api = await getRequestedApi(tenancy, parameters)
  const { user, password: proof } = await logIn(tenancy, client, { username, password, visitor, directory })
  const within = await askedInNameOf(tenancy, client, user.user_id, parameters.organization)
  const organization_id = within?.organization.id
  const granted = await grantedToUser(tenancy, {
    client,
    user,
    api,
    organization_id,
    requested,
    allWhenOmitted: true,
  })
  const { scopes, permissions, clientGrant } = granted
  const auth_time = Math.floor(tenancy.now() / 1000)
  const device = firstSeenFrom(visitor)
  return {
    client,
    subject: user.user_id,
    user,
    ...(api ? { api } : {}),
    ...(within ? { within } : {}),
    ...(clientGrant ? { clientGrant } : {}),
    scopes,
    permissions,
    gty: 'password',
    ...(proof ? { password: proof } : {}),
    wanted: {
      channel: 'token_endpoint',
      access_token: true,
      id_token: { nonce: null, sid: null, auth_time: null, code: null, with_at_hash: false },
      refresh_token: scopes.includes(OFFLINE_ACCESS)
        ? { session_id: null, code_hash: null, auth_time, with_auth_time: false, device }
        : undefined,
    },
  }
}

type Login = { readonly username: string; readonly password: string; readonly visitor: Visitor; directory: Directory }

async function logIn(tenancy: Tenancy, client: Client, login: Login): Promise<Proven> {
  const { username, password, visitor, directory } = login
  try {
    const attempt = { client, connection: directory.name, username, password, visitor }
    const proven = await loginWithPassword(tenancy, attempt)
    return { ...proven, user: await completeLogin(tenancy, proven, { client, visitor, protocol: 'oauth2-password' }) }
  } catch (error) {
    throw error instanceof LoginRefused ? inWordsOfTheTokenEndpoint(error, directory) : error
  }
}

/** Statuses and codes differ from those of the login endpoints; the texts do not. reference: sections 5.4 and 22.2 */
function inWordsOfTheTokenEndpoint({ code, message }: LoginRefused, { unusable }: Directory): OAuthError {
  switch (code) {
    case 'too_many_attempts':
      return new OAuthError('too_many_attempts', message)
    case 'too_many_requests':
    case 'too_busy':
      return new OAuthError('too_many_requests', message)
    case 'blocked_user':
      return new OAuthError('unauthorized', USER_IS_BLOCKED)
    case 'password_leaked':
      return new OAuthError('password_leaked', message)
    case 'invalid_connection':
      return new OAuthError('invalid_request', unusable)
    default:
      return new OAuthError('invalid_grant', message)
  }
}
