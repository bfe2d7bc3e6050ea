// Where the families would be that do not exist here. reference: Management API, section 23.
import type { FastifyPluginAsync } from 'fastify'
import { ABSENT_FAMILIES, ABSENT_METHODS, refuseAbsent } from '@symbolon/core/manage/absent-families'
import { callerOf } from './caller.ts'

const urlsOf = (path: string): readonly string[] => (path.endsWith('/*') ? [path] : [path, `${path}/*`])

export const absentRoutes: FastifyPluginAsync = async (wing) => {
  for (const family of ABSENT_FAMILIES) {
    for (const method of ABSENT_METHODS) {
      for (const url of urlsOf(family.path)) {
        wing.route({
          url,
          method,
          handler: async (request) => refuseAbsent(request.tenancy, callerOf(request), family, method),
        })
      }
    }
  }
}
