// How this wing says no: `{ statusCode, error, message, errorCode }`. reference: Management API, section 2. What nobody foresaw is
// logged whole and answered with nothing.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, isStoreUnavailable, OAuthError } from '@symbolon/core/errors'
import type { ApiErrorBody } from '@symbolon/protocol/auth0/errors'
import { STATUS_CODES } from '../http/node-http.ts'
import { pathOf } from '../http/path-of.ts'

const RETRY_AFTER = 1

const statusOf = (error: FastifyError | Error): number =>
  'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500

/** The refusal that `error` stands for; undefined when it is none. */
const asApiError = (error: FastifyError | Error): ApiError | undefined => {
  if (error instanceof ApiError) return error
  if (error instanceof OAuthError) return new ApiError(error.status, error.message)
  if (isStoreUnavailable(error)) return new ApiError(503, 'The database cannot be reached. Try again.')
  const status = statusOf(error)
  // The framework's own: too large, wrong content type, a body that breaks off.
  return status >= 400 && status < 500 ? new ApiError(status, STATUS_CODES[status] ?? 'Bad Request') : undefined
}

/** Answers with the error, and tells the operator about those that are the server's own. */
export const speakError = async (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => {
  const known = asApiError(error)
  const { status, message, errorCode } = known ?? new ApiError(500, 'An internal server error occurred')
  if (status >= 500) {
    request.tenancy?.operatorLog('error', known ? message : 'A Management API request failed', {
      request_id: request.requestId,
      method: request.method,
      path: pathOf(request.url),
      error,
    })
  }
  if (status === 503) reply.header('retry-after', RETRY_AFTER)
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  const body: ApiErrorBody = {
    statusCode: status,
    error: STATUS_CODES[status] ?? 'Error',
    message,
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(status === 401 ? { attributes: { error: message } } : {}),
  }
  return reply.code(status).send(body)
}
