// Users in lists: searched, sorted, by e-mail address. reference: Management API, section 8.
import { pageOf, several } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { ListQuery, QueryShape } from '@symbolon/protocol/entities/query'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { SearchExpression, UserSearch } from '../user-search.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { readUserQuery } from './user-query.ts'
import { presentUser, USER_ANSWER } from './user-view.ts'

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

const LIST: QueryShape = {
  paging: USER.paging,
  accepts: USER.accepts,
  selectable: true,
  further: ['q', 'sort', 'connection'],
}

const listUsers = async (
  tenancy: Tenancy,
  caller: Caller,
  { query }: Asked,
): Promise<Document | readonly Document[]> => {
  const { page, per_page, mode, selection } = query
  if (page * per_page >= MAX_REACH) throw new ApiError(400, TOO_FAR, 'invalid_paging')
  const { users: found, total } = await tenancy.store.searchUsers(searchOf(query))
  const users = found.map((user) => presentUser(user, caller, selection))
  return mode === 'totals' ? { start: page * per_page, limit: per_page, length: users.length, users, total } : users
}

const usersByEmail = async (tenancy: Tenancy, caller: Caller, { query }: Asked): Promise<readonly Document[]> => {
  const { further, selection } = query
  return (await tenancy.store.usersByEmail(further['email'] ?? '')).map((user) => presentUser(user, caller, selection))
}

export const USER_LIST_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/users',
    status: 200,
    scopes: ['read:users', 'read:user_idp_tokens'],
    query: LIST,
    answers: pageOf(USER.paging, 'users', USER_ANSWER),
    act: listUsers,
  }),
  endpoint({
    method: 'GET',
    path: '/users-by-email',
    status: 200,
    scopes: ['read:users'],
    query: { selectable: true, further: ['email'], needed: ['email'] },
    answers: several(USER_ANSWER),
    act: usersByEmail,
  }),
]
