// Values inside the documents of users, in the words of each database. A path goes through objects, and through each element of an
// array on its way; an array at its end stands for its elements.
import { type RawBuilder, sql } from 'kysely'
import type { SearchField } from '@symbolon/core/user-search'
import type { Desk } from '../desk.ts'

type Words = RawBuilder<unknown>

/** What a condition can ask of one value. */
export type Leaf = {
  readonly exists: Words
  /** As text; NULL for an object or a list. */
  readonly text: Words
  /** NULL for what is no number. */
  readonly number: Words
  /** NULL for what is no text. */
  readonly string: Words
}

/** Neither database finds such a name in the same way. */
const UNUSABLE = /["\\\p{Cc}]/u

export const isUsable = (field: SearchField): boolean =>
  field.length > 0 && field.every((part) => !UNUSABLE.test(part) && part.isWellFormed())

const POSTGRES_LEAF: Leaf = {
  exists: sql`jsonb_typeof(leaf) <> 'null'`,
  text: sql`(case when jsonb_typeof(leaf) in ('string', 'number', 'boolean') then leaf #>> '{}' end)`,
  number: sql`(case when jsonb_typeof(leaf) = 'number' then (leaf #>> '{}')::double precision end)`,
  string: sql`(case when jsonb_typeof(leaf) = 'string' then leaf #>> '{}' end)`,
}

/** jsonpath is lax where nothing else is said: it goes through arrays by itself, and what is not there is no error. */
const onPostgres = (field: SearchField, condition: Words): Words => {
  const path = `$${field.map((part) => `.${JSON.stringify(part)}`).join('')}[*]`
  return sql`exists (
    select 1 from jsonb_path_query(users.document::jsonb, cast(${path} as jsonpath)) as leaf where ${condition})`
}

const SQLITE_LEAF: Leaf = {
  exists: sql`leaf.type <> 'null'`,
  text: sql`
    (case leaf.type when 'text' then leaf.value when 'true' then 'true' when 'false' then 'false'
      when 'integer' then cast(leaf.value as text) when 'real' then cast(leaf.value as text) end)`,
  number: sql`(case when leaf.type in ('integer', 'real') then leaf.value end)`,
  string: sql`(case when leaf.type = 'text' then leaf.value end)`,
}

const memberOf = (object: Words, part: string): Words => sql`${object} -> ${`$."${part}"`}`

/** `value` is JSON or NULL. */
const elementsOf = (value: Words, name: Words): Words => sql`
  json_each(case when json_type(${value}) = 'array' then ${value} else '[' || (${value}) || ']' end) as ${name}`

const onSqlite = (field: SearchField, condition: Words): Words => {
  const last = field.length - 1
  const steps = field.map((part, at) => {
    const before = sql.raw(`step${at - 1}`)
    const object = at === 0 ? sql`users.document` : sql`(case when ${before}.type = 'object' then ${before}.value end)`
    return elementsOf(memberOf(object, part), sql.raw(at === last ? 'leaf' : `step${at}`))
  })
  return sql`exists (select 1 from ${sql.join(steps)} where ${condition})`
}

/** Whether any value at `field`, which is usable, fulfils the condition. */
export const anyLeaf = ({ dialect }: Desk, field: SearchField, condition: (leaf: Leaf) => Words): Words =>
  dialect === 'postgres' ? onPostgres(field, condition(POSTGRES_LEAF)) : onSqlite(field, condition(SQLITE_LEAF))

/** The value at `field` as text, for an order; NULL where there is an array on the way. */
export const sortLeaf = ({ dialect }: Desk, field: SearchField): Words => {
  if (dialect === 'postgres') {
    return sql`(users.document::jsonb #>> cast(${field.map((part) => part)} as text[]))`
  }
  return sql`cast(users.document ->> ${`$${field.map((part) => `."${part}"`).join('')}`} as text)`
}
