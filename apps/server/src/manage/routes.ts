import type { FastifyPluginAsync } from 'fastify'

export const manageRoutes: FastifyPluginAsync = async () => {}
