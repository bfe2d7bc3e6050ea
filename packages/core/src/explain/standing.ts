// What a person's tokens stand on besides their scopes: the way they come in, and what they have allowed. Who is sent to this server in a
// browser is asked there for what is missing; who is not cannot be asked.
import type { Authorization } from '../authorization.ts'
import { firstCallback, isVerifiableCallback } from '../clients/redirect-uris.ts'
import { requirePlace } from '../organizations/membership.ts'
import { missingConsent } from '../sessions/consent.ts'
import type { Tenancy } from '../tenancy.ts'
import { requirePersonThere, requireStandingPerson, requireStillStanding } from '../tokens/still-standing.ts'
import { isBrowserGrant, type Asked } from './asked.ts'
import { placeOfClient } from './places.ts'
import type { Decision } from './story.ts'
import type { Words } from './words.ts'

/** What a person would have to be asked. @throws OAuthError as the token endpoint would */
export async function requireStanding(
  tenancy: Tenancy,
  authorization: Authorization,
  asked: Asked,
): Promise<readonly Decision[]> {
  await requireStillStanding(tenancy, authorization)
  await requirePlace(tenancy, authorization)
  if (!authorization.user) return []
  if (isBrowserGrant(asked)) {
    await requirePersonThere(tenancy, authorization)
    return consentOf(tenancy, authorization, asked.words)
  }
  await requireStandingPerson(tenancy, authorization)
  return []
}

async function consentOf(
  tenancy: Tenancy,
  { client, api, subject, scopes }: Authorization,
  words: Words,
): Promise<readonly Decision[]> {
  const redirect_uri = firstCallback(client)
  if (redirect_uri === undefined) {
    const help = { fix: words.addCallback(client.name), at: placeOfClient(client, 'callbacks') }
    return [{ step: 'callback', says: words.nobodyComesBack(client.name), ...help }]
  }
  const isVerifiable = isVerifiableCallback(redirect_uri)
  const missing = await missingConsent(tenancy, { user_id: subject, client, api, scopes, redirect_uri, isVerifiable })
  if (!missing) return [{ step: 'consent', says: words.nothingToAsk }]
  const what = missing.length === 0 ? client.name : `${client.name} ${missing.join(' ')}`
  return [{ step: 'consent', says: words.asksConsent(what, redirect_uri) }]
}
