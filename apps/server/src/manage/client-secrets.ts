// POST /clients/{id}/rotate-secret. reference: Management API, section 5.
import type { FastifyPluginAsync } from 'fastify'
import { rotateClientSecret } from '@symbolon/core/manage/client-secrets'
import { callerOf, parameterOf } from './caller.ts'
import { refuseOtherMethods } from './other-methods.ts'

const PATH = '/clients/:id/rotate-secret'

export const clientSecretRoutes: FastifyPluginAsync = async (wing) => {
  wing.post(PATH, (request) =>
    rotateClientSecret(request.tenancy, callerOf(request), parameterOf(request, 'id') ?? '', request.body),
  )
  refuseOtherMethods(wing, PATH, ['POST'])
}
