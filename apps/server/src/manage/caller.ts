// A request of this wing as the decisions see it.
import type { FastifyRequest } from 'fastify'
import { ApiError } from '@symbolon/core/errors'
import type { Caller } from '@symbolon/core/manage/caller'
import type { Query } from '@symbolon/protocol/entities/query'

const MAX_PATH_LENGTH = 1024

/** Who asks for what. */
export const callerOf = ({ administrator, method, url, ip, headers }: FastifyRequest): Caller => {
  if (!administrator) throw new ApiError(401, 'Missing authentication')
  const path = url.split('?', 1)[0] ?? ''
  return { administrator, method, path: path.slice(0, MAX_PATH_LENGTH), ip, user_agent: headers['user-agent'] }
}

/** The parameter `name` of the path, decoded once. */
export const parameterOf = ({ params }: FastifyRequest, name: string): string | undefined => {
  const value: unknown = typeof params === 'object' && params !== null ? Reflect.get(params, name) : undefined
  return typeof value === 'string' ? value : undefined
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** The parameters of the query; several of one name are a list. */
export const queryOf = ({ query }: FastifyRequest): Query => {
  const read: Record<string, string | readonly string[]> = {}
  for (const [name, value] of Object.entries(typeof query === 'object' && query !== null ? query : {})) {
    if (isText(value)) read[name] = value
    else if (Array.isArray(value)) read[name] = value.filter(isText)
  }
  return read
}
