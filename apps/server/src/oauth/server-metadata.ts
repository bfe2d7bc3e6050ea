// GET /.well-known/openid-configuration and /.well-known/oauth-authorization-server. RFC 8414 §3
import { CLIENT_ASSERTION_ALGORITHMS } from '@symbolon/protocol/oauth/rfc7523-client-assertion'
import { CLAIMS_SUPPORTED, SCOPES_SUPPORTED } from '@symbolon/protocol/oidc/standard-claims'
import { PROMPTS } from '@symbolon/protocol/oidc/core'
import { RESPONSE_MODES, RESPONSE_TYPES } from '@symbolon/protocol/oidc/response-modes'
import { CLIENT_AUTHENTICATION_METHODS } from '@symbolon/core/clients/authenticate'
import { serverMetadata, type Endpoints } from '@symbolon/core/discovery/server-metadata'
import { GRANTS } from '@symbolon/core/grants/index'
import type { Tenancy } from '@symbolon/core/tenancy'
import { publicDocument } from '../http/answer.ts'
import type { Handler } from '../http/call.ts'

/** Seconds for which the document may be kept. */
const MAX_AGE = 15

/** Answers with the metadata of a server that has `endpoints`. */
export const answerMetadata =
  (endpoints: () => Endpoints): Handler =>
  async ({ tenancy }) => {
    const metadata = serverMetadata(tenancy, await shownEndpoints(tenancy, endpoints()), {
      grantTypes: GRANTS.map(({ type }) => type),
      clientAuthenticationMethods: CLIENT_AUTHENTICATION_METHODS,
      assertionAlgorithms: CLIENT_ASSERTION_ALGORITHMS,
      scopes: SCOPES_SUPPORTED,
      claims: CLAIMS_SUPPORTED,
      responseTypes: RESPONSE_TYPES,
      responseModes: RESPONSE_MODES,
      // `plain` is for single clients that say so, and nothing to count on.
      codeChallengeMethods: ['S256'],
      prompts: PROMPTS,
    })
    return publicDocument('application/json; charset=utf-8', JSON.stringify(metadata), MAX_AGE)
  }

/** A tenant may leave out the logout of OpenID Connect, so that SDKs take Auth0's own. reference: Authentication API, section 2.1. */
async function shownEndpoints({ store }: Tenancy, endpoints: Endpoints): Promise<Endpoints> {
  const settings = await store.find('tenant_settings', {})
  if (settings?.oidc_logout?.rp_logout_end_session_endpoint_discovery !== false) return endpoints
  const { end_session_endpoint: _, ...shown } = endpoints
  return shown
}
