// POST /oauth/introspect. RFC 7662. Whoever asks proves to be a client; what does not concern it is answered like what never was.
import { authenticateClient } from '@symbolon/core/clients/authenticate'
import { OAuthError } from '@symbolon/core/errors'
import { introspect as readToken } from '@symbolon/core/tokens/introspect'
import { jsonNoStore, type Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { readParameters } from '../http/parameters.ts'
import { speakOfClient } from './speak-of-client.ts'

export async function introspect({ tenancy, headers, body }: Call): Promise<Answer> {
  const parameters = readParameters(headers['content-type'], body)
  const request = { parameters, authorization: headers.authorization }
  const { client, confidential } = await authenticateClient(tenancy, request).catch(speakOfClient)
  // RFC 7662 §2.1: a client_id alone, which anybody knows, authorizes nobody.
  if (!confidential) throw new OAuthError('invalid_client', 'The client must authenticate', { status: 401 })
  if (parameters['token'] === undefined) throw new OAuthError('invalid_request', 'Missing required parameter: token')
  return jsonNoStore(200, await readToken(tenancy, client, parameters['token']))
}
