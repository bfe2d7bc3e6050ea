// Which page asks for which step.
import type { FastifyRequest } from 'fastify'
import type { Outcome } from '@symbolon/core/authorize/proceed'
import type { AuthorizationRequest } from '@symbolon/core/one-time'
import type { Client } from '@symbolon/protocol/entities/client'
import { ownLoginPath, shownOwnPage } from './own-login-page.ts'
import { pagePath } from './send-on.ts'

/** What an application would like its people to see instead of the login. reference: Authentication API, section 3.1. */
const SCREENS: ReadonlyMap<string, string> = new Map([
  ['signup', '/u/signup'],
  ['signup-id', '/u/signup'],
  ['reset_password', '/u/reset-password/request'],
])

type Asking = Extract<Outcome, { readonly ask: unknown }>['ask']

/** Where the browser goes for `step`: a page of ours, or an address that the tenant's code named. */
export async function pathOfStep(
  request: FastifyRequest,
  client: Client,
  step: Asking,
  about: AuthorizationRequest,
  state: string,
): Promise<string> {
  switch (step.do) {
    case 'login':
      return (await shownOwnPage(request, client)) === undefined
        ? pagePath(SCREENS.get(about.screen_hint ?? '') ?? '/u/login', state)
        : ownLoginPath(about, state)
    case 'name_organization':
      return pagePath('/u/organization', state)
    case 'select_organization':
      return pagePath('/u/organization/select', state)
    case 'select_account':
      return pagePath('/u/select-account', state)
    case 'consent':
      return pagePath('/u/consent', state)
    case 'leave':
      return withState(step.url, state)
  }
}

/** Whoever is sent away comes back to /continue with this. reference: extensibility, section 10 */
function withState(url: string, state: string): string {
  const address = new URL(url)
  address.searchParams.set('state', state)
  return address.href
}
