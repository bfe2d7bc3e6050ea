// Organizations found otherwise than by their id: by their name, and those of a user. reference: Management API, sections 8 and 14.
import { answerOf, pageOf } from '@symbolon/protocol/entities/answers'
import { ORGANIZATION } from '@symbolon/protocol/entities/organization'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { answerPage, recordPageOf } from './pages.ts'
import { presentDocument } from './present.ts'
import { missing } from './refusals.ts'
import { getUser } from './user-view.ts'

const byName = async (tenancy: Tenancy, caller: Caller, { id: name }: Asked) => {
  const organization = await tenancy.store.find('organizations', { name })
  if (!organization) throw missing(ORGANIZATION)
  return presentDocument(ORGANIZATION, caller.administrator, organization)
}

const ofUser = async (tenancy: Tenancy, caller: Caller, { id, query }: Asked) => {
  const { user_id } = await getUser(tenancy, id)
  const { items, ...rest } = await tenancy.store.organizationsOfUser(user_id, recordPageOf(query))
  const found = await Promise.all(items.map((one) => tenancy.store.find('organizations', { id: one })))
  const organizations = found
    .filter((organization) => organization !== undefined)
    .map((organization) => presentDocument(ORGANIZATION, caller.administrator, organization))
  return answerPage(query, 'organizations', 'items-first', { ...rest, items: organizations })
}

export const ORGANIZATION_LOOKUP_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/organizations/name/:id',
    status: 200,
    scopes: ['read:organizations'],
    answers: answerOf(ORGANIZATION),
    act: byName,
  }),
  endpoint({
    method: 'GET',
    path: '/users/:id/organizations',
    status: 200,
    scopes: ['read:organizations'],
    query: { paging: ['array', 'totals'] },
    answers: pageOf(['array', 'totals'], 'organizations', answerOf(ORGANIZATION)),
    act: ofUser,
  }),
]
