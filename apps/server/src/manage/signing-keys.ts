// /keys/signing. reference: Management API, section 17; POST /keys/signing is ours.
import type { FastifyPluginAsync } from 'fastify'
import { createKeys, getKey, listKeys, revokeKey, rotateKey } from '@symbolon/core/manage/signing-keys'
import { callerOf, parameterOf, queryOf } from './caller.ts'
import { refuseOtherMethods } from './other-methods.ts'

const LIST = '/keys/signing'
const ROTATE = '/keys/signing/rotate'
const ONE = '/keys/signing/:kid'
const REVOKE = '/keys/signing/:kid/revoke'

export const signingKeyRoutes: FastifyPluginAsync = async (wing) => {
  wing.get(LIST, (request) => listKeys(request.tenancy, callerOf(request), queryOf(request)))
  wing.post(LIST, async (request, reply) =>
    reply.code(201).send(await createKeys(request.tenancy, callerOf(request), request.body)),
  )
  wing.post(ROTATE, async (request, reply) =>
    reply.code(201).send(await rotateKey(request.tenancy, callerOf(request), request.body)),
  )
  wing.get(ONE, (request) =>
    getKey(request.tenancy, callerOf(request), parameterOf(request, 'kid') ?? '', queryOf(request)),
  )
  wing.put(REVOKE, (request) => revokeKey(request.tenancy, callerOf(request), parameterOf(request, 'kid') ?? ''))
  refuseOtherMethods(wing, LIST, ['GET', 'POST'])
  refuseOtherMethods(wing, ROTATE, ['POST'])
  refuseOtherMethods(wing, ONE, ['GET'])
  refuseOtherMethods(wing, REVOKE, ['PUT'])
}
