// manage: the wing for administrators, /api/v2, whose errors are those of Auth0's Management API. This list is the map of its
// paths; those of the entities follow from their list.
import type { FastifyPluginAsync } from 'fastify'
import { authenticateAdministrator, type Administrator } from '@symbolon/core/manage/administrator'
import { ApiError } from '@symbolon/core/errors'
import { isAtHome } from '@symbolon/core/tenancy'
import '../http/request.ts'
import { absentRoutes } from './absent-routes.ts'
import { endpointRoutes } from './endpoint-routes.ts'
import { entityRoutes } from './entity-routes.ts'
import { openApiRoute } from './openapi.ts'
import { parseJsonBody } from './json-body.ts'
import { speakError } from './speak-error.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, from before the body is read. */
    administrator: Administrator | undefined
  }
  interface FastifyContextConfig {
    /** Without a token, too. */
    isForEverybody?: boolean
  }
}

/** Everything below /api/v2. */
export const manageRoutes: FastifyPluginAsync = async (wing) => {
  wing.removeAllContentTypeParsers()
  wing.addContentTypeParser('application/json', { parseAs: 'buffer' }, parseJsonBody)
  wing.setErrorHandler(speakError)
  wing.setNotFoundHandler(() => {
    throw new ApiError(404, 'Not Found')
  })
  wing.decorateRequest('administrator')
  wing.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    if (!isAtHome(request.tenancy)) throw new ApiError(404, 'Not Found')
    // Nobody needs to prove anything to learn that there is nothing.
    if (request.is404 || request.routeOptions.config.isForEverybody) return
    request.administrator = await authenticateAdministrator(request.tenancy, request.headers.authorization)
  })
  for (const routes of [entityRoutes, endpointRoutes, openApiRoute, absentRoutes]) await wing.register(routes)
}
