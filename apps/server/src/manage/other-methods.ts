// What a path answers to the methods it does not have.
import type { FastifyInstance } from 'fastify'
import { ApiError } from '@symbolon/core/errors'

const METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const

export type Method = (typeof METHODS)[number]

/** 405, naming the methods that `path` has. */
export const refuseOtherMethods = (wing: FastifyInstance, path: string, methods: readonly Method[]): void => {
  wing.route({
    url: path,
    method: METHODS.filter((method) => !methods.includes(method)),
    handler: async (_request, reply) => {
      reply.header('allow', methods.join(', '))
      throw new ApiError(405, 'Method Not Allowed')
    },
  })
}
