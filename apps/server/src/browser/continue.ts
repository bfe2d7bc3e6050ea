// GET and POST /continue: back from where the tenant's code had sent somebody. It comes from another site by its nature; that it is
// about this browser's own request is what its `state` and the browser's cookie say. reference: extensibility, section 10.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { formOf, queryOf } from './form.ts'
import { goOn } from './go-on.ts'
import { findInteraction } from './interaction.ts'

async function continueRequest(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const query = queryOf(request).values
  const body = formOf(request).values
  const interaction = await findInteraction(request, query.state ?? body.state)
  return goOn(request, reply, interaction, { query: { ...query }, body: { ...body } })
}

export const continueRoutes: FastifyPluginAsync = async (wing) => {
  wing.get('/continue', continueRequest)
  wing.post('/continue', continueRequest)
}
