// Express, and every framework that speaks `(request, response, next)`.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Requirement } from '../requirements.ts'
import type { Validator } from '../validator.ts'
import { answerRefusal, fromNode, type HttpOptions, serveMetadata } from './http.ts'
import { letIn } from './protect.ts'
import { AccessRefused } from '../refusals.ts'

export { certificateFromPem, certificateThumbprint, tokenOf } from './protect.ts'

/** What Express puts on a request. */
type ExpressRequest = IncomingMessage & { originalUrl?: string }

type Middleware = (request: ExpressRequest, response: ServerResponse, next: (error?: unknown) => void) => void

/** Middleware: `tokenOf(request)`, and `request.auth`, is the verified token, and nobody else gets past it. `protect(validator, requireScopes('read:orders'))` */
export const protect = (validator: Validator, ...requirements: readonly Requirement[]): Middleware =>
  protectWith({}, validator, ...requirements)

/** The same, told where certificates of callers come from. */
export const protectWith =
  (options: HttpOptions, validator: Validator, ...requirements: readonly Requirement[]): Middleware =>
  async (request, response, next) => {
    let failure: unknown
    try {
      const read = () => fromNode(request, validator, options, request.originalUrl)
      Object.assign(request, { auth: await letIn(validator, request, read, requirements) })
    } catch (error) {
      if (error instanceof AccessRefused) return answerRefusal(response, error)
      failure = error
    }
    // What comes behind it fails on its own account.
    next(failure)
  }

/** Middleware that serves what the API says about itself. RFC 9728 */
export const metadata =
  (validator: Validator): Middleware =>
  (request, response, next) => {
    if (!serveMetadata(validator, request, response)) next()
  }
