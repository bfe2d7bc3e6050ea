// Going on as another user, once who logged in has become part of it: `context.primaryUser` of rules, `api.authentication.setPrimaryUser`
// of actions. Whom code names is believed only as far as the store says the same in this moment. reference: extensibility, sections 5, 15, 17
import type { User } from '@symbolon/protocol/entities/user'
import type { Authorization } from '../authorization.ts'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import { holdsIdentities, identitiesOf } from '../users/linked.ts'
import { requireStandingUser } from '../users/standing.ts'
import { withinSize } from './claims-size.ts'
import { customOfAnother, withCustom } from './custom.ts'
import type { Flow, Named } from './flow.ts'

/** Characters of an id that is looked for. */
const LONGEST = 512

/**
 * The user that code names, to whom everything is linked by which `before` could be logged in as.
 *
 * @throws OAuthError `access_denied` for anybody else; `unauthorized` for who is blocked
 */
export async function requirePrimaryUser(
  { store }: Pick<Tenancy, 'store'>,
  before: User,
  { user_id, by }: Named,
): Promise<User> {
  const found = typeof user_id === 'string' && user_id.length <= LONGEST ? await store.findUser(user_id) : undefined
  if (found && holdsIdentities(found, identitiesOf(before))) return requireStandingUser(found)
  throw new OAuthError('access_denied', `${by} goes on as another user, to whom who logged in is not linked.`)
}

/** What a request stands at. */
export type Turn = { readonly authorization: Authorization; readonly flow: Flow }

/**
 * The same request of the other user, with what code has made of it so far but of the user; undefined where somebody must be asked something first.
 *
 * @throws OAuthError where that user is none to go on as, or nobody else can be gone on as
 */
export async function goOnAs({ authorization, flow }: Turn, named: Named): Promise<Turn | undefined> {
  if (!flow.goOnAs)
    throw new OAuthError('access_denied', `${named.by} goes on as another user, which is not done here.`)
  const gone = await flow.goOnAs(named)
  if (!gone) return undefined
  const { custom } = authorization
  return {
    authorization: custom
      ? withCustom(gone.authorization, withinSize(customOfAnother(custom, gone.authorization)))
      : gone.authorization,
    flow: { ...flow, session: gone.session },
  }
}
