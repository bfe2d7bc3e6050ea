// GET /health: the process is up. GET /ready: it can do its work. For every host, since probes know none.
import type { FastifyPluginAsync } from 'fastify'
import type { Store } from '@symbolon/core/ports'

export const healthRoutes: FastifyPluginAsync<{ store: Store }> = async (fastify, { store }) => {
  const config = { isForEveryHost: true }
  fastify.get('/health', { config }, async () => ({ status: 'ok' }))
  fastify.get('/ready', { config }, async (_request, reply) => {
    try {
      await store.ready()
      return { status: 'ok' }
    } catch {
      return reply.code(503).send({ status: 'unavailable', reason: 'The database does not answer.' })
    }
  })
}
