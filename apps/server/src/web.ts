// What is asked by people, administrators and pages, on Fastify. It is loaded when somebody first asks for any of it: a server that hands
// out tokens, and does nothing else, starts faster without and holds twenty megabytes less.
import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance } from 'fastify'
import { OAuthError } from '@symbolon/core/errors'
import type { ApiErrorBody } from '@symbolon/protocol/auth0/errors'
import type { Ports } from '@symbolon/core/ports'
import { arrive, MANAGEMENT, type Reception } from './arrive.ts'
import { authenticationRoutes } from './authentication/routes.ts'
import { browserRoutes } from './browser/routes.ts'
import { jsonNoStore, send, type Answer } from './http/answer.ts'
import { asOAuthError, oauthErrorAnswer } from './http/errors/oauth-error.ts'
import { pathOf } from './http/path-of.ts'
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
  if (!url.startsWith(`${MANAGEMENT}/`)) return oauthErrorAnswer(new OAuthError('invalid_request', message))
  return jsonNoStore(400, {
    statusCode: 400,
    error: 'Bad Request',
    message,
    errorCode: 'invalid_uri',
  } satisfies ApiErrorBody)
}

export type Surroundings = Omit<Reception, 'operatorLog'> & {
  readonly ports: Ports
  readonly ownLoginPagesEverywhere: boolean
  /** The id of the request that is handed in right now: Fastify asks for it before it returns. */
  readonly requestIdNow: () => string
}

/** The wings that stand on Fastify, ready to be asked. */
export async function openWeb({
  ports,
  findTenancy,
  readOrigin,
  ownLoginPagesEverywhere,
  requestIdNow,
  always,
}: Surroundings): Promise<FastifyInstance> {
  const fastify = Fastify({
    ...LIMITS,
    logger: false,
    genReqId: requestIdNow,
    // A path that cannot be decoded reaches no wing.
    frameworkErrors: (_error, request, reply) => {
      reply.hijack()
      send(reply.raw, unreadablePath(request.raw.url), request.id, always)
    },
  })
  fastify.decorate('ownLoginPagesEverywhere', ownLoginPagesEverywhere)
  fastify.decorateRequest('tenancy')
  fastify.decorateRequest('requestId', '')
  fastify.decorateRequest('clientAddress')
  fastify.addHook('onRequest', arrive({ operatorLog: ports.operatorLog, findTenancy, readOrigin, always }))
  fastify.addHook('preParsing', ({ headers }, _reply, payload, done) =>
    // A request that announces no body never says that it has ended (listener.ts), for which whoever reads one of a type would wait.
    done(null, payload.readableEnded && headers['content-type'] !== undefined ? Readable.from([]) : payload),
  )
  fastify.setNotFoundHandler(() => {
    throw new OAuthError('not_found', 'There is nothing at this path.')
  })
  fastify.setErrorHandler(async (thrown, request, reply) => {
    const { code, message, status, cause } = asOAuthError(thrown)
    const facts = { request_id: request.id, method: request.method, path: pathOf(request.url), status, code }
    ports.operatorLog(status >= 500 ? 'error' : 'info', message, { ...facts, cause })
    return reply.code(status).send({ error: code, error_description: message })
  })
  await fastify.register(manageRoutes, { prefix: MANAGEMENT })
  for (const routes of [jobDownloadRoutes, browserRoutes, authenticationRoutes, pageScriptRoutes]) {
    await fastify.register(routes)
  }
  await fastify.ready()
  return fastify
}
