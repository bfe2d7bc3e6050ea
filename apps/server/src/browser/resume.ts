// GET /authorize/resume: every page leads back here, and from here to the next one or to the application.
import type { FastifyPluginAsync } from 'fastify'
import { goOn } from './go-on.ts'
import { readInteraction } from './interaction.ts'

export const resumeRoutes: FastifyPluginAsync = async (wing) => {
  wing.get('/authorize/resume', async (request, reply) => goOn(request, reply, await readInteraction(request)))
}
