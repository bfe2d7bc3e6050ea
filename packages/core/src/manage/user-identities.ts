// Two accounts of one person become one, and two again. reference: Management API, section 8, identities. The person must have proven to
// be both: an administrator answers for it, a user shows an ID token of the other account.
import type { Document } from '@symbolon/protocol/entities/entity'
import { optional, record } from '@symbolon/protocol/entities/schema'
import { PROFILE_FIELDS, type Identity, type User } from '@symbolon/protocol/entities/user'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { printable, text } from '@symbolon/protocol/entities/words'
import { ApiError } from '../errors.ts'
import type { Written } from '../record-store.ts'
import type { Tenancy } from '../tenancy.ts'
import { userEnded } from '../tokens/ended.ts'
import { revoke } from '../tokens/revoke.ts'
import type { Caller } from './caller.ts'
import { endpoint, holds, type Asked } from './endpoint.ts'
import { requireHoldsAsMuch } from './no-more-than-held.ts'
import { recordWrite } from './record-write.ts'
import { invalidBody, missing } from './refusals.ts'
import { provenUser } from './user-proof.ts'
import { endEverything } from './user-ends.ts'
import { getUser, identitiesOf, IDENTITIES_ANSWER } from './user-view.ts'

type Link = {
  readonly provider?: string
  readonly connection_id?: string
  readonly user_id?: string
  readonly link_with?: string
}

const profileOf = (user: Document): Document =>
  Object.fromEntries(PROFILE_FIELDS.flatMap((field) => (user[field] === undefined ? [] : [[field, user[field]]])))

/** The other user's identities as they stand behind the first user's own. */
const broughtBy = (secondary: User): readonly Identity[] =>
  secondary.identities.map((identity, at) => (at === 0 ? { ...identity, profileData: profileOf(secondary) } : identity))

const namedUser = async (tenancy: Tenancy, { provider, user_id, connection_id }: Link): Promise<User> => {
  if (provider === undefined || user_id === undefined) {
    throw invalidBody('Missing required property: provider,user_id or link_with')
  }
  const found = await tenancy.store.findUser(user_id.startsWith(`${provider}|`) ? user_id : `${provider}|${user_id}`)
  if (!found) throw missing(USER)
  const connection =
    connection_id === undefined ? undefined : await tenancy.store.find('connections', { id: connection_id })
  if (connection_id !== undefined && connection?.name !== found.identities[0]?.connection) {
    throw invalidBody('The user is not of this connection', 'connection_id')
  }
  return found
}

/** Whom to link. Only an administrator may name somebody; a user proves it. */
const secondaryOf = async (tenancy: Tenancy, caller: Caller, link: Link): Promise<User> => {
  const { link_with, ...named } = link
  if (link_with !== undefined) {
    if (Object.keys(named).length > 0) throw invalidBody('link_with stands alone', 'link_with')
    return provenUser(tenancy, caller, link_with)
  }
  if (!holds(caller, 'update:users')) throw invalidBody('Missing required property: link_with')
  const secondary = await namedUser(tenancy, link)
  // Who it was can log in as somebody else alone.
  await requireHoldsAsMuch(tenancy, caller, secondary.user_id)
  return secondary
}

const MAX_IDENTITIES = 20

/** Most others that a change may have to give way to: rules that link users keep metadata of them in the same moment. */
const MOST_TRIES = 8

type Changed = { readonly after: User; readonly written: Written }

/** Makes the change of whatever the user is by then. @throws ApiError when others keep changing it */
const untilWritten = async <C extends Changed>(change: () => Promise<C>): Promise<C> => {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const changed = await change()
    if (changed.written === 'written') return changed
    if (changed.written === 'conflict') break
  }
  throw new ApiError(409, 'This is being changed by others at the same time. Try again.')
}

const link = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Link>) => {
  const { after, secondary } = await untilWritten(async () => {
    const before = await getUser(tenancy, id)
    await requireHoldsAsMuch(tenancy, caller, before.user_id)
    const secondary = await secondaryOf(tenancy, caller, body)
    if (secondary.user_id === before.user_id) {
      throw new ApiError(400, 'Main account and the linked account must be different', 'invalid_body')
    }
    const identities = [...before.identities, ...broughtBy(secondary)]
    if (identities.length > MAX_IDENTITIES) throw invalidBody(`Array is too long, maximum ${MAX_IDENTITIES}`)
    const after: User = { ...before, identities, updated_at: new Date(tenancy.now()).toISOString() }
    const change = { replaced: [{ before, after }], removed: [secondary], inserted: [] }
    return { after, secondary, written: await tenancy.store.replaceUsers(change) }
  })
  const { user_id } = secondary
  // Who it was is somebody else from now on.
  await revoke(tenancy, userEnded(user_id))
  recordWrite(tenancy, caller, USER, { what: 'Link an account', id: after.user_id, changed: ['identities'] })
  recordWrite(tenancy, caller, USER, { what: 'Link an account', id: user_id, changed: Object.keys(secondary) })
  return identitiesOf(after, caller)
}

/** The user that an identity becomes again when it stands alone. */
const alone = (tenancy: Tenancy, { profileData = {}, ...identity }: Identity): User => {
  const time = new Date(tenancy.now()).toISOString()
  return {
    ...profileOf(profileData),
    user_id: `${identity.provider}|${identity.user_id}`,
    identities: [identity],
    created_at: time,
    updated_at: time,
  }
}

const unlink = async (tenancy: Tenancy, caller: Caller, { id, parameters }: Asked) => {
  const { provider, user_id } = parameters
  const { after } = await untilWritten(async () => {
    const before = await getUser(tenancy, id)
    const at = before.identities.findIndex((one) => one.provider === provider && one.user_id === user_id)
    const detached = before.identities[at]
    if (!detached) throw new ApiError(404, 'The identity does not exist.', 'inexistent_identity')
    if (at === 0) throw new ApiError(400, 'Main identity cannot be unlinked', 'invalid_body')
    const identities = before.identities.filter((one) => one !== detached)
    const after: User = { ...before, identities, updated_at: new Date(tenancy.now()).toISOString() }
    const inserted = [{ ...alone(tenancy, detached), ...(before.blocked ? { blocked: true } : {}) }]
    return {
      after,
      written: await tenancy.store.replaceUsers({ replaced: [{ before, after }], removed: [], inserted }),
    }
  })
  // Who logged in by the identity that is gone is signed in as somebody else.
  await endEverything(tenancy, after)
  recordWrite(tenancy, caller, USER, { what: 'Unlink an account', id: after.user_id, changed: ['identities'] })
  return identitiesOf(after, caller)
}

const SCOPES = ['update:users', 'update:current_user_identities']

export const IDENTITY_ENDPOINTS = [
  endpoint({
    method: 'POST',
    path: '/users/:id/identities',
    status: 201,
    scopes: SCOPES,
    bodySchema: record({
      provider: optional(printable(64)),
      connection_id: optional(printable(64)),
      user_id: optional(printable(512)),
      link_with: optional(text(16384)),
    }),
    answers: IDENTITIES_ANSWER,
    act: link,
  }),
  endpoint({
    method: 'DELETE',
    path: '/users/:id/identities/:provider/:user_id',
    status: 200,
    scopes: SCOPES,
    answers: IDENTITIES_ANSWER,
    act: unlink,
  }),
]
