// A session that ends, with the access tokens that came of it.
import type { Session } from '../records.ts'
import { endSession } from '../sessions/session.ts'
import type { Tenancy } from '../tenancy.ts'
import { logoutTold, sessionEnded, type Ended } from './ended.ts'
import { revokeWith } from './revoke.ts'

/** Somebody who may has ended it: all its access tokens are dead. False when it had ended already. */
export const endSessionWithAccess = (tenancy: Tenancy, session: Session): Promise<boolean> =>
  revokeWith(tenancy, [sessionEnded(session.id, session.user_id)], () => endSession(tenancy, session))

/** Seconds for which products of others may ask whether somebody has logged out. */
const TOLD_FOR = 2_592_000

/** What tells products of others of a logout: nothing while none listens, for validators would have to keep it. */
const toldOf = async ({ store, now }: Tenancy, { id, user_id }: Session): Promise<readonly Ended[]> => {
  const streams = await store.all('signal_streams', {})
  const isHeard = streams.some(({ status }) => status === 'enabled')
  return isHeard ? [logoutTold(id, user_id, Math.floor(now() / 1000) + TOLD_FOR)] : []
}

/** Somebody logs out: its access tokens for the APIs that want that are dead, and all others live on. */
export async function logOutSession(tenancy: Tenancy, session: Session): Promise<boolean> {
  const apis = await tenancy.store.all('resource_servers', {})
  const ended = apis
    .filter(({ revoke_tokens_on_logout }) => revoke_tokens_on_logout === true)
    .map(({ identifier }) => sessionEnded(session.id, session.user_id, identifier))
  return revokeWith(tenancy, [...ended, ...(await toldOf(tenancy, session))], () => endSession(tenancy, session))
}
