// Fastify: hooks.
import type { IncomingMessage } from 'node:http'
import type { Requirement } from '../requirements.ts'
import type { Validator } from '../validator.ts'
import { fromNode, type HttpOptions } from './http.ts'
import { letIn, refusalBody } from './protect.ts'
import { AccessRefused } from '../refusals.ts'

export { certificateFromPem, certificateThumbprint, tokenOf } from './protect.ts'

type Request = { readonly raw: IncomingMessage }

type Reply = {
  code(status: number): Reply
  headers(values: Record<string, string>): Reply
  type(mediaType: string): Reply
  send(body: string): Reply
}

type Hook = (request: Request, reply: Reply) => Promise<unknown>

/** A hook for `onRequest` or `preHandler`; `tokenOf(request)` is the verified token. */
export const protect = (validator: Validator, ...requirements: readonly Requirement[]): Hook =>
  protectWith({}, validator, ...requirements)

/** The same, told where certificates of callers come from. */
export const protectWith =
  (options: HttpOptions, validator: Validator, ...requirements: readonly Requirement[]): Hook =>
  async (request, reply) => {
    try {
      await letIn(validator, request, () => fromNode(request.raw, validator, options), requirements)
      return undefined
    } catch (error) {
      if (!(error instanceof AccessRefused)) throw error
      return reply
        .code(error.status)
        .headers({ ...error.headers })
        .type('application/json')
        .send(refusalBody(error))
    }
  }

type Server = { get(path: string, handler: (request: unknown, reply: Reply) => unknown): unknown }

/** A plugin that serves what the API says about itself. RFC 9728 */
export const metadata =
  ({ resource }: Validator) =>
  async (server: Server): Promise<void> => {
    if (!resource) throw new TypeError('the option resource must be set to serve it')
    server.get(resource.path, (_request, reply) =>
      reply
        .headers({ 'cache-control': 'public, max-age=3600' })
        .type('application/json')
        .send(JSON.stringify(resource.document)),
    )
  }
