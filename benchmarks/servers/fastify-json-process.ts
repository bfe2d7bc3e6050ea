// The least that Fastify does for JSON: one route that answers with an object of a client's size. Port and object in the arguments.
import Fastify from 'fastify'

const answer: unknown = JSON.parse(process.argv[3] ?? '{}')

const server = Fastify({ logger: false })
server.get('/*', async () => answer)
await server.listen({ port: Number(process.argv[2]), host: '127.0.0.1' })
