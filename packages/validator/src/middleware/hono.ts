// Hono: middleware, on every runtime that Hono has.
import type { Requirement } from '../requirements.ts'
import type { Validator } from '../validator.ts'
import type { VerifiedToken } from '../verified-token.ts'
import { type FetchOptions, metadataResponse, refusalResponse, requireToken } from './fetch.ts'

export { certificateFromPem, certificateThumbprint, tokenOf } from './protect.ts'

type Context = {
  readonly req: { readonly raw: Request }
  set(name: 'auth', value: VerifiedToken): void
}

type Middleware = (context: Context, next: () => Promise<void>) => Promise<Response | void>

/** Middleware: `context.get('auth')` is the verified token, and nobody else gets past it. */
export const protect = (validator: Validator, ...requirements: readonly Requirement[]): Middleware =>
  protectWith({}, validator, ...requirements)

/** The same, told where certificates of callers come from. */
export const protectWith =
  (options: FetchOptions, validator: Validator, ...requirements: readonly Requirement[]): Middleware =>
  async (context, next) => {
    try {
      context.set('auth', await requireToken(validator, context.req.raw, requirements, options))
    } catch (error) {
      return refusalResponse(error)
    }
    return next()
  }

/** Middleware that serves what the API says about itself. RFC 9728 */
export const metadata =
  (validator: Validator): Middleware =>
  async (context, next) =>
    metadataResponse(validator, context.req.raw) ?? next()
