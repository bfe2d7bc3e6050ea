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
import { OPENAPI_PATH, openApiRoute } from './openapi.ts'
import { refuseOtherMethods } from './other-methods.ts'
import { parseJsonBody } from './json-body.ts'
import { speakError } from './speak-error.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, from before the body is read. */
    administrator: Administrator | undefined
  }
}

/** What is for administrators alone. */
const administratorRoutes: FastifyPluginAsync = async (wing) => {
  // Calls on, and is no promise, where nothing has to be waited for: most of what is asked here is asked by programs, again and again.
  wing.addHook('onRequest', (request, _reply, done) => {
    const letOn = (administrator: Administrator): void => {
      request.administrator = administrator
      done()
    }
    const asking = authenticateAdministrator(request.tenancy, request.headers.authorization)
    if (asking instanceof Promise) asking.then(letOn, done)
    else letOn(asking)
  })
  refuseOtherMethods(wing, OPENAPI_PATH, ['GET'])
  for (const routes of [entityRoutes, endpointRoutes, absentRoutes]) await wing.register(routes)
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
  wing.addHook('onRequest', (request, reply, done) => {
    reply.header('cache-control', 'no-store')
    if (!isAtHome(request.tenancy)) throw new ApiError(404, 'Not Found')
    done()
  })
  // Nobody needs to prove anything to read how this wing is spoken with, or to learn that there is nothing.
  await wing.register(openApiRoute)
  await wing.register(administratorRoutes)
}
