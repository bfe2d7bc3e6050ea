// Plain node:http, and whatever hands its requests on.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiRequest } from '../api-request.ts'
import { AccessRefused } from '../refusals.ts'
import type { Requirement } from '../requirements.ts'
import type { Validator } from '../validator.ts'
import type { VerifiedToken } from '../verified-token.ts'
import { certificateThumbprint, letIn, refusalBody } from './protect.ts'

export { certificateFromPem, certificateThumbprint, tokenOf } from './protect.ts'

/** Where certificates of callers come from: a proxy's header, say. Nothing is taken from a header unless this says so. */
export type HttpOptions = {
  readonly certificate?: (request: IncomingMessage) => Uint8Array | undefined
}

type TlsSocket = {
  readonly encrypted?: boolean
  readonly getPeerCertificate?: (detailed?: boolean) => { readonly raw?: Uint8Array } | undefined
}

const valuesOf = ({ rawHeaders }: IncomingMessage, name: string): readonly string[] =>
  // Node keeps only the first of several, and nobody would notice the second.
  rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name)

/** HTTP/2 names it otherwise. RFC 9113 §8.3.1 */
const hostOf = ({ headers }: IncomingMessage): string => String(headers[':authority'] ?? headers.host ?? '')

/** `request` as the validator sees it. `target`: its URL without scheme and host, where a framework has changed it. */
export function fromNode(
  request: IncomingMessage,
  { publicUrl }: Pick<Validator, 'publicUrl'>,
  { certificate }: HttpOptions = {},
  target = request.url ?? '/',
): ApiRequest {
  const socket = request.socket as TlsSocket
  const origin = publicUrl?.replace(/\/$/, '') ?? `http${socket.encrypted === true ? 's' : ''}://${hostOf(request)}`
  return {
    method: request.method ?? '',
    url: `${origin}${target}`,
    authorization: valuesOf(request, 'authorization'),
    dpop: valuesOf(request, 'dpop'),
    certificate: async () => {
      const der = certificate ? certificate(request) : socket.getPeerCertificate?.()?.raw
      return der && (await certificateThumbprint(der))
    },
  }
}

/** Answers a refused request; throws on whatever is no refusal. */
export function answerRefusal(response: ServerResponse, error: unknown): void {
  if (!(error instanceof AccessRefused)) throw error
  response.writeHead(error.status, { ...error.headers, 'content-type': 'application/json' }).end(refusalBody(error))
}

type Handler = (request: IncomingMessage, response: ServerResponse, token: VerifiedToken) => unknown

/** `handler`, only for requests whose token is good and enough for all `requirements`. */
export const protect =
  (validator: Validator, handler: Handler, requirements: readonly Requirement[] = [], options: HttpOptions = {}) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let token: VerifiedToken
    try {
      token = await letIn(validator, request, () => fromNode(request, validator, options), requirements)
    } catch (error) {
      return answerRefusal(response, error)
    }
    await handler(request, response, token)
  }

/** Answers for what the API says about itself: true when `request` was about that. RFC 9728 §3 */
export function serveMetadata({ resource }: Validator, request: IncomingMessage, response: ServerResponse): boolean {
  if (!resource || request.method !== 'GET' || request.url?.split('?', 1)[0] !== resource.path) return false
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'public, max-age=3600' })
  response.end(JSON.stringify(resource.document))
  return true
}
