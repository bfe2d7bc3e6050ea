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

/** What users have allowed at an API that is gone, and the refresh tokens for it: one of the same name is another. */
export const endEverythingAt = async (tenancy: Tenancy, audience: string): Promise<void> => {
  const { store } = tenancy
  for (;;) {
    const { items } = await store.pageConsents({ audience }, { limit: PAGE })
    if (items.length === 0) break
    for (const { id } of items) await store.removeConsent(id)
  }
  await endRefreshTokens(tenancy, { audience })
}

const isOf = (user: User, connection: string): boolean => user.identities[0]?.connection === connection

/** A user whose own connection is gone goes with it; who only had a linked identity there loses that. */
const leaveConnection = async ({ store }: Tenancy, user: User, connection: string): Promise<void> => {
  if (isOf(user, connection)) {
    await store.removeUser(user.user_id)
    return
  }
  const identities = user.identities.filter((identity) => identity.connection !== connection)
  await store.replaceUser(user, { ...user, identities })
}

/** The users of a connection that is gone. */
export const endUsersOf = async (tenancy: Tenancy, connection: string): Promise<void> => {
  const matching = { is: 'like', field: ['identities', 'connection'], value: connection, wild: false } as const
  for (;;) {
    const search = { matching, sort: undefined, limit: PAGE, offset: 0, withTotal: false }
    const { users } = await tenancy.store.searchUsers(search)
    // Whether letters differ in case is the search's business; names of connections are compared as they are.
    const own = users.filter(({ identities }) => identities.some((one) => one.connection === connection))
    if (own.length === 0) return
    await Promise.all(own.map((user) => leaveConnection(tenancy, user, connection)))
  }
}
