// Which scripts in browsers may read what this wing answers: those of the client's own origins, whatever the status. Only where the
// answer comes with a cookie may they send cookies along. Fetch standard; reference: Authentication API, section 23.1.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isAllowedOrigin } from '@symbolon/core/clients/redirect-uris'
import { isOriginOfSomeClient } from '@symbolon/core/clients/some-client'
import { fieldsOf } from './body.ts'

/** Seconds for which a browser need not ask again. */
const PREFLIGHT_MAX_AGE = '600'

const REQUEST_HEADERS = 'Content-Type, Auth0-Client, Authorization, X-Request-Language, X-Requested-With'
const RESPONSE_HEADERS = 'Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset'

/** Paths whose answers set a cookie, or depend on one. */
const WITH_COOKIES = new Set(['/co/authenticate', '/user/ssodata'])

/** Which client a request is about, as far as it says. */
function namedClient(request: FastifyRequest): unknown {
  const { query } = request
  const asked = typeof query === 'object' && query !== null && 'client_id' in query ? query.client_id : undefined
  return fieldsOf(request)['client_id'] ?? asked
}

async function mayRead(request: FastifyRequest, origin: string): Promise<boolean> {
  const { tenancy } = request
  const client_id = namedClient(request)
  const client = typeof client_id === 'string' ? await tenancy.store.find('clients', { client_id }) : undefined
  // Nobody was named: so much may be told to all who could have asked.
  return client ? isAllowedOrigin(client, origin) : isOriginOfSomeClient(tenancy, origin)
}

const pathOf = (request: FastifyRequest): string => request.routeOptions.url ?? ''

/** Put on every answer before it is sent. */
export async function allowOrigin(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('vary', 'Origin')
  const { origin } = request.headers
  if (origin === undefined || !request.tenancy || !(await mayRead(request, origin))) return
  reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': RESPONSE_HEADERS })
  if (WITH_COOKIES.has(pathOf(request))) reply.header('access-control-allow-credentials', 'true')
}

/** Answers a preflight, which cannot say which client it is about. */
export async function preflight(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return reply
    .code(204)
    .headers({
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': REQUEST_HEADERS,
      'access-control-max-age': PREFLIGHT_MAX_AGE,
    })
    .send()
}
