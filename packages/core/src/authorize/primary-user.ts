// A request whose person goes on as another user, since who logged in has been linked to that: it stands where that user stands, in a
// session of that user's.
import type { User } from '@symbolon/protocol/entities/user'
import type { Session } from '../records.ts'
import type { Flow, Named } from '../rules/flow.ts'
import { requirePrimaryUser } from '../rules/primary-user.ts'
import { endSession, handOverSession, type Started } from '../sessions/session.ts'
import type { Tenancy } from '../tenancy.ts'
import { identitiesOf } from '../users/linked.ts'
import type { Visitor } from '../visitor.ts'
import { frontChannel } from './answer.ts'
import { nextStep, type Agreed, type Standing } from './next-step.ts'

/** A session, and the handle that its browser is to have; without one that stays as it is. */
export type SignedIn = { readonly session: Session; readonly handle?: string }

/** Whose request it is: another's once it has been handed over. */
export type Owned = {
  standing: Standing
  agreed: Agreed
  /** What the browser is signed in as from now on. */
  signedIn?: SignedIn
}

/** The tenant's code has made another of the session: where its cookie is to last as long as the browser, or longer, that is another too. */
export function withSession(owned: Owned, session: Session): void {
  const { agreed, signedIn } = owned
  if (signedIn || session.persistent !== agreed.session.persistent) owned.signedIn = { ...signedIn, session }
  owned.agreed = { ...agreed, session }
}

/**
 * Hands the request over to the user that the tenant's code names. Undefined where that user must be asked something first.
 *
 * @throws OAuthError for whom nobody may go on as, who is unlinked again in this moment, and whom nothing can be given
 */
export async function handOver(
  tenancy: Tenancy,
  owned: Owned,
  named: Named,
  { ip }: Visitor,
): ReturnType<NonNullable<Flow['goOnAs']>> {
  const { session: before, user } = owned.agreed
  const primary = await requirePrimaryUser(tenancy, user, named)
  const started = await handOverSession(tenancy, before, primary)
  await requireStillLinked(tenancy, user, named, started)
  const { session } = started
  const standing = { ...owned.standing, session }
  Object.assign(owned, { standing, signedIn: started } satisfies Partial<Owned>)
  const { client, request, progress } = standing
  if (progress.authenticated_at !== null) await tenancy.store.countLogin(primary.user_id, ip, tenancy.now() / 1000)
  const step = await nextStep(tenancy, standing)
  if (step.do !== 'answer') return undefined
  owned.agreed = { ...step, linked: identitiesOf(user) }
  return { authorization: frontChannel(client, request, owned.agreed, undefined), session }
}

/** Looked at when the session is there: whoever unlinks them before this is seen, and whoever does after it finds the session. */
async function requireStillLinked(tenancy: Tenancy, user: User, named: Named, { session }: Started): Promise<void> {
  try {
    await requirePrimaryUser(tenancy, user, named)
  } catch (error) {
    await endSession(tenancy, session)
    throw error
  }
}
