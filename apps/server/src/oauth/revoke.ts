// POST /oauth/revoke. RFC 7009; reference: Authentication API, section 10. It answers the same whether there was such a token or not.
import { authenticateClient } from '@symbolon/core/clients/authenticate'
import { OAuthError } from '@symbolon/core/errors'
import { revokeRefreshToken } from '@symbolon/core/tokens/revoke'
import { emptyNoStore, type Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { readParameters } from '../http/parameters.ts'

export async function revoke({ tenancy, headers, body }: Call): Promise<Answer> {
  const parameters = readParameters(headers['content-type'], body)
  const { client } = await authenticateClient(tenancy, { parameters, authorization: headers.authorization }).catch(
    speakOfClient,
  )
  if (parameters['token'] === undefined) throw new OAuthError('invalid_request', 'Missing required parameter: token')
  await revokeRefreshToken(tenancy, client, parameters['token'])
  return emptyNoStore(200)
}

/** What the token endpoint calls `access_denied` has the name of the RFC here. RFC 6749 §5.2 */
function speakOfClient(thrown: unknown): never {
  if (!(thrown instanceof OAuthError) || thrown.status !== 401) throw thrown
  throw new OAuthError('invalid_client', thrown.message, thrown.detail === undefined ? {} : { detail: thrown.detail })
}
