// Any handler of the form `Request → Response`: Deno, Bun, workers, service frameworks.
import type { ApiRequest } from '../api-request.ts'
import { AccessRefused } from '../refusals.ts'
import type { Requirement } from '../requirements.ts'
import type { Validator } from '../validator.ts'
import type { VerifiedToken } from '../verified-token.ts'
import { certificateThumbprint, letIn, refusalBody } from './protect.ts'

export { certificateFromPem, certificateThumbprint, tokenOf } from './protect.ts'

/** Where certificates of callers come from, since a `Request` does not say. */
export type FetchOptions = { readonly certificate?: (request: Request) => Uint8Array | undefined }

const valuesOf = ({ headers }: Request, name: string): readonly string[] => {
  const value = headers.get(name)
  return value === null ? [] : [value]
}

/** `request` as the validator sees it. */
export function fromFetch(
  request: Request,
  { publicUrl }: Pick<Validator, 'publicUrl'>,
  { certificate }: FetchOptions = {},
): ApiRequest {
  const { origin, pathname, search } = new URL(request.url)
  return {
    method: request.method,
    url: `${publicUrl?.replace(/\/$/, '') ?? origin}${pathname}${search}`,
    authorization: valuesOf(request, 'authorization'),
    dpop: valuesOf(request, 'dpop'),
    certificate: async () => {
      const der = certificate?.(request)
      return der && (await certificateThumbprint(der))
    },
  }
}

/** The answer to a refused request; throws on whatever is no refusal. */
export function refusalResponse(error: unknown): Response {
  if (!(error instanceof AccessRefused)) throw error
  const headers = { ...error.headers, 'content-type': 'application/json' }
  return new Response(refusalBody(error), { status: error.status, headers })
}

/** Lets a request in, or throws AccessRefused. */
export const requireToken = (
  validator: Validator,
  request: Request,
  requirements: readonly Requirement[] = [],
  options: FetchOptions = {},
): Promise<VerifiedToken> => letIn(validator, request, () => fromFetch(request, validator, options), requirements)

type Handler<R extends readonly unknown[]> = (
  request: Request,
  token: VerifiedToken,
  ...rest: R
) => Response | Promise<Response>

/** `handler`, only for requests whose token is good and enough for all `requirements`. */
export const protect =
  <R extends readonly unknown[]>(
    validator: Validator,
    handler: Handler<R>,
    requirements: readonly Requirement[] = [],
    options: FetchOptions = {},
  ) =>
  async (request: Request, ...rest: R): Promise<Response> => {
    let token: VerifiedToken
    try {
      token = await requireToken(validator, request, requirements, options)
    } catch (error) {
      return refusalResponse(error)
    }
    return handler(request, token, ...rest)
  }

/** What the API says about itself, where `request` asks for that. RFC 9728 */
export function metadataResponse({ resource }: Validator, request: Request): Response | undefined {
  if (!resource || request.method !== 'GET' || new URL(request.url).pathname !== resource.path) return undefined
  return Response.json(resource.document, { headers: { 'cache-control': 'public, max-age=3600' } })
}
