// GET /.well-known/openid-configuration and /.well-known/oauth-authorization-server. RFC 8414 §3
import { CLIENT_ASSERTION_ALGORITHMS } from '@symbolon/protocol/oauth/rfc7523-client-assertion'
import { CLAIMS_SUPPORTED, SCOPES_SUPPORTED } from '@symbolon/protocol/oidc/standard-claims'
import { CLIENT_AUTHENTICATION_METHODS } from '@symbolon/core/clients/authenticate'
import { serverMetadata, type Endpoints } from '@symbolon/core/discovery/server-metadata'
import { GRANTS } from '@symbolon/core/grants/index'
import { publicDocument } from '../http/answer.ts'
import type { Handler } from '../http/call.ts'

/** Seconds for which the document may be kept. */
const MAX_AGE = 15

/** Answers with the metadata of a server that has `endpoints`. */
export const answerMetadata =
  (endpoints: () => Endpoints): Handler =>
  async ({ tenancy }) => {
    const metadata = serverMetadata(tenancy, endpoints(), {
      grantTypes: GRANTS.map(({ type }) => type),
      clientAuthenticationMethods: CLIENT_AUTHENTICATION_METHODS,
      assertionAlgorithms: CLIENT_ASSERTION_ALGORITHMS,
      scopes: SCOPES_SUPPORTED,
      claims: CLAIMS_SUPPORTED,
    })
    return publicDocument('application/json; charset=utf-8', JSON.stringify(metadata), MAX_AGE)
  }
