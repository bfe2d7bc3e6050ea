// What a person's tokens stand on besides their scopes: the way they come in, and what they have allowed. Who is sent to this server in a
// browser is asked there for what is missing; who is not cannot be asked.
import type { Authorization } from '../authorization.ts'
import { firstCallback, isVerifiableCallback } from '../clients/redirect-uris.ts'
import { requirePlace } from '../organizations/membership.ts'
import { missingConsent } from '../sessions/consent.ts'
import type { Tenancy } from '../tenancy.ts'
import { requirePersonThere, requireStandingPerson, requireStillStanding } from '../tokens/still-standing.ts'
import { isBrowserGrant, type Asked } from './asked.ts'
import type { Decision } from './story.ts'

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
    return consentOf(tenancy, authorization)
  }
  await requireStandingPerson(tenancy, authorization)
  return []
}

async function consentOf(
  tenancy: Tenancy,
  { client, api, subject, scopes }: Authorization,
): Promise<readonly Decision[]> {
  const redirect_uri = firstCallback(client)
  if (redirect_uri === undefined) {
    return [{ step: 'callback', says: `Nobody can be sent back to ${client.name}: it has no address in callbacks.` }]
  }
  const isVerifiable = isVerifiableCallback(redirect_uri)
  const missing = await missingConsent(tenancy, { user_id: subject, client, api, scopes, redirect_uri, isVerifiable })
  if (!missing) return [{ step: 'consent', says: 'Nothing has to be asked: it is allowed already, or needs not be.' }]
  const what = missing.length === 0 ? client.name : `${client.name} ${missing.join(' ')}`
  const says = `The person would be asked to allow ${what} first, for the address ${redirect_uri}; with prompt=none that is consent_required.`
  return [{ step: 'consent', says }]
}
