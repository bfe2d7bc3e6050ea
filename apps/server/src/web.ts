// What is asked by people, administrators and pages, on Fastify. It is loaded when somebody first asks for any of it: a server that hands
// out tokens, and does nothing else, starts faster without and holds twenty megabytes less.
import Fastify, { type FastifyInstance } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { OAuthError } from '@symbolon/core/errors'
import type { ApiErrorBody } from '@symbolon/protocol/auth0/errors'
import type { Ports } from '@symbolon/core/ports'
import { authenticationRoutes } from './authentication/routes.ts'
import { browserRoutes } from './browser/routes.ts'
import { jsonNoStore, send, type Answer } from './http/answer.ts'
import type { Origin } from './http/client-address.ts'
import { asOAuthError, oauthErrorAnswer } from './http/errors/oauth-error.ts'
import type { FindTenancy } from './http/find-tenancy.ts'
import { letIn } from './http/let-in.ts'
import { pathOf } from './http/path-of.ts'
import './http/request.ts'
import { newRequestId } from './http/request-id.ts'
import { jobDownloadRoutes } from './manage/job-downloads.ts'
import { manageRoutes } from './manage/routes.ts'
import { pageScriptRoutes } from './page-scripts.ts'

/** Most bytes of a body of the Management API. */
const MAX_BODY_BYTES = 131_072

/** Longest path parameter: an identifier of 600 characters, each encoded twice. */
const MAX_PARAMETER_LENGTH = 3000

function refuseSchema(): never {
  throw new Error('Routes have no schema of Fastify’s: what is sent is checked by the wings.')
}

const LIMITS = {
  bodyLimit: MAX_BODY_BYTES,
  routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
  // Otherwise Fastify would load compilers for schemas at the start, a megabyte that nobody asks for anything.
  schemaController: { compilersFactory: { buildValidator: () => refuseSchema, buildSerializer: () => refuseSchema } },
}

/** In the words of the wing that the path seems to be for. */
function unreadablePath(url = ''): Answer {
  const message = 'The path cannot be read.'
  if (!url.startsWith('/api/v2/')) return oauthErrorAnswer(new OAuthError('invalid_request', message))
  return jsonNoStore(400, {
    statusCode: 400,
    error: 'Bad Request',
    message,
    errorCode: 'invalid_uri',
  } satisfies ApiErrorBody)
}

export type Surroundings = {
  readonly ports: Ports
  readonly findTenancy: FindTenancy
  readonly readOrigin: (request: IncomingMessage) => Origin
  readonly ownLoginPagesEverywhere: boolean
  /** Headers on every answer. */
  readonly always: readonly string[]
}

/** The wings that stand on Fastify, ready to be asked. */
export async function openWeb({
  ports,
  findTenancy,
  readOrigin,
  ownLoginPagesEverywhere,
  always,
}: Surroundings): Promise<FastifyInstance> {
  const fastify = Fastify({
    ...LIMITS,
    logger: false,
    genReqId: () => newRequestId(ports.random),
    // A path that cannot be decoded reaches no wing.
    frameworkErrors: (_error, request, reply) => {
      reply.hijack()
      send(reply.raw, unreadablePath(request.raw.url), request.id, always)
    },
  })
  const alwaysByName = Object.fromEntries(always.flatMap((name, at) => (at % 2 === 0 ? [[name, always[at + 1]]] : [])))
  fastify.decorate('ownLoginPagesEverywhere', ownLoginPagesEverywhere)
  fastify.decorateRequest('tenancy')
  fastify.decorateRequest('requestId', '')
  fastify.decorateRequest('clientAddress')
  fastify.addHook('onRequest', async (request, reply) => {
    request.requestId = request.id
    reply.headers({ ...alwaysByName, 'x-auth0-requestid': request.id, 'cache-control': 'no-store' })
    const origin = readOrigin(request.raw)
    const { host, ip } = origin
    request.clientAddress = ip
    const tenancy = await findTenancy(host).catch((cause: unknown) => {
      // Without a tenancy the wings have no log to say it in.
      const facts = { request_id: request.id, method: request.method, path: pathOf(request.url) }
      ports.operatorLog('error', 'The tenant of a request could not be looked up', { ...facts, cause })
      throw cause
    })
    if (!tenancy) throw new OAuthError('not_found', 'No tenant answers for this host.')
    request.tenancy = tenancy
    // By the route, not by the path as it was written: that can be written in many ways.
    const area = request.routeOptions.url?.startsWith('/api/v2/') ? 'management' : 'authentication'
    const asked = letIn(tenancy, area, request.raw, origin)
    const elsewhere = asked instanceof Promise ? await asked : asked
    if (elsewhere !== undefined) return reply.redirect(elsewhere)
    // Before its body is read: what is not there has no use for one.
    if (request.is404) throw new OAuthError('not_found', 'There is nothing at this path.')
  })
  fastify.setNotFoundHandler(() => {
    throw new OAuthError('not_found', 'There is nothing at this path.')
  })
  fastify.setErrorHandler(async (thrown, request, reply) => {
    const { code, message, status, cause } = asOAuthError(thrown)
    const facts = { request_id: request.id, method: request.method, path: pathOf(request.url), status, code }
    ports.operatorLog(status >= 500 ? 'error' : 'info', message, { ...facts, cause })
    return reply.code(status).send({ error: code, error_description: message })
  })
  await fastify.register(manageRoutes, { prefix: '/api/v2' })
  for (const routes of [jobDownloadRoutes, browserRoutes, authenticationRoutes, pageScriptRoutes]) {
    await fastify.register(routes)
  }
  await fastify.ready()
  return fastify
}
