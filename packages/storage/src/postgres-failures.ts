// What an error of pg means to the store. https://www.postgresql.org/docs/current/errcodes-appendix.html
import type { Failure } from './opening.ts'

const UNIQUE_VIOLATION = '23505'
const FOREIGN_KEY_VIOLATION = '23503'
/** Serialization failure and deadlock: the loser tries again. */
const RETRYABLE = new Set(['40001', '40P01'])

/** Read-only transaction, statement time-out, lock time-out; no such database, wrong role or password (they were right once). */
const SERVER_STATES = ['25006', '57014', '55P03', '3D000', '28000', '28P01']

const SOCKET_STATES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'EACCES',
  'EMFILE',
  'ENFILE',
]

const UNAVAILABLE = new Set([...SERVER_STATES, ...SOCKET_STATES, ...RETRYABLE])

/** Connection exceptions, insufficient resources, operator intervention, system errors, damaged data. */
const UNAVAILABLE_CLASS = /^(?:08|53|57P|58|XX001|XX002)/

/** pg says these in words alone. */
const UNAVAILABLE_WORDS =
  /^(?:Connection terminated|Query read timeout|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|driver has already been destroyed|Postgres connection has been discarded|The server does not support SSL)/

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** Whether the same work may succeed when it is simply done again. */
export const isRetryable = (error: unknown): boolean => RETRYABLE.has(codeOf(error) ?? '')

export const postgresFailure = (error: unknown): Failure | undefined => {
  const code = codeOf(error)
  if (code === UNIQUE_VIOLATION) return 'unique'
  if (code === FOREIGN_KEY_VIOLATION) return 'foreign-key'
  if (code !== undefined && (UNAVAILABLE.has(code) || UNAVAILABLE_CLASS.test(code))) return 'unavailable'
  if (error instanceof AggregateError) return error.errors.map(postgresFailure).find((failure) => failure !== undefined)
  return error instanceof Error && UNAVAILABLE_WORDS.test(error.message) ? 'unavailable' : undefined
}
