// New users, as they are kept. reference: Management API, section 8, create.
import { createHash } from 'node:crypto'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { User } from '@symbolon/protocol/entities/user'
import { newId } from '../identifiers.ts'
import type { Password } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'

const OBJECT_ID = { prefix: '', length: 24, alphabet: 'hex' } as const

/** What may be known of somebody who becomes a user. */
type KnownField =
  | 'email'
  | 'email_verified'
  | 'username'
  | 'phone_number'
  | 'phone_verified'
  | 'name'
  | 'given_name'
  | 'family_name'
  | 'nickname'
  | 'picture'
  | 'blocked'
  | 'user_metadata'
  | 'app_metadata'

/** Normalized; undefined is as good as absent. `user_id` is the second half of the id; default: 24 hexadecimal digits. */
export type NewUserFields = { readonly user_id?: string | undefined } & {
  readonly [F in KnownField]?: User[F] | undefined
}

/** A user nobody has yet: the fields, and what Auth0 adds to them. */
export function newUserDocument(
  { now, random }: Pick<Tenancy, 'now' | 'random'>,
  connection: Pick<Connection, 'name' | 'strategy'>,
  { user_id = newId(random, OBJECT_ID), ...fields }: NewUserFields,
): User {
  const time = new Date(now()).toISOString()
  const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  const { strategy: provider, name } = connection
  return {
    ...namesFor(fields),
    ...(fields.email === undefined ? {} : { email_verified: false }),
    ...(fields.phone_number === undefined ? {} : { phone_verified: false }),
    ...known,
    user_id: `${provider}|${user_id}`,
    identities: [{ connection: name, user_id, provider, isSocial: false }],
    created_at: time,
    updated_at: time,
  }
}

function namesFor({ email, username, phone_number }: NewUserFields): Partial<User> {
  const name = email ?? username ?? phone_number
  if (name === undefined) return {}
  const nickname = username ?? name.split('@', 1)[0] ?? name
  return { name, nickname, picture: pictureFor(email ?? name, nickname) }
}

/** A picture by the hash of the address, as Auth0 gives one; two letters where there is none. */
function pictureFor(address: string, nickname: string): string {
  const letters =
    nickname
      .replaceAll(/[^a-z]/gi, '')
      .slice(0, 2)
      .toLowerCase() || 'aa'
  const otherwise = encodeURIComponent(`https://cdn.auth0.com/avatars/${letters}.png`)
  return `https://secure.gravatar.com/avatar/${createHash('md5').update(address).digest('hex')}?s=480&r=pg&d=${otherwise}`
}

/** The first password of a user. `hash` comes from the hasher. */
export const firstPassword = (
  { now }: Pick<Tenancy, 'now'>,
  { user_id }: Pick<User, 'user_id'>,
  connection: Pick<Connection, 'name'>,
  hash: string,
): Password => ({ user_id, connection: connection.name, hash, history: [], changed_at: Math.trunc(now() / 1000) })

/** Longest history that a connection may want. */
const MAX_HISTORY = 24

/** The password after a change. The one before becomes the first of its history, whether or not the connection looks at it now. */
export const nextPassword = ({ now }: Pick<Tenancy, 'now'>, before: Password, hash: string): Password => ({
  ...before,
  hash,
  history: [before.hash, ...before.history].slice(0, MAX_HISTORY),
  // No two of a user have the same moment: by it they are told apart.
  changed_at: Math.max(Math.trunc(now() / 1000), before.changed_at + 1),
})
