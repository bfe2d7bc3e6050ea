// Somebody else's token for one of ours: an action of the tenant says whether it is good, and who is meant. RFC 8693; reference:
// Authentication API, section 5.8.
import { ACCESS_TOKEN_TYPE, TOKEN_EXCHANGE } from '@symbolon/protocol/oauth/rfc8693-token-exchange'
import { OFFLINE_ACCESS } from '@symbolon/protocol/oidc/standard-claims'
import type { Client } from '@symbolon/protocol/entities/client'
import { OAuthError } from '../errors.ts'
import { completeLogin } from '../login/complete.ts'
import { recordLogin } from '../login/log.ts'
import { SUSPICIOUS } from '../login/refusal.ts'
import { askedInNameOf } from '../organizations/asked.ts'
import { getRequestedApi } from '../resource-servers/requested-api.ts'
import {
  runTokenExchange,
  SubjectTokenRejected,
  type Exchange,
  type ExchangeAnswer,
} from '../rules/custom-token-exchange.ts'
import type { Tenancy } from '../tenancy.ts'
import { countAttemptOf, isThrottled } from '../users/attack-protection.ts'
import { grantedToUser } from '../users/granted-scopes.ts'
import { firstSeenFrom } from '../visitor.ts'
import { findExchangedUser } from './exchanged-user.ts'
import { readScope, requireParameter, type Grant } from './grant.ts'

const STAGE = 'pre-custom-token-exchange'

const suspicious = (): OAuthError => new OAuthError('too_many_attempts', SUSPICIOUS)

export const tokenExchange: Grant = {
  type: TOKEN_EXCHANGE,
  confidentialOnly: false,
  logged: { success: 'secte', failure: 'fecte' },
  issued_token_type: ACCESS_TOKEN_TYPE,

  async prove(tenancy, client, parameters, visitor) {
    requireAllowed(client)
    requireParameter(parameters, 'subject_token')
    const subject_token_type = requireParameter(parameters, 'subject_token_type')
    requireAccessToken(parameters['requested_token_type'])
    const profile = await tenancy.store.find('token_exchange_profiles', { subject_token_type })
    if (!profile) throw new OAuthError('invalid_request', 'Unknown subject_token_type')
    const requested = readScope(parameters.scope)
    const api = await getRequestedApi(tenancy, parameters)
    const { named, organization, keepMetadata } = await answerTo(tenancy, {
      action_id: profile.action_id,
      client,
      api,
      visitor,
      parameters,
      requested: requested ?? [],
    })
    const found = await findExchangedUser(tenancy, { client, visitor }, named)
    await keepMetadata(found.user.user_id)
    const user = await completeLogin(tenancy, found, { client, visitor, protocol: 'oauth2-token-exchange' })
    const within = await askedInNameOf(tenancy, client, user.user_id, organization ?? parameters.organization)
    const organization_id = within?.organization.id
    const request = { client, user, api, organization_id, requested, allWhenOmitted: true }
    const granted = await grantedToUser(tenancy, request)
    const { scopes, permissions, clientGrant } = granted
    const auth_time = Math.floor(tenancy.now() / 1000)
    return {
      client,
      subject: user.user_id,
      user,
      ...(api ? { api } : {}),
      ...(within ? { within } : {}),
      ...(clientGrant ? { clientGrant } : {}),
      scopes,
      permissions,
      gty: 'token-exchange',
      wanted: {
        channel: 'token_endpoint',
        access_token: true,
        id_token: { nonce: null, sid: null, auth_time: null, code: null, with_at_hash: false },
        refresh_token: scopes.includes(OFFLINE_ACCESS)
          ? { session_id: null, code_hash: null, auth_time, with_auth_time: false, device: firstSeenFrom(visitor) }
          : undefined,
      },
    }
  },
}

/** Applications of others never; of ours, not those whose `token_exchange` names other kinds of profile, or none. */
function requireAllowed({ is_first_party, token_exchange }: Client): void {
  const isNamed = token_exchange?.allow_any_profile_of_type?.includes('custom_authentication') ?? !token_exchange
  if (is_first_party !== false && isNamed) return
  throw new OAuthError('unauthorized_client', 'Custom token exchange is not allowed for the client.')
}

function requireAccessToken(type: string | undefined): void {
  if (type === undefined || type === ACCESS_TOKEN_TYPE) return
  throw new OAuthError('invalid_request', `requested_token_type can only be ${ACCESS_TOKEN_TYPE}`)
}

/** What the action says; who sends too many tokens that it rejects is not heard for a while. */
async function answerTo(tenancy: Tenancy, exchange: Exchange): Promise<ExchangeAnswer> {
  const { client, visitor } = exchange
  if (await isThrottled(tenancy, visitor.ip, STAGE)) throw suspicious()
  try {
    return await runTokenExchange(tenancy, exchange)
  } catch (error) {
    if (!(error instanceof SubjectTokenRejected)) throw error
    const { isOver, isLast } = await countAttemptOf(tenancy, visitor.ip, STAGE)
    if (isLast) recordLogin(tenancy, 'limit_mu', { client, connection: undefined, visitor, user_name: undefined }, {})
    throw isOver ? suspicious() : error
  }
}
