// A request of this wing as the decisions see it.
import type { FastifyRequest } from 'fastify'
import { ApiError } from '@symbolon/core/errors'
import type { Caller } from '@symbolon/core/manage/caller'
import { isEmptyQuery, type Query } from '@symbolon/protocol/entities/query'

const MAX_PATH_LENGTH = 1024

/** Longer than any name of DNS. */
const MAX_DOMAIN = 300

const domainNamed = (header: unknown): string | undefined =>
  typeof header === 'string' && header !== '' ? header.slice(0, MAX_DOMAIN) : undefined

/** Who asks for what. */
export const callerOf = ({ administrator, method, url, clientAddress, headers }: FastifyRequest): Caller => {
  if (!administrator) throw new ApiError(401, 'Missing authentication')
  const end = url.indexOf('?')
  return {
    administrator,
    method,
    path: url.slice(0, Math.min(end === -1 ? url.length : end, MAX_PATH_LENGTH)),
    ip: clientAddress,
    user_agent: headers['user-agent'],
    custom_domain: domainNamed(headers['auth0-custom-domain']),
  }
}

/** The parameter `name` of the path, decoded once. */
export const parameterOf = ({ params }: FastifyRequest, name: string): string | undefined => {
  const value: unknown = typeof params === 'object' && params !== null ? Reflect.get(params, name) : undefined
  return typeof value === 'string' ? value : undefined
}

/** All parameters of the path, decoded once: an object of the router's that inherits nothing. */
export const parametersOf = ({ params }: FastifyRequest): Readonly<Record<string, string>> =>
  // The router knows no other values, and no request without parameters.
  params as Readonly<Record<string, string>>

const isText = (value: unknown): value is string => typeof value === 'string'

const NO_QUERY: Query = Object.freeze({})

/** The parameters of the query; several of one name are a list. */
export const queryOf = ({ query }: FastifyRequest): Query => {
  if (typeof query !== 'object' || query === null || isEmptyQuery(query)) return NO_QUERY
  const entries = Object.entries(query)
  return Object.fromEntries(
    entries.flatMap(([name, value]): [string, string | readonly string[]][] => {
      if (isText(value)) return [[name, value]]
      return Array.isArray(value) ? [[name, value.filter(isText)]] : []
    }),
  )
}
