// How this wing says no to a person: the tenant's own error page where it has one, or ours. Applications are told by redirects, which
// are made before anything is thrown. reference: Authentication API, section 3.4.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { isSafeUrl } from '@symbolon/core/clients/redirect-uris'
import type { OAuthError } from '@symbolon/core/errors'
import type { Tenancy } from '@symbolon/core/tenancy'
import type { Client } from '@symbolon/protocol/entities/client'
import { asOAuthError } from '../http/errors/oauth-error.ts'
import { pathOf } from '../http/path-of.ts'
import '../http/request.ts'
import { renderError } from '../pages/error.ts'
import { pageContext, sendPage } from '../pages/page.ts'
import { sendOn } from './send-on.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Which application this is about, as soon as that is known. */
    aboutClient: Client | undefined
  }
}

const RETRY_AFTER = 1

function tellOperator(request: FastifyRequest, { code, status, message, cause, detail }: OAuthError): void {
  const facts = { request_id: request.id, method: request.method, path: pathOf(request.url), status, code }
  if (status >= 500) request.tenancy.operatorLog('error', message, { ...facts, cause: cause ?? detail })
  // Not the message: it may repeat what was sent.
  else request.tenancy.operatorLog('info', 'A request was refused', { ...facts, detail })
}

async function addressOfErrorPage({ store }: Tenancy): Promise<string | undefined> {
  try {
    return (await store.find('tenant_settings', {}))?.error_page?.url
  } catch {
    // Where the database is away, our page has to do.
    return undefined
  }
}

/** The tenant's own page, with what it needs to explain itself. */
async function ownErrorPage(request: FastifyRequest, error: OAuthError): Promise<string | undefined> {
  const url = await addressOfErrorPage(request.tenancy)
  if (url === undefined || url === '' || !isSafeUrl(url) || !URL.canParse(url)) return undefined
  const target = new URL(url)
  const facts = {
    client_id: request.aboutClient?.client_id,
    lang: /^[A-Za-z-]{1,35}/.exec(request.headers['accept-language'] ?? '')?.[0],
    error: error.code,
    error_description: error.message,
    tracking: request.requestId,
  }
  for (const [name, value] of Object.entries(facts)) if (value !== undefined) target.searchParams.set(name, value)
  return target.href
}

/** Answers with the error. */
export async function speakError(
  thrown: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const error = asOAuthError(thrown)
  // No tenant answers for this host, so nobody has a page here.
  if (!request.tenancy) return reply.code(error.status).send({ error: error.code, error_description: error.message })
  tellOperator(request, error)
  const target = error.status < 500 ? await ownErrorPage(request, error) : undefined
  if (target !== undefined) return sendOn(reply, target)
  if (error.status === 503) reply.header('retry-after', RETRY_AFTER)
  const context = await pageContext(request, { client: request.aboutClient })
  return sendPage(reply, error.status, renderError(context, { error: error.code, description: error.message }))
}
