// POST /oauth/token. RFC 6749 §3.2; reference: Authentication API, section 4.
import { exchangeToken } from '@symbolon/core/grants/exchange'
import { jsonNoStore, type Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { readParameters } from '../http/parameters.ts'

export async function token({ tenancy, headers, body, ip }: Call): Promise<Answer> {
  const tokens = await exchangeToken(tenancy, {
    parameters: readParameters(headers['content-type'], body),
    authorization: headers.authorization,
    user_agent: headers['user-agent']?.slice(0, 512),
    ip,
  })
  return jsonNoStore(200, tokens)
}
