import type { FastifyRequest } from 'fastify'
import type { Visitor } from '@symbolon/core/visitor'
import '../http/request.ts'

const MAX_USER_AGENT = 512

/** Where a request came from. */
export const visitorOf = ({ clientAddress, headers }: FastifyRequest): Visitor => ({
  ip: clientAddress,
  user_agent: headers['user-agent']?.slice(0, MAX_USER_AGENT),
})
