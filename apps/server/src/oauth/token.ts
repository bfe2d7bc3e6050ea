// POST /oauth/token. RFC 6749 §3.2; reference: Authentication API, section 4.
import { isIP } from 'node:net'
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
    forwarded_for: addressIn(headers['auth0-forwarded-for']),
  })
  return jsonNoStore(200, tokens)
}

/** What a server's backend knows of the person's address. reference: Authentication API, section 1.1. */
function addressIn(header: string | readonly string[] | undefined): string | undefined {
  if (typeof header !== 'string') return undefined
  const first = header.split(',', 1)[0]?.trim() ?? ''
  return isIP(first) === 0 ? undefined : first
}
