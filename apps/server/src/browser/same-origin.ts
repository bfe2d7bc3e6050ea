// Whether a form comes from a page of this server. Beside the handle and the browser's cookie, without which a forged form does
// nothing anyway. security.md C13
import type { FastifyRequest } from 'fastify'
import { OAuthError } from '@symbolon/core/errors'
import '../http/request.ts'

const headerOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

/** @throws OAuthError `invalid_request` when a browser says that the form is of another site */
export function requireSameOrigin(request: FastifyRequest): void {
  const origin = headerOf(request, 'origin')
  const site = headerOf(request, 'sec-fetch-site')
  const isOurs =
    origin === undefined || origin === 'null'
      ? // What says neither is no browser, and has nobody's cookies to abuse.
        site === 'same-origin' || (origin === undefined && site === undefined)
      : origin === new URL(request.tenancy.tenant.issuer).origin
  if (!isOurs) throw new OAuthError('invalid_request', 'This form came from another site.', { status: 403 })
}
