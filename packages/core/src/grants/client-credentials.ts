// The client speaks for itself, within its client grant. RFC 6749 §4.4; reference: Authentication API, section 5.2.
import { CLIENT_CREDENTIALS } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { getClientGrant, grantedScopes } from '../clients/allowed-scopes.ts'
import { OAuthError } from '../errors.ts'
import { askedByMachine } from '../organizations/asked.ts'
import { getRequestedApi } from '../resource-servers/requested-api.ts'
import type { Grant } from './grant.ts'

export const clientCredentials: Grant = {
  type: CLIENT_CREDENTIALS,
  confidentialOnly: true,
  logged: { success: 'seccft', failure: 'feccft' },

  async prove(tenancy, client, parameters) {
    const api = await getRequestedApi(tenancy, parameters)
    // Auth0's words for a request that names no API and a tenant that has no default one.
    if (!api) throw new OAuthError('access_denied', 'Non-global clients are not allowed access to APIv1')
    const clientGrant = await getClientGrant(tenancy, client, api)
    const within = await askedByMachine(tenancy, client, clientGrant, parameters.organization)
    const scopes = grantedScopes(clientGrant, api, parameters.scope)
    return {
      client,
      api,
      clientGrant,
      ...(within ? { within } : {}),
      subject: `${client.client_id}@clients`,
      gty: 'client-credentials',
      scopes: scopes.requested,
      permissions: scopes.all,
    }
  },
}
