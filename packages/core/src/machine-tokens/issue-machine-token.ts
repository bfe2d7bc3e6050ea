// machine-tokens: access tokens of clients that live long, have a name and are ended one by one. They stand on the same client grant as
// every other token of the client, and end with it.
import type { ClientGrant } from '@symbolon/protocol/entities/client-grant'
import { LONGEST_MACHINE_TOKEN, type MachineToken } from '@symbolon/protocol/entities/machine-token'
import { CLIENT_CREDENTIALS } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { getClientGrant, grantedScopes } from '../clients/allowed-scopes.ts'
import { requireGrantType } from '../clients/grant-types.ts'
import { OAuthError } from '../errors.ts'
import { getApi } from '../resource-servers/requested-api.ts'
import { getTenantSettings } from '../tenant-settings.ts'
import type { Tenancy } from '../tenancy.ts'
import { issueTokens } from '../tokens/issue.ts'

export type Wanted = {
  /** The token's `jti`. */
  readonly id: string
  readonly client_id: string
  readonly audience: string
  /** Absent: all that the client grant holds. */
  readonly scope: readonly string[] | undefined
  /** Seconds. Absent: as long as the tenant allows. */
  readonly lifetime: number | undefined
}

export type IssuedMachineToken = {
  readonly token: string
  /** What it stands on, as it was when the token was made. */
  readonly clientGrant: ClientGrant
  readonly kept: Pick<MachineToken, 'scope' | 'lifetime' | 'created_at' | 'expires_at'>
}

/** Seconds where the tenant says nothing: a quarter of a year. */
export const DEFAULT_LIMIT = 7_776_000

/** Longer than the tenant allows. */
export class TooLong extends Error {
  override readonly name = 'TooLong'
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()

/**
 * The token, and what is to be kept of it.
 *
 * @throws OAuthError as the token endpoint would, TooLong
 */
export async function issueMachineToken(tenancy: Tenancy, wanted: Wanted): Promise<IssuedMachineToken> {
  const { id, client_id, audience, scope } = wanted
  const client = await tenancy.store.find('clients', { client_id })
  if (!client) throw new OAuthError('access_denied', 'There is no client of this id')
  requireGrantType(client, CLIENT_CREDENTIALS, true)
  const api = await getApi(tenancy, audience)
  if (api.is_system) throw new OAuthError('access_denied', 'The Management API takes no tokens that live for months')
  const clientGrant = await getClientGrant(tenancy, client, api)
  const { requested, all } = grantedScopes(clientGrant, api, scope?.join(' '))
  const { machine_token_lifetime_limit: limit = DEFAULT_LIMIT } = await getTenantSettings(tenancy)
  const { lifetime = limit } = wanted
  if (lifetime > Math.min(limit, LONGEST_MACHINE_TOKEN)) throw new TooLong(`The tenant allows at most ${limit} seconds`)
  const { tokens, issued_at } = await issueTokens(tenancy, {
    client,
    api,
    clientGrant,
    subject: `${client_id}@clients`,
    gty: 'client-credentials',
    scopes: requested,
    permissions: all,
    longLived: { jti: id, lifetime },
  })
  return {
    token: tokens.access_token ?? '',
    clientGrant,
    kept: { scope: [...requested], lifetime, created_at: iso(issued_at), expires_at: iso(issued_at + lifetime) },
  }
}
