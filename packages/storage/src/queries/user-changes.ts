// Changes of users, each in one transaction with the identifiers and the password that belong to it.
import { sql } from 'kysely'
import type { Password } from '@symbolon/core/records'
import type { UserStore, Written } from '@symbolon/core/record-store'
import type { User } from '@symbolon/protocol/entities/user'
import { type Desk, rowsOf } from '../desk.ts'
import type { Database } from '../opening.ts'
import { RARE } from '../rare.ts'
import { deletePasswords, insertPasswords, upsertPassword } from './passwords.ts'
import { ROWS_AT_ONCE } from './many-rows.ts'
import { storable } from './storable.ts'
import {
  type Identifier,
  identifiersOf,
  identityOf,
  loginColumns,
  toUserColumns,
  toUserDocument,
} from './user-document.ts'
import { deleteLeaves, insertLeaves, leavesOf, replaceLeaves } from './user-leaves.ts'

/** Thrown to leave a transaction without a trace: somebody was faster. */
export class Overtaken extends Error {}

/** What became of `work`: all of it, or nothing. */
const outcomeOf = async (desk: Desk, work: (db: Database) => Promise<void>): Promise<Written> => {
  try {
    await desk.transact(work)
    return 'written'
  } catch (error) {
    if (error instanceof Overtaken) return 'stale'
    if (desk.failureOf(error) === 'unique') return 'conflict'
    throw error
  }
}

/** Most identifiers of a user that has one identity, and nearly all have. */
const MOST_IDENTIFIERS = 4

/** Statements of one user and of a whole chunk are kept prepared, others not: there are too many of them. */
const kept = (rows: number) => (rows === 1 || rows === ROWS_AT_ONCE ? sql`` : RARE)

const insertRows = async (db: Database, tenant_id: string, users: readonly User[]): Promise<void> => {
  const rows = users.map((user) => ({
    tenant_id,
    user_id: storable('user_id', user.user_id),
    ...loginColumns(user),
    ...toUserColumns(user),
  }))
  const names = Object.keys(rows[0] ?? {}).map((name) => sql.ref(name))
  const values = rows.map((row) => sql`(${sql.join(Object.values(row))})`)
  await sql`${kept(rows.length)}insert into users (${sql.join(names)}) values ${sql.join(values)}`.execute(db)
  await insertLeaves(db, tenant_id, users.flatMap(leavesOf))
}

const replaceRow = async (db: Database, tenant_id: string, before: User, after: User): Promise<void> => {
  if (before.user_id !== after.user_id) throw new TypeError('The user_id of a user cannot change.')
  const columns = Object.entries(toUserColumns(after)).map(([name, value]) => sql`${sql.ref(name)} = ${value}`)
  const changed = await sql`
    update users set ${sql.join(columns)}
    where tenant_id = ${tenant_id} and user_id = ${storable('user_id', before.user_id)}
    and document = ${toUserDocument(before)}`.execute(db)
  if (rowsOf(changed) !== 1) throw new Overtaken()
  await replaceLeaves(db, tenant_id, before, after)
}

/** Removes the row, when its document is `before`, with all that hangs on it. */
const removeRow = async (db: Database, tenant_id: string, before: User): Promise<void> => {
  const removed = await sql`
    delete from users where tenant_id = ${tenant_id} and user_id = ${storable('user_id', before.user_id)}
    and document = ${toUserDocument(before)}`.execute(db)
  if (rowsOf(removed) !== 1) throw new Overtaken()
  await deleteLeaves(db, tenant_id, leavesOf(before))
}

const insertIdentifiers = async (
  db: Database,
  tenant_id: string,
  owned: readonly (readonly [user_id: string, identifier: Identifier])[],
) => {
  if (owned.length === 0) return
  const rows = owned.map(
    ([user_id, { connection, kind, value }]) => sql`(${tenant_id}, ${connection}, ${kind}, ${value}, ${user_id})`,
  )
  const isFew = owned.length <= MOST_IDENTIFIERS || owned.length % ROWS_AT_ONCE === 0
  await sql`${isFew ? sql`` : RARE}
    insert into user_identifiers (tenant_id, connection, kind, value, user_id)
    values ${sql.join(rows)}`.execute(db)
}

const ownedBy = (user_id: string, all: Iterable<Identifier>): readonly (readonly [string, Identifier])[] =>
  [...all].map((identifier) => [user_id, identifier] as const)

const deleteIdentifiers = async (db: Database, tenant_id: string, all: readonly Identifier[]) => {
  if (all.length === 0) return
  const keys = all.map(({ connection, kind, value }) => sql`(${connection}, ${kind}, ${value})`)
  await sql`
    delete from user_identifiers where tenant_id = ${tenant_id}
    and (connection, kind, value) in (values ${sql.join(keys)})`.execute(db)
}

/** Identifiers that `after` has and `before` has not. */
const newIdentifiers = (before: User, after: User): readonly Identifier[] => {
  const had = identifiersOf(before)
  return [...identifiersOf(after)].filter(([key]) => !had.has(key)).map(([, identifier]) => identifier)
}

/** New users, all or none of them. */
export const insertUsers = async (
  db: Database,
  tenant_id: string,
  all: readonly { readonly user: User; readonly password?: Password | undefined }[],
): Promise<void> => {
  const users = all.map(({ user }) => user)
  await insertRows(db, tenant_id, users)
  const owned = users.flatMap((user) => ownedBy(user.user_id, identifiersOf(user).values()))
  await insertIdentifiers(db, tenant_id, owned)
  const passwords = all.map(({ password }) => password).filter((password) => password !== undefined)
  await insertPasswords(db, tenant_id, passwords)
}

export const insertUser = async (desk: Desk, user: User, password: Password | undefined) => {
  const written = await outcomeOf(desk, (db) => insertUsers(db, desk.tenant_id, [{ user, password }]))
  return written === 'written' ? 'written' : 'conflict'
}

export const replaceUsers = (desk: Desk, change: Parameters<UserStore['replaceUsers']>[0]): Promise<Written> =>
  outcomeOf(desk, async (db) => {
    const { tenant_id } = desk
    const { replaced, removed, inserted } = change
    for (const user of removed) await removeRow(db, tenant_id, user)
    for (const { before, after } of replaced) await replaceRow(db, tenant_id, before, after)
    for (const user of inserted) await insertRows(db, tenant_id, [user])
    // An identifier may go from one of them to another.
    for (const { before, after } of replaced) await deleteIdentifiers(db, tenant_id, newIdentifiers(after, before))
    for (const { before, after } of replaced) {
      await insertIdentifiers(db, tenant_id, ownedBy(after.user_id, newIdentifiers(before, after)))
    }
    for (const user of inserted) {
      await insertIdentifiers(db, tenant_id, ownedBy(user.user_id, identifiersOf(user).values()))
    }
  })

export const replaceOne = async (
  db: Database,
  tenant_id: string,
  before: User,
  after: User,
  password: Password | undefined,
): Promise<void> => {
  await replaceRow(db, tenant_id, before, after)
  await deleteIdentifiers(db, tenant_id, newIdentifiers(after, before))
  await insertIdentifiers(db, tenant_id, ownedBy(after.user_id, newIdentifiers(before, after)))
  if (password) await upsertPassword(db, tenant_id, password)
}

export const replaceUser = (desk: Desk, before: User, after: User, password: Password | undefined): Promise<Written> =>
  outcomeOf(desk, (db) => replaceOne(db, desk.tenant_id, before, after, password))

/** The user with everything that is its own; the passwords of all its identities. */
export const removeUser = (desk: Desk, user_id: string): Promise<boolean> =>
  desk.transact(async (db) => {
    const { rows } = await sql<{ document: string }>`
      delete from users where tenant_id = ${desk.tenant_id} and user_id = ${user_id} returning document`.execute(db)
    if (rows[0] === undefined) return false
    const user = JSON.parse(rows[0].document) as User
    await deleteLeaves(db, desk.tenant_id, leavesOf(user))
    await deletePasswords(db, desk.tenant_id, user.identities.map(identityOf))
    return true
  })
