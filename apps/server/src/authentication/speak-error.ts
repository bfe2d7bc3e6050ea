// Whatever was thrown, as this wing's clients read it. What nobody foresaw is logged whole and answered with nothing.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { LoginRefused } from '@symbolon/core/login/refusal'
import { SignUpRefused } from '@symbolon/core/login/sign-up-refused'
import { asOAuthError } from '../http/errors/oauth-error.ts'
import { pathOf } from '../http/path-of.ts'
import { legacyRefusal, Refusal } from './refusal.ts'

const RETRY_AFTER = 1

/** In the shape of section 17.1; a missing user name has one of its own. */
function asSignUpBody({ name, code, message, description, policy, statusCode }: SignUpRefused): Refusal {
  if (code === 'missing_username') return new Refusal(statusCode, { error: message })
  if (code === 'too_many_requests') return legacyRefusal(statusCode, code, message, 'TooManyRequestsError')
  return new Refusal(statusCode, {
    name,
    code,
    ...(policy === undefined ? {} : { message }),
    description,
    ...(policy === undefined ? {} : { policy }),
    statusCode,
  })
}

const nameOf = (status: number): string => (status === 429 ? 'TooManyRequestsError' : 'ValidationError')

function asRefusal(thrown: unknown): Refusal | undefined {
  if (thrown instanceof Refusal) return thrown
  if (thrown instanceof SignUpRefused) return asSignUpBody(thrown)
  if (thrown instanceof LoginRefused) {
    return legacyRefusal(thrown.status, thrown.code, thrown.message, nameOf(thrown.status))
  }
  return undefined
}

/** Answers with the error, and tells the operator about those that are the server's own. */
export async function speakError(
  thrown: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const refusal = asRefusal(thrown)
  if (refusal) {
    const { status, body } = refusal
    if (status === 429) reply.header('retry-after', RETRY_AFTER)
    return reply
      .code(status)
      .type(typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json')
      .send(body)
  }
  const { code, message, status, cause } = asOAuthError(thrown)
  if (status >= 500) {
    const facts = { request_id: request.id, method: request.method, path: pathOf(request.url), status, code }
    request.tenancy?.operatorLog('error', message, { ...facts, cause })
  }
  if (status === 503) reply.header('retry-after', RETRY_AFTER)
  return reply.code(status).type('application/json').send({ error: code, error_description: message })
}
