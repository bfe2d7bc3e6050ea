// GET /openapi.json: what this wing serves, for programs. Nothing in it is a tenant's own.
import type { FastifyPluginAsync } from 'fastify'
import { openApiDocument } from '@symbolon/core/manage/openapi'

export const OPENAPI_PATH = '/openapi.json'

let text: string | undefined

export const openApiRoute: FastifyPluginAsync = async (wing) => {
  // Made when it is first asked for: few servers ever are.
  wing.get(OPENAPI_PATH, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send((text ??= JSON.stringify(openApiDocument()))),
  )
}
