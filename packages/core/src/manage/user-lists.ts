// Users in lists: searched, sorted, by e-mail address. reference: Management API, section 8.
import type { Document } from '@symbolon/protocol/entities/entity'
import { readListQuery, type ListQuery } from '@symbolon/protocol/entities/query'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { SearchExpression, UserSearch } from '../user-search.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { readQuery } from './rights.ts'
import { readUserQuery } from './user-query.ts'
import { presentUser } from './user-view.ts'

/** Pages reach no further. */
const MAX_REACH = 1000

const TOO_FAR = `You can only page through the first ${MAX_REACH} records.`

/** `field:1` or `field:-1`. @throws ApiError 400 */
const readSort = (text: string | undefined): UserSearch['sort'] => {
  if (text === undefined || text === '') return undefined
  const [, name = '', direction] = /^([\w.@-]{1,256}):(1|-1)$/.exec(text) ?? []
  const field = name.split('.')
  if (direction === undefined || field.some((part) => part === '')) {
    throw new ApiError(
      400,
      "Query validation error: 'Expected field:1 or field:-1' on property sort.",
      'invalid_query_string',
    )
  }
  return { field, descending: direction === '-1' }
}

const ofConnection = (name: string | undefined): SearchExpression | undefined =>
  name === undefined || name === ''
    ? undefined
    : { is: 'like', field: ['identities', 'connection'], value: name, wild: false }

const both = (...all: readonly (SearchExpression | undefined)[]): SearchExpression | undefined => {
  const of = all.filter((one) => one !== undefined)
  return of.length > 1 ? { is: 'all', of } : of[0]
}

const searchOf = ({ page, per_page, mode, further }: ListQuery): UserSearch => ({
  matching: both(ofConnection(further['connection']), readUserQuery(further['q'] ?? '')),
  sort: readSort(further['sort']),
  limit: Math.min(per_page, MAX_REACH - page * per_page),
  offset: page * per_page,
  withTotal: mode === 'totals',
})

const listUsers = async (
  tenancy: Tenancy,
  caller: Caller,
  { query: sent }: Asked,
): Promise<Document | readonly Document[]> => {
  const query = readQuery(() => readListQuery(USER, sent, ['q', 'sort', 'connection']))
  const { page, per_page, mode, selection } = query
  if (page * per_page >= MAX_REACH) throw new ApiError(400, TOO_FAR, 'invalid_paging')
  const { users: found, total } = await tenancy.store.searchUsers(searchOf(query))
  const users = found.map((user) => presentUser(user, caller, selection))
  return mode === 'totals' ? { start: page * per_page, limit: per_page, length: users.length, users, total } : users
}

const usersByEmail = async (tenancy: Tenancy, caller: Caller, { query }: Asked): Promise<readonly Document[]> => {
  const shape = { paging: [], fields: {}, filters: {}, selectable: true } as const
  const { further, selection } = readQuery(() => readListQuery(shape, query, ['email']))
  const { email } = further
  if (email === undefined || email === '') {
    throw new ApiError(400, "Query validation error: 'Missing required property: email'.", 'invalid_query_string')
  }
  return (await tenancy.store.usersByEmail(email)).map((user) => presentUser(user, caller, selection))
}

export const USER_LIST_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/users',
    status: 200,
    scopes: ['read:users', 'read:user_idp_tokens'],
    act: listUsers,
  }),
  endpoint({ method: 'GET', path: '/users-by-email', status: 200, scopes: ['read:users'], act: usersByEmail }),
]
