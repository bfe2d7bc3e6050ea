// Whom an application believes to be logged in: an ID token of ours, however old. OpenID Connect Core §3.1.2.1
import type { Client } from '@symbolon/protocol/entities/client'
import { readIdTokenHint } from '../tokens/id-token-hint.ts'
import type { Tenancy } from '../tenancy.ts'
import { invalid } from './answer-to.ts'

/** The subject of `hint`. @throws OAuthError `invalid_request` when it is not an ID token for this client */
export async function findHintedUser(tenancy: Tenancy, client: Client, hint: string): Promise<string> {
  const claims = await readIdTokenHint(tenancy, hint)
  if (!claims || claims.client_id !== client.client_id)
    throw invalid('id_token_hint is not an ID token for this client')
  return claims.user_id
}
