// /logs. reference: Management API, section 15.
import type { FastifyPluginAsync } from 'fastify'
import { getLog, listLogs } from '@symbolon/core/manage/logs'
import { callerOf, parameterOf, queryOf } from './caller.ts'
import { refuseOtherMethods } from './other-methods.ts'

export const logRoutes: FastifyPluginAsync = async (wing) => {
  wing.get('/logs', (request) => listLogs(request.tenancy, callerOf(request), queryOf(request)))
  wing.get('/logs/:id', (request) => getLog(request.tenancy, callerOf(request), parameterOf(request, 'id') ?? ''))
  refuseOtherMethods(wing, '/logs', ['GET'])
  refuseOtherMethods(wing, '/logs/:id', ['GET'])
}
