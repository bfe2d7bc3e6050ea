// Which fields of users have a column, and what stands in it.
import type { SearchField } from '@symbolon/core/user-search'

export type SearchColumn = {
  readonly name: string
  /** `folded`: text without the difference of small letters and capitals. `time`: milliseconds since the epoch. */
  readonly holds: 'text' | 'folded' | 'time' | 'number' | 'truth'
  /** Whether an index leads to its values. */
  readonly isIndexed: boolean
}

const column = (name: string, holds: SearchColumn['holds'], isIndexed: boolean): [string, SearchColumn] => [
  name,
  { name, holds, isIndexed },
]

const COLUMNS: ReadonlyMap<string, SearchColumn> = new Map([
  column('user_id', 'text', true),
  column('email', 'folded', true),
  column('username', 'text', true),
  column('phone_number', 'text', true),
  column('name', 'folded', true),
  column('given_name', 'folded', true),
  column('family_name', 'folded', true),
  column('nickname', 'folded', true),
  column('connection', 'text', true),
  column('last_ip', 'text', false),
  column('blocked', 'truth', false),
  column('last_login', 'time', true),
  column('created_at', 'time', true),
  column('updated_at', 'time', true),
  column('logins_count', 'number', true),
])

/** The column of a field; undefined when it has none. */
export const columnOf = (field: SearchField): SearchColumn | undefined =>
  field.length === 1 ? COLUMNS.get(field[0] ?? '') : undefined

/** Where a word is looked for that names no field. */
export const USUAL_FIELDS: readonly SearchField[] = [
  ['email'],
  ['name'],
  ['username'],
  ['nickname'],
  ['given_name'],
  ['family_name'],
]
