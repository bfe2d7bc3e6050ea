// What ends for a user, at once and for good: whoever held something of it holds nothing any more.
import type { User } from '@symbolon/protocol/entities/user'
import type { Session } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { removeRefreshTokens } from '../tokens/end-refresh-tokens.ts'
import { endSessionWithAccess } from '../tokens/end-session.ts'
import { apiEnded, userEnded } from '../tokens/ended.ts'
import { revokeWith } from '../tokens/revoke.ts'

/**
 * Everything a user holds: sessions, tokens, codes that nobody has redeemed, logins that are not complete. `why`: a credential of the
 * user has changed.
 */
export const endEverything = (
  tenancy: Tenancy,
  { user_id }: Pick<User, 'user_id'>,
  why?: 'credential',
): Promise<void> =>
  revokeWith(tenancy, [userEnded(user_id, why)], async () => {
    const { store } = tenancy
    await store.removeSessionsOfUser(user_id)
    await removeRefreshTokens(tenancy, { user_id })
    for (const kind of ['authorization_code', 'login_ticket'] as const) await store.removeOneTimes(kind, { user_id })
  })

/** The user itself, with all that it holds. False when there is none. */
export const endUser = (tenancy: Tenancy, user_id: string): Promise<boolean> =>
  revokeWith(tenancy, [userEnded(user_id)], () => tenancy.store.removeUser(user_id))

/** A session with the tokens that came of it. False when there is none. */
export const endSessionWithTokens = async (tenancy: Tenancy, session: Session): Promise<boolean> => {
  const ended = await endSessionWithAccess(tenancy, session)
  await removeRefreshTokens(tenancy, { session_id: session.id })
  return ended
}

const PAGE = 100

/** All sessions of a user with the tokens that came of them; with `keepsRefreshTokens`, only their access tokens. */
export const endSessionsOf = async (tenancy: Tenancy, user_id: string, keepsRefreshTokens = false): Promise<void> => {
  const end = keepsRefreshTokens ? endSessionWithAccess : endSessionWithTokens
  for (;;) {
    const { items } = await tenancy.store.sessionsOfUser(user_id, { limit: PAGE })
    if (items.length === 0) return
    for (const session of items) await end(tenancy, session)
  }
}

/** What users have allowed at an API that is gone, and the tokens for it: one of the same name is another. */
export const endEverythingAt = (tenancy: Tenancy, audience: string): Promise<void> =>
  revokeWith(tenancy, [apiEnded(audience)], async () => {
    const { store } = tenancy
    for (;;) {
      const { items } = await store.pageConsents({ audience }, { limit: PAGE })
      if (items.length === 0) break
      for (const { id } of items) await store.removeConsent(id)
    }
    await removeRefreshTokens(tenancy, { audience })
  })

const isOf = (user: User, connection: string): boolean => user.identities[0]?.connection === connection

/** A user whose own connection is gone goes with it; who only had a linked identity there loses that. */
const leaveConnection = async (tenancy: Tenancy, user: User, connection: string): Promise<void> => {
  if (isOf(user, connection)) {
    await endUser(tenancy, user.user_id)
    return
  }
  const identities = user.identities.filter((identity) => identity.connection !== connection)
  await tenancy.store.replaceUser(user, { ...user, identities })
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
