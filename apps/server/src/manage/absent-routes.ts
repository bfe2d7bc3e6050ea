// Where the families would be that do not exist here. reference: Management API, section 23.
import type { FastifyPluginAsync } from 'fastify'
import { ABSENT_FAMILIES, ABSENT_METHODS, refuseAbsent } from '@symbolon/core/manage/absent-families'
import { callerOf } from './caller.ts'

const urlsOf = (path: string): readonly string[] => (path.endsWith('/*') ? [path] : [path, `${path}/*`])

export const absentRoutes: FastifyPluginAsync = async (wing) => {
  for (const family of ABSENT_FAMILIES) {
    for (const url of urlsOf(family.path)) {
      // One route for all methods: Fastify keeps some twenty kilobytes for each.
      wing.route({
        url,
        method: [...ABSENT_METHODS],
        handler: async (request) => {
          // HEAD reads as well.
          const method = ABSENT_METHODS.find((known) => known === request.method) ?? 'GET'
          return refuseAbsent(request.tenancy, callerOf(request), family, method)
        },
      })
    }
  }
}
