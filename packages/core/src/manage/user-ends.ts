// What ends for a user, at once and for good: whoever held something of it holds nothing any more.
import type { User } from '@symbolon/protocol/entities/user'
import type { Session } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { endRefreshTokens } from '../tokens/revoke.ts'
import { endSession } from '../sessions/session.ts'

/** Everything a user holds: sessions, refresh tokens, codes that nobody has redeemed, logins that are not complete. */
export const endEverything = async (tenancy: Tenancy, { user_id }: Pick<User, 'user_id'>): Promise<void> => {
  const { store } = tenancy
  await store.removeSessionsOfUser(user_id)
  await endRefreshTokens(tenancy, { user_id })
  for (const kind of ['authorization_code', 'login_ticket'] as const) await store.removeOneTimes(kind, { user_id })
}

/** A session with the refresh tokens that came of it. False when there is none. */
export const endSessionWithTokens = async (tenancy: Tenancy, session: Session): Promise<boolean> => {
  const ended = await endSession(tenancy, session)
  await endRefreshTokens(tenancy, { session_id: session.id })
  return ended
}

const PAGE = 100

/** All sessions of a user with the refresh tokens that came of them. */
export const endSessionsOf = async (tenancy: Tenancy, user_id: string): Promise<void> => {
  for (;;) {
    const { items } = await tenancy.store.sessionsOfUser(user_id, { limit: PAGE })
    if (items.length === 0) return
    for (const session of items) await endSessionWithTokens(tenancy, session)
  }
}
