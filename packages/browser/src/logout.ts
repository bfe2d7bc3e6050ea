// The end of what an application holds, and of the session at the issuer.
import type { Holdings } from './holdings.ts'
import type { Issuer } from './issuer.ts'
import type { Settings } from './settings.ts'

/** Tells the issuer that the refresh tokens have ended. RFC 7009. Does not fail: they end here whatever the issuer says. */
export async function revokeAll(
  { revocation_endpoint }: Issuer,
  client_id: string,
  { refresh }: Holdings,
): Promise<void> {
  if (revocation_endpoint === undefined) return
  const asked = refresh.map(({ value }) =>
    fetch(revocation_endpoint, {
      method: 'POST',
      body: new URLSearchParams({ client_id, token: value, token_type_hint: 'refresh_token' }),
      credentials: 'omit',
      keepalive: true,
    }),
  )
  await Promise.allSettled(asked)
}

/** Where the issuer ends its session. The ID token stays out of the address. OpenID Connect RP-Initiated Logout 1.0, section 2. */
export function endSessionUrl(
  issuer: Issuer,
  { client_id }: Settings,
  user: Holdings['user'],
  return_to: string | undefined,
): string | undefined {
  if (issuer.end_session_endpoint === undefined) return undefined
  const url = new URL(issuer.end_session_endpoint)
  url.searchParams.set('client_id', client_id)
  if (typeof user?.['sid'] === 'string') url.searchParams.set('logout_hint', user['sid'])
  if (return_to !== undefined) url.searchParams.set('post_logout_redirect_uri', return_to)
  return url.href
}
