// The endpoints beyond the five verbs, from their list. reference: Management API, sections 8 to 11, 20 and 21.
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { callEndpoint, type Endpoint, type Request } from '@symbolon/core/manage/endpoint'
import { ENDPOINTS } from '@symbolon/core/manage/endpoints'
import { takeParts } from './form-parts.ts'
import { answer } from './answer.ts'
import { callerOf, parametersOf, queryOf } from './caller.ts'
import { refuseOtherMethods } from './other-methods.ts'

const askedOf = (request: FastifyRequest): Request => {
  const parameters = parametersOf(request)
  return { id: parameters['id'] ?? '', parameters, query: queryOf(request), body: request.body }
}

const answerOf = (one: Endpoint) => (request: FastifyRequest, reply: FastifyReply) => {
  const said = callEndpoint(request.tenancy, callerOf(request), one, askedOf(request))
  return answer(reply, said, one)
}

const addRoute = (wing: FastifyInstance, one: Endpoint): void => {
  switch (one.method) {
    case 'GET':
      wing.get(one.path, answerOf(one))
      return
    case 'POST':
      wing.post(one.path, answerOf(one))
      return
    case 'PATCH':
      wing.patch(one.path, answerOf(one))
      return
    case 'PUT':
      wing.put(one.path, answerOf(one))
      return
    case 'DELETE':
      wing.delete(one.path, answerOf(one))
  }
}

export const endpointRoutes: FastifyPluginAsync = async (wing) => {
  for (const [path, endpoints] of Map.groupBy(ENDPOINTS, (one) => one.path)) {
    for (const one of endpoints) {
      if (one.form) await wing.register(takeParts((inner) => addRoute(inner, one)))
      else addRoute(wing, one)
    }
    refuseOtherMethods(
      wing,
      path,
      endpoints.map(({ method }) => method),
    )
  }
}
