// /login: the login page that a tenant has written itself, with scripts of anybody's. It is shown at custom domains, where nothing of those
// who manage the tenant is; at the tenant's own host, with the dashboard and its sessions, only where the operator says so.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { findOwnLoginPage } from '@symbolon/core/login/own-login-page'
import type { AuthorizationRequest } from '@symbolon/core/one-time'
import { isAtHome } from '@symbolon/core/tenancy'
import type { Client } from '@symbolon/protocol/entities/client'
import '../http/request.ts'
import { appearanceOf } from '../pages/appearance.ts'
import { ownLoginConfig, withConfig } from '../pages/own-login.ts'
import { organizationOf, readInteraction } from './interaction.ts'
import { pagePath, sendOn } from './send-on.ts'

/** The tenant's own page for this application, where it may be shown. */
export async function shownOwnPage(request: FastifyRequest, client: Client): Promise<string | undefined> {
  const { tenancy, server } = request
  return isAtHome(tenancy) && !server.ownLoginPagesEverywhere ? undefined : findOwnLoginPage(tenancy, client)
}

/** Scripts of such pages read here what was asked for. reference: Authentication API, section 3.5 */
export function ownLoginPath(about: AuthorizationRequest, state: string): string {
  const query = new URLSearchParams({
    state,
    client: about.client_id,
    protocol: 'oauth2',
    response_type: about.response_type,
    redirect_uri: about.redirect_uri,
    scope: about.scopes.join(' '),
    ...(about.audience === null ? {} : { audience: about.audience }),
    ...(about.nonce === null ? {} : { nonce: about.nonce }),
  })
  return `/login?${query}`
}

async function show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { tenancy } = request
  const interaction = await readInteraction(request)
  const { client, state, transaction } = interaction
  const page = await shownOwnPage(request, client)
  if (page === undefined) return sendOn(reply, pagePath('/u/login', state))
  const id = organizationOf(interaction)
  const organization = id === undefined ? undefined : await tenancy.store.find('organizations', { id })
  const config = ownLoginConfig({
    tenant: tenancy.tenant,
    client,
    request: transaction.request,
    state,
    csrf: tenancy.random(16).toString('base64url'),
    appearance: await appearanceOf(tenancy, organization),
  })
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      // What it loads is the tenant's to say; who puts it into a frame, or where its addresses begin, is not.
      'content-security-policy': "object-src 'none'; base-uri 'self'; frame-ancestors 'none'",
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
      pragma: 'no-cache',
    })
    .send(withConfig(page, config))
}

export const ownLoginPageRoutes: FastifyPluginAsync = async (wing) => {
  wing.get('/login', show)
}
