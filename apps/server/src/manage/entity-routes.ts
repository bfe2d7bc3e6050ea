// The five endpoints of every entity. reference: Management API, sections 5 to 7 and 16.
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import { METHOD_OF, pathOf, type Entity, type Verb } from '@symbolon/protocol/entities/entity'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import {
  createEntity,
  deleteEntity,
  getEntity,
  listEntities,
  replaceEntity,
  updateEntity,
} from '@symbolon/core/manage/entities'
import type { Place } from '@symbolon/core/manage/place'
import { answer } from './answer.ts'
import { callerOf, parameterOf, queryOf } from './caller.ts'
import { refuseOtherMethods } from './other-methods.ts'

const placeOf = (entity: Entity, request: FastifyRequest): Place => ({
  id: parameterOf(request, 'id'),
  parent: entity.parent === undefined ? undefined : parameterOf(request, entity.parent),
  query: queryOf(request),
})

const addRoute = (wing: FastifyInstance, entity: Entity, verb: Verb, path: string): void => {
  const at = (request: FastifyRequest) =>
    [request.tenancy, callerOf(request), entity, placeOf(entity, request)] as const
  switch (verb) {
    case 'list':
      wing.get(path, (request) => listEntities(...at(request)))
      return
    case 'get':
      wing.get(path, (request, reply) => answer(reply, getEntity(...at(request))))
      return
    case 'create':
      wing.post(path, async (request, reply) =>
        reply.code(entity.created ?? 201).send(await createEntity(...at(request), request.body)),
      )
      return
    case 'replace':
      wing.put(path, (request) => replaceEntity(...at(request), request.body))
      return
    case 'update':
      wing.patch(path, (request) => updateEntity(...at(request), request.body))
      return
    case 'delete':
      wing.delete(path, async (request, reply) => {
        const answer = await deleteEntity(...at(request))
        return entity.deleted ? reply.code(entity.deleted.status).send(answer) : reply.code(204).send()
      })
  }
}

export const entityRoutes: FastifyPluginAsync = async (wing) => {
  for (const entity of ENTITIES as readonly Entity[]) {
    for (const [path, verbs] of Map.groupBy(entity.verbs, (verb) => pathOf(entity, verb))) {
      for (const verb of verbs) addRoute(wing, entity, verb, path)
      refuseOtherMethods(
        wing,
        path,
        verbs.map((verb) => METHOD_OF[verb]),
      )
    }
  }
}
