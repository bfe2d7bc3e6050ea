// Users as administrators see them: without what only somebody with a right of its own may read.
import { freeMap } from '@symbolon/protocol/entities/words'
import { bool, openRecord, optional, record } from '@symbolon/protocol/entities/schema'
import { anyText, count, several, time } from '@symbolon/protocol/entities/answers'
import type { User } from '@symbolon/protocol/entities/user'
import { USER } from '@symbolon/protocol/entities/user-fields'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Selection } from '@symbolon/protocol/entities/query'
import type { Tenancy } from '../tenancy.ts'
import { withoutProviderTokens } from '../users/provider-tokens.ts'
import type { Caller } from './caller.ts'
import { holds } from './endpoint.ts'
import { decodedAgain } from './place.ts'
import { missing } from './refusals.ts'

const IDENTITY = record({
  connection: anyText(),
  provider: anyText(),
  user_id: anyText(),
  isSocial: bool(),
  access_token: optional(anyText()),
  access_token_secret: optional(anyText()),
  refresh_token: optional(anyText()),
  profileData: optional(freeMap(500)),
})

export const IDENTITIES_ANSWER = several(IDENTITY)

/** A user as it is answered: beside these fields, whatever a connection or an import said of the person. */
export const USER_ANSWER = openRecord(
  {
    user_id: optional(anyText()),
    email: optional(anyText()),
    email_verified: optional(bool()),
    username: optional(anyText()),
    phone_number: optional(anyText()),
    phone_verified: optional(bool()),
    name: optional(anyText()),
    given_name: optional(anyText()),
    family_name: optional(anyText()),
    nickname: optional(anyText()),
    picture: optional(anyText()),
    blocked: optional(bool()),
    user_metadata: optional(freeMap(500)),
    app_metadata: optional(freeMap(500)),
    identities: optional(IDENTITIES_ANSWER),
    created_at: optional(time()),
    updated_at: optional(time()),
    last_password_reset: optional(time()),
    last_login: optional(time()),
    last_ip: optional(anyText()),
    logins_count: optional(count()),
  },
  1000,
)

const SEES_TOKENS = 'read:user_idp_tokens'

/** The user's identities, the first of them its own. */
export const identitiesOf = ({ identities }: User, caller: Caller): readonly Document[] =>
  holds(caller, SEES_TOKENS) ? identities : identities.map(withoutProviderTokens)

/** The user, as far as it was asked for. */
export const presentUser = (user: User, caller: Caller, selection?: Selection): Document => {
  const whole: Document = { ...user, identities: identitiesOf(user, caller) }
  if (!selection) return whole
  return Object.fromEntries(Object.entries(whole).filter(([name]) => selection.names.has(name) === selection.include))
}

type Presented = { readonly withTokens: boolean; readonly answer: Document }

const presented = new WeakMap<User, Presented>()

/**
 * A user as it is kept, as far as it was asked for. The whole of it is the same frozen object as before where the caller sees the same,
 * so that whoever writes it as JSON knows it again.
 */
export const presentKeptUser = (user: User, caller: Caller, selection: Selection | undefined): Document => {
  if (selection) return presentUser(user, caller, selection)
  const withTokens = holds(caller, SEES_TOKENS)
  const before = presented.get(user)
  if (before?.withTokens === withTokens) return before.answer
  const answer = Object.freeze(presentUser(user, caller))
  presented.set(user, { withTokens, answer })
  return answer
}

/** The user with this id, as a path carries it. @throws ApiError 404 */
export const getUser = async ({ store }: Tenancy, id: string, asked = store.findUser(id)): Promise<User> => {
  const again = decodedAgain(id)
  const user = (await asked) ?? (again === undefined ? undefined : await store.findUser(again))
  if (!user) throw missing(USER)
  return user
}
