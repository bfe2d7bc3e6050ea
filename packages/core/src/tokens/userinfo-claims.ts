// What the tenant's code says of a user in ID tokens is said at /userinfo too, to whoever has the access token that was issued beside
// it. reference: extensibility, sections 7 and 15. No token carries it there: it is kept for the client and the session.
import { OPENID_SCOPE } from '@symbolon/protocol/oidc/core'
import { sessionBehind, type Authorization } from '../authorization.ts'
import { unlessOwnerGone } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'

/** Seconds: how often what has not changed is written again. */
const DAY = 86_400

/** Longer than any access token lives, days. */
const KEPT_FOR = 31

/**
 * Keeps it, where tokens for /userinfo are issued at `iat`, seconds. To be called by the mint alone.
 *
 * @throws OAuthError when the user has gone meanwhile
 */
export async function keepUserinfoClaims({ store }: Tenancy, asked: Authorization, iat: number): Promise<void> {
  const { custom, wanted, scopes, client, subject } = asked
  // Without code that runs at logins there is nothing to keep, and nothing that could have been kept.
  if (!custom || !wanted?.access_token || !scopes.includes(OPENID_SCOPE)) return
  const { id_token: claims, profile } = custom
  const isNothing = Object.keys(claims).length === 0 && Object.keys(profile).length === 0
  const of = { user_id: subject, client_id: client.client_id, session_id: sessionBehind(asked) }
  const expires_at = (Math.floor(iat / DAY) + KEPT_FOR) * DAY
  await unlessOwnerGone(store.keepUserinfoClaims(of, isNothing ? undefined : { claims, profile }, expires_at))
}
