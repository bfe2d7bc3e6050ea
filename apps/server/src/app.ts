// The map: which wing answers which path. Programs under exact paths of their own (oauth/routes.ts), administrators under
// /api/v2 (manage/), operators under /health and /ready.
import Fastify from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { OAuthError } from '@symbolon/core/errors'
import type { Ports } from '@symbolon/core/ports'
import type { Config } from './config.ts'
import { healthRoutes } from './health.ts'
import { securityHeaders, send } from './http/answer.ts'
import { originReader } from './http/client-address.ts'
import { asOAuthError, oauthErrorAnswer } from './http/errors/oauth-error.ts'
import { tenancyFinder } from './http/find-tenancy.ts'
import './http/request.ts'
import { newRequestId } from './http/request-id.ts'
import { manageRoutes } from './manage/routes.ts'
import { oauthWing } from './oauth/serve.ts'

export type App = {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void
  readonly close: () => Promise<void>
}

/** Most bytes of a body of the Management API. */
const MAX_BODY_BYTES = 131_072

/** Longest path parameter: an identifier of 600 characters, each encoded twice. */
const MAX_PARAMETER_LENGTH = 3000

/** Everything that answers HTTP, without the socket. */
export async function createApp(ports: Ports, config: Pick<Config, 'issuer' | 'trustedProxies'>): Promise<App> {
  const always = securityHeaders(config.issuer.startsWith('https:'))
  const findTenancy = tenancyFinder(ports)
  const readOrigin = originReader(config.trustedProxies)
  const answerProgram = oauthWing({ findTenancy, readOrigin, operatorLog: ports.operatorLog, always })

  const fastify = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    logger: false,
    genReqId: () => newRequestId(ports.random),
    // A path that cannot be decoded reaches no wing.
    frameworkErrors: (_error, request, reply) => {
      reply.hijack()
      const error = new OAuthError('invalid_request', 'The path cannot be read.')
      send(reply.raw, oauthErrorAnswer(error), request.id, always)
    },
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
  })
  const alwaysByName = Object.fromEntries(always.flatMap((name, at) => (at % 2 === 0 ? [[name, always[at + 1]]] : [])))
  fastify.decorateRequest('tenancy')
  fastify.decorateRequest('requestId', '')
  fastify.decorateRequest('clientAddress')
  fastify.addHook('onRequest', async (request, reply) => {
    request.requestId = request.id
    reply.headers({ ...alwaysByName, 'x-auth0-requestid': request.id, 'cache-control': 'no-store' })
    if (request.routeOptions?.config?.isForEveryHost) return
    const { host, ip } = readOrigin(request.raw)
    request.clientAddress = ip
    const tenancy = await findTenancy(host).catch((cause: unknown) => {
      // Without a tenancy the wings have no log to say it in.
      const facts = { request_id: request.id, method: request.method, path: request.url.split('?', 1)[0] }
      ports.operatorLog('error', 'The tenant of a request could not be looked up', { ...facts, cause })
      throw cause
    })
    if (!tenancy) throw new OAuthError('not_found', 'No tenant answers for this host.')
    request.tenancy = tenancy
  })
  fastify.setNotFoundHandler(() => {
    throw new OAuthError('not_found', 'There is nothing at this path.')
  })
  fastify.setErrorHandler(async (thrown, request, reply) => {
    const { code, message, status, cause } = asOAuthError(thrown)
    const facts = { request_id: request.id, method: request.method, path: request.url.split('?', 1)[0], status, code }
    ports.operatorLog(status >= 500 ? 'error' : 'info', message, { ...facts, cause })
    return reply.code(status).send({ error: code, error_description: message })
  })
  await fastify.register(healthRoutes, { store: ports.store })
  await fastify.register(manageRoutes, { prefix: '/api/v2' })
  await fastify.ready()

  return {
    handle: (request, response) => {
      if (!answerProgram(request, response, newRequestId(ports.random))) fastify.routing(request, response)
    },
    close: () => fastify.close(),
  }
}
