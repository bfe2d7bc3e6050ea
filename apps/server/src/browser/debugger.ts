// GET /debugger: whoever has a token can look at it, logged in or not. Nothing comes back here.
import type { FastifyPluginAsync } from 'fastify'
import { sendDebugger } from '../pages/debugger/page.ts'

export const debuggerRoutes: FastifyPluginAsync = async (wing) => {
  wing.get('/debugger', sendDebugger)
}
