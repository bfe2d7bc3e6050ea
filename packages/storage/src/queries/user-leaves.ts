// What stands inside the documents of users, where it is asked for often: the metadata, and where identities are from. Each value has a
// mark, and each place where there is something; an index of marks leads to the users.
import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { SearchField } from '@symbolon/core/user-search'
import type { User } from '@symbolon/protocol/entities/user'
import type { Database } from '../opening.ts'
import { RARE } from '../rare.ts'
import { isStorable } from './storable.ts'
import { keptUser } from './user-document.ts'

const METADATA: ReadonlySet<string> = new Set(['app_metadata', 'user_metadata'])
const OF_IDENTITIES = ['connection', 'provider', 'user_id'] as const
const OF_ALL = ['email_verified', 'phone_verified'] as const

/** Names on the way to a value; what lies deeper has no mark. */
const DEEPEST = 6

/** Characters of base64url, 132 bits: nobody finds two texts with the same. */
const MARK_LENGTH = 22

/** As JSON has numbers. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i

const markOf = (field: SearchField, value?: string): string =>
  hash('sha256', JSON.stringify(value === undefined ? [field] : [field, value]), 'base64url').slice(0, MARK_LENGTH)

/** Numbers that the databases would not write as we do have no mark. */
const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : undefined
}

const isMarked = (field: SearchField): boolean => {
  const [root = '', name = ''] = field
  if (field.length === 1) return OF_ALL.some((one) => one === root)
  if (field.length > DEEPEST) return false
  if (root === 'identities') return field.length === 2 && OF_IDENTITIES.some((one) => one === name)
  return METADATA.has(root)
}

/** The mark of all users who have `value` at `field`; undefined where there may be some without it. */
export const valueMark = (field: SearchField, value: string): string | undefined => {
  const isPlain = field[0] === 'identities' || !NUMBER.test(value) || textOf(Number(value)) === value
  return isMarked(field) && isPlain && isStorable(value) ? markOf(field, value) : undefined
}

/** The mark of all users who have anything at `field`; undefined where there may be some without it. */
export const placeMark = (field: SearchField): string | undefined =>
  isMarked(field) && METADATA.has(field[0] ?? '') ? markOf(field) : undefined

const addMarks = (marks: Set<string>, field: SearchField, value: unknown): void => {
  for (const one of Array.isArray(value) ? value : [value]) {
    if (one === null || one === undefined) continue
    if (placeMark(field) !== undefined) marks.add(markOf(field))
    const text = textOf(one)
    if (text !== undefined) marks.add(markOf(field, text))
    else if (typeof one === 'object' && !Array.isArray(one) && field.length < DEEPEST)
      for (const [name, inner] of Object.entries(one)) addMarks(marks, [...field, name], inner)
  }
}

const marksOf = (user: User): ReadonlySet<string> => {
  const kept = keptUser(user)
  const marks = new Set<string>()
  for (const root of METADATA) {
    const metadata = Object.entries(kept[root] ?? {})
    for (const [name, value] of metadata) addMarks(marks, [root, name], value)
  }
  for (const name of OF_ALL) addMarks(marks, [name], kept[name])
  for (const identity of kept.identities)
    for (const name of OF_IDENTITIES) addMarks(marks, ['identities', name], identity[name])
  return marks
}

type Leaf = readonly [mark: string, created_at: number, user_id: string]

/** What the index has of a user. */
export const leavesOf = (user: User): readonly Leaf[] => {
  const created_at = Date.parse(user.created_at)
  return [...marksOf(user)].map((mark) => [mark, created_at, user.user_id])
}

/** Leaves of one statement: neither database takes any number of parameters. */
const AT_ONCE = 500

/** Those of most users alone: a statement of so many is kept prepared. */
const FEW = 8

const piecesOf = (leaves: readonly Leaf[]): readonly (readonly Leaf[])[] =>
  Array.from({ length: Math.ceil(leaves.length / AT_ONCE) }, (_, at) => leaves.slice(at * AT_ONCE, (at + 1) * AT_ONCE))

const isKept = (count: number): boolean => count <= FEW || count === AT_ONCE

/** One that is there already, left behind by a version that knew nothing of leaves, is as good as a new one. */
export const insertLeaves = async (db: Database, tenant_id: string, leaves: readonly Leaf[]): Promise<void> => {
  for (const some of piecesOf(leaves)) {
    const rows = some.map(([mark, created_at, user_id]) => sql`(${tenant_id}, ${mark}, ${created_at}, ${user_id})`)
    await sql`${isKept(some.length) ? sql`` : RARE}
      insert into user_leaves (tenant_id, mark, created_at, user_id)
      values ${sql.join(rows)} on conflict do nothing`.execute(db)
  }
}

export const deleteLeaves = async (db: Database, tenant_id: string, leaves: readonly Leaf[]): Promise<void> => {
  for (const [mark, created_at, user_id] of leaves) {
    await sql`
      delete from user_leaves
      where tenant_id = ${tenant_id} and mark = ${mark} and created_at = ${created_at} and user_id = ${user_id}`.execute(
      db,
    )
  }
}

const without = (leaves: readonly Leaf[], others: readonly Leaf[]): readonly Leaf[] => {
  const known = new Set(others.map(String))
  return leaves.filter((leaf) => !known.has(String(leaf)))
}

/** Those of a user who has changed. */
export const replaceLeaves = async (db: Database, tenant_id: string, before: User, after: User): Promise<void> => {
  const [had, has] = [leavesOf(before), leavesOf(after)]
  await deleteLeaves(db, tenant_id, without(had, has))
  await insertLeaves(db, tenant_id, without(has, had))
}
