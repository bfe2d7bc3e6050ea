// The verbs of every collection. What a document looks like is nobody's business here: columns are compared, texts are kept.
import { type RawBuilder, sql } from 'kysely'
import type { PageQuery, Where } from '@symbolon/core/ports'
import type { Database } from '../opening.ts'
import type { CollectionTable } from '../tables.ts'
import { fromMark, toMark } from './marks.ts'
import { isStorable } from './storable.ts'

/** A row as the memory takes it. */
export type StoredDocument = { readonly id: string; readonly document: string }

type AgedDocument = StoredDocument & { readonly created_at: number }

/** A document as it is about to be written. */
export type NewDocument = { readonly [field: string]: unknown }

type Condition = RawBuilder<unknown>

const comparable = (value: string | number | boolean): string | number =>
  typeof value === 'boolean' ? Number(value) : value

/** Conditions of `where`, or undefined when nothing can match. Throws on a name that is no column. */
const conditionsOf = (table: CollectionTable, tenant_id: string, where: Where): Condition[] | undefined => {
  const conditions: Condition[] = [sql`tenant_id = ${tenant_id}`]
  let possible = isStorable(tenant_id)
  for (const [name, value] of Object.entries(where)) {
    if (name !== table.id && !table.columns.includes(name)) {
      throw new TypeError(`${table.name} cannot be looked up by ${name}.`)
    }
    const column = sql.ref(name)
    if (typeof value === 'object') {
      const values = value.filter(isStorable)
      possible &&= values.length > 0
      conditions.push(sql`${column} in (${sql.join(values)})`)
    } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      possible &&= typeof value !== 'string' || isStorable(value)
      conditions.push(sql`${column} = ${comparable(value)}`)
    } else {
      throw new TypeError(`${name} of ${table.name} cannot be compared with ${String(value)}.`)
    }
  }
  return possible ? conditions : undefined
}

/** Any of these characters stands for itself. */
const literally = (piece: string): string => piece.replace(/[\\%_]/g, String.raw`\$&`)

const containing = (table: CollectionTable, pieces: PageQuery['containing'] = {}): Condition[] | undefined => {
  const names = Object.keys(pieces)
  const unknown = names.find((name) => name !== table.id && !table.columns.includes(name))
  if (unknown !== undefined) throw new TypeError(`${table.name} cannot be looked up by ${unknown}.`)
  if (!Object.values(pieces).every(isStorable)) return undefined
  return Object.entries(pieces).map(
    ([name, piece]) => sql`lower(${sql.ref(name)}) like lower(${`%${literally(piece)}%`}) escape ${'\\'}`,
  )
}

const all = (conditions: readonly Condition[]): Condition => sql.join(conditions, sql` and `)

const idOf = (table: CollectionTable, document: NewDocument): string => {
  const id = table.constantId ?? document[table.id]
  if (typeof id !== 'string') throw new TypeError(`A document of ${table.name} has no ${table.id}.`)
  if (!isStorable(id)) throw new TypeError(`${table.id} of ${table.name} has characters that cannot be stored.`)
  return id
}

const columnValue = (table: CollectionTable, document: NewDocument, name: string): string | number | null => {
  const value = document[name] ?? null
  if (value === null || typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'string' && isStorable(value)) return value
  throw new TypeError(`${name} of ${table.name} cannot be stored in its column.`)
}

/** The first `limit` documents that match, oldest first. */
export const selectDocuments = async (
  db: Database,
  table: CollectionTable,
  tenant_id: string,
  where: Where,
  limit?: number,
): Promise<readonly StoredDocument[]> => {
  const conditions = conditionsOf(table, tenant_id, where)
  if (conditions === undefined) return []
  const id = sql.ref(table.id)
  const { rows } = await sql<StoredDocument>`
    select ${id} as id, document from ${sql.table(table.name)} where ${all(conditions)}
    order by created_at, ${id} ${limit === undefined ? sql`` : sql`limit ${limit}`}`.execute(db)
  return rows
}

/** One page in order of creation, and the mark to go on with. */
export const selectPage = async (
  db: Database,
  table: CollectionTable,
  tenant_id: string,
  query: PageQuery,
): Promise<{ readonly rows: readonly StoredDocument[]; readonly next?: string; readonly total?: number }> => {
  const after = query.after === undefined ? undefined : fromMark(query.after)
  const equal = conditionsOf(table, tenant_id, query.where)
  const pieces = containing(table, query.containing)
  const matching = equal && pieces && [...equal, ...pieces]
  if (matching === undefined) return query.withTotal === true ? { rows: [], total: 0 } : { rows: [] }
  const name = sql.table(table.name)
  const id = sql.ref(table.id)
  const conditions = after ? [...matching, sql`(created_at, ${id}) > (${after[0]}, ${after[1]})`] : matching
  const { rows } = await sql<AgedDocument>`
    select ${id} as id, document, created_at from ${name} where ${all(conditions)}
    order by created_at, ${id} limit ${query.limit + 1} offset ${after ? 0 : (query.offset ?? 0)}`.execute(db)
  const items = rows.slice(0, query.limit)
  const last = items.at(-1)
  const next = rows.length > items.length && last ? { next: toMark(last) } : {}
  if (query.withTotal !== true) return { rows: items, ...next }
  const count = await sql<{ total: number }>`select count(*) as total from ${name} where ${all(matching)}`.execute(db)
  return { rows: items, ...next, total: count.rows[0]?.total ?? 0 }
}

/** Throws what the driver throws when the document is there already or names one that is not. */
export const insertDocument = async (
  db: Database,
  table: CollectionTable,
  tenant_id: string,
  document: NewDocument,
  created_at: number,
): Promise<void> => {
  const names = ['tenant_id', table.id, ...table.columns, 'document', 'created_at']
  const values = [
    tenant_id,
    idOf(table, document),
    ...table.columns.map((name) => columnValue(table, document, name)),
    JSON.stringify(document),
    created_at,
  ]
  await sql`
    insert into ${sql.table(table.name)} (${sql.join(names.map((name) => sql.ref(name)))})
    values (${sql.join(values)})`.execute(db)
}

/** Puts `after` in the place of `before`; false when the document is no longer `before`. */
export const replaceDocument = async (
  db: Database,
  table: CollectionTable,
  tenant_id: string,
  before: NewDocument,
  after: NewDocument,
): Promise<boolean> => {
  const id = idOf(table, before)
  if (idOf(table, after) !== id) throw new TypeError(`${table.id} of a document of ${table.name} cannot change.`)
  const columns = table.columns.map((name) => sql`${sql.ref(name)} = ${columnValue(table, after, name)}`)
  const { numAffectedRows } = await sql`
    update ${sql.table(table.name)} set ${sql.join([...columns, sql`document = ${JSON.stringify(after)}`])}
    where tenant_id = ${tenant_id} and ${sql.ref(table.id)} = ${id} and document = ${JSON.stringify(before)}`.execute(
    db,
  )
  return numAffectedRows === 1n
}

/** Removes the document; false when it is no longer what is given. */
export const removeDocument = async (
  db: Database,
  table: CollectionTable,
  tenant_id: string,
  document: NewDocument,
): Promise<boolean> => {
  const { numAffectedRows } = await sql`
    delete from ${sql.table(table.name)}
    where tenant_id = ${tenant_id} and ${sql.ref(table.id)} = ${idOf(table, document)}
    and document = ${JSON.stringify(document)}`.execute(db)
  return numAffectedRows === 1n
}
