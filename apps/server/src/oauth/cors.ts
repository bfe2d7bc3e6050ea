// Which scripts in browsers may read an answer. A preflight cannot say which client it is about: it is allowed to the origins of
// any client, and the request itself to those of its own. Fetch standard; reference: Authentication API, section 23.1.
import type { IncomingHttpHeaders } from 'node:http'
import { presentedClientId } from '@symbolon/core/clients/authenticate'
import { isAllowedOrigin } from '@symbolon/core/clients/redirect-uris'
import { isOriginOfSomeClient } from '@symbolon/core/clients/some-client'
import type { Tenancy } from '@symbolon/core/tenancy'
import type { Answer } from '../http/answer.ts'
import type { Route } from '../http/call.ts'
import { readParameters } from '../http/parameters.ts'

/** Seconds for which a browser need not ask again. */
const PREFLIGHT_MAX_AGE = '600'

const REQUEST_HEADERS = 'Authorization, Content-Type, Auth0-Client, DPoP, X-Request-Language, X-Requested-With'
const RESPONSE_HEADERS =
  'DPoP-Nonce, WWW-Authenticate, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset'

const allow = (origin: string): readonly string[] => [
  'access-control-allow-origin',
  origin,
  ...(origin === '*' ? [] : ['vary', 'Origin']),
]

/** The methods of a path are for the same pages. */
const isForEverybody = (routes: readonly Route[]): boolean =>
  routes.every(({ readableBy }) => readableBy === 'everybody')

const VARIES: readonly string[] = ['vary', 'Origin']

/** The answer to a preflight for one of `routes`; undefined when the request is none. */
export async function preflight(
  tenancy: Tenancy,
  routes: readonly Route[],
  headers: IncomingHttpHeaders,
): Promise<Answer | undefined> {
  const { origin } = headers
  if (origin === undefined || headers['access-control-request-method'] === undefined) return undefined
  const isPublic = isForEverybody(routes)
  const isAllowed = isPublic || (await isOriginOfSomeClient(tenancy, origin))
  const granted = [
    ...allow(isPublic ? '*' : origin),
    'access-control-allow-methods',
    routes.map(({ method }) => method).join(', '),
    'access-control-allow-headers',
    REQUEST_HEADERS,
    'access-control-max-age',
    PREFLIGHT_MAX_AGE,
  ]
  return { status: 204, headers: isAllowed ? granted : VARIES, body: '' }
}

/** What is added to the answer of a request from a browser's script, whatever its status. */
export async function corsHeaders(
  tenancy: Tenancy,
  routes: readonly Route[],
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<readonly string[]> {
  const { origin } = headers
  if (origin === undefined) return []
  if (isForEverybody(routes)) return [...allow('*'), 'access-control-expose-headers', RESPONSE_HEADERS]
  if (!(await mayRead(tenancy, headers, body, origin))) return VARIES
  return [...allow(origin), 'access-control-expose-headers', RESPONSE_HEADERS]
}

async function mayRead(tenancy: Tenancy, headers: IncomingHttpHeaders, body: Buffer, origin: string): Promise<boolean> {
  const client_id = namedClient(headers, body)
  // Nobody was named, or nothing could be read: so much may be told to all who could have asked.
  if (client_id === undefined) return isOriginOfSomeClient(tenancy, origin)
  const client = await tenancy.store.find('clients', { client_id })
  return client ? isAllowedOrigin(client, origin) : isOriginOfSomeClient(tenancy, origin)
}

function namedClient(headers: IncomingHttpHeaders, body: Buffer): string | undefined {
  try {
    const parameters = readParameters(headers['content-type'], body)
    return presentedClientId({ parameters, authorization: headers.authorization })
  } catch {
    // It is refused for the same reason, and what is left is to say so.
    return undefined
  }
}
