// POST /oauth/revoke. RFC 7009; reference: Authentication API, section 10. It answers the same whether there was such a token or not.
import { authenticateClient } from '@symbolon/core/clients/authenticate'
import { OAuthError } from '@symbolon/core/errors'
import { revokeToken } from '@symbolon/core/tokens/revoke-token'
import { emptyNoStore, type Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { readParameters } from '../http/parameters.ts'
import { speakOfClient } from './speak-of-client.ts'

export async function revoke({ tenancy, headers, body }: Call): Promise<Answer> {
  const parameters = readParameters(headers['content-type'], body)
  const request = { parameters, authorization: headers.authorization }
  const { client } = await authenticateClient(tenancy, request).catch(speakOfClient)
  if (parameters['token'] === undefined) throw new OAuthError('invalid_request', 'Missing required parameter: token')
  await revokeToken(tenancy, client, parameters['token'])
  return emptyNoStore(200)
}
