// Where a tenant's code may send somebody, and when it may.
import { OAuthError } from '../errors.ts'
import type { Flow } from './flow.ts'

/** The address that a rule or an action names. @throws OAuthError when it is none of the web's */
export function requireDestination(url: unknown, whose: 'A rule' | 'An action'): URL {
  const address = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined
  if (address && /^https?:$/.test(address.protocol)) return address
  throw new OAuthError('access_denied', `${whose} redirects to an address that is none`)
}

/** @throws OAuthError `interaction_required` where nobody can be sent anywhere */
export function requireRedirects({ mayRedirect }: Flow): void {
  if (!mayRedirect) throw new OAuthError('interaction_required', 'Interaction required')
}
