// GET /openapi.json: what this wing serves, for programs. Nothing in it is a tenant's own.
import type { FastifyPluginAsync } from 'fastify'
import { openApiDocument } from '@symbolon/core/manage/openapi'
import { refuseOtherMethods } from './other-methods.ts'

let text: string | undefined

export const openApiRoute: FastifyPluginAsync = async (wing) => {
  // Made when it is first asked for: few servers ever are.
  wing.get('/openapi.json', { config: { isForEverybody: true } }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send((text ??= JSON.stringify(openApiDocument()))),
  )
  refuseOtherMethods(wing, '/openapi.json', ['GET'])
}
