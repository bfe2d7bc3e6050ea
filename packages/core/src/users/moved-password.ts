// A password that moves in from another tenant, as Auth0's export of password hashes tells of one.
import type { Document } from '@symbolon/protocol/entities/entity'
import { CUSTOM_PASSWORD_HASH, type CustomPasswordHash } from '@symbolon/protocol/entities/imported-user'
import { bodyProblem } from '@symbolon/protocol/entities/validate'
import { keptHashOf } from './imported-password.ts'
import { isMap, textOf, timeOf, WrongRow, type Unreadable } from './moved-row.ts'

export type MovedPassword = {
  /** Whose: `provider|id` of the identity. */
  readonly user_id: string
  readonly hash: string
  /** Seconds since the epoch. */
  readonly changed_at: number | undefined
}

/** The hash of a row in the words of Auth0's imports; undefined where it has none. */
export const saidHash = (row: Document): unknown => {
  const bcrypt = textOf(row['passwordHash']) ?? textOf(row['password_hash'])
  return bcrypt === undefined ? row['custom_password_hash'] : { algorithm: 'bcrypt', hash: { value: bcrypt } }
}

/** The text that is kept of it. @throws WrongRow for one with which no password could be checked here */
export async function readHash(said: unknown): Promise<string> {
  if ((await bodyProblem(CUSTOM_PASSWORD_HASH, said)) !== undefined)
    throw new WrongRow('its password hash cannot be read')
  // It is what its schema says.
  const kept = keptHashOf(said as CustomPasswordHash)
  if (typeof kept === 'string') return kept
  throw new WrongRow(`its password hash cannot be kept: ${kept.problem}`)
}

const USER_ID = /^[^|\s\p{Cc}]{1,64}\|[^\s\p{Cc}]{1,190}$/u

/** Reads one row of an export of hashes: `_id` and `passwordHash`, or `user_id` and `custom_password_hash`. */
export async function readMovedPassword(row: unknown): Promise<MovedPassword | Unreadable> {
  if (!isMap(row)) return { user_id: undefined, problem: 'it is no JSON object' }
  const { _id } = row
  const oid = textOf(isMap(_id) ? _id['$oid'] : _id)
  const user_id = textOf(row['user_id']) ?? (oid === undefined ? '' : `auth0|${oid}`)
  if (!USER_ID.test(user_id) || !user_id.isWellFormed()) return { user_id: undefined, problem: 'it has no _id' }
  const set = timeOf(row['password_set_date'])
  try {
    const hash = await readHash(saidHash(row))
    return { user_id, hash, changed_at: set === undefined ? undefined : Math.trunc(Date.parse(set) / 1000) }
  } catch (error) {
    if (!(error instanceof WrongRow)) throw error
    return { user_id, problem: error.message }
  }
}
