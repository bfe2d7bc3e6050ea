// Whether a user may have anything at this moment.
import type { User } from '@symbolon/protocol/entities/user'
import { OAuthError } from '../errors.ts'

/** Compared word for word by a published client, which then forgets its session. */
export const USER_IS_BLOCKED = 'user is blocked'

/**
 * `user`, who exists and is not blocked.
 *
 * @throws OAuthError `access_denied` when there is no such user (any more), `unauthorized` when it is blocked
 */
export function requireStandingUser(user: User | undefined): User {
  if (!user) throw new OAuthError('access_denied', 'Unauthorized', { detail: 'The user is gone' })
  if (user.blocked) throw new OAuthError('unauthorized', USER_IS_BLOCKED)
  return user
}
