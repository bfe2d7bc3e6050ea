// Which roles somebody has within an organization: they are nothing outside it. reference: Management API, section 14.
import { answerOf, pageOf } from '@symbolon/protocol/entities/answers'
import { ORGANIZATION } from '@symbolon/protocol/entities/organization'
import { ROLE } from '@symbolon/protocol/entities/role'
import { list, record } from '@symbolon/protocol/entities/schema'
import { printable } from '@symbolon/protocol/entities/words'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import { rolesOfMember } from '../users/roles.ts'
import type { Caller } from './caller.ts'
import { decodedAgain } from './place.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { getOrganization } from './organizations.ts'
import { answerPage, cutPage } from './pages.ts'
import { presentDocument } from './present.ts'
import { recordWrite } from './record-write.ts'
import { missing } from './refusals.ts'

type Roles = { readonly roles: readonly string[] }

const noMember = (): ApiError => new ApiError(404, 'The user is not a member of the organization.')

/** @throws ApiError 404 */
const getMember = async (tenancy: Tenancy, { id, parameters }: Asked): Promise<string> => {
  await getOrganization(tenancy, id)
  const user_id = parameters['user_id'] ?? ''
  for (const one of [user_id, decodedAgain(user_id)]) {
    if (one !== undefined && (await tenancy.store.isMember(id, one))) return one
  }
  throw noMember()
}

const listRoles = async (tenancy: Tenancy, caller: Caller, asked: Asked) => {
  const { query } = asked
  const user_id = await getMember(tenancy, asked)
  const held = await rolesOfMember(tenancy, asked.id, user_id)
  const roles = held.map((role) => presentDocument(ROLE, caller.administrator, role))
  return answerPage(query, 'roles', 'items-first', cutPage(query, roles))
}

const addRoles = async (tenancy: Tenancy, caller: Caller, asked: Asked<Roles>): Promise<void> => {
  const user_id = await getMember(tenancy, asked)
  const roles = [...new Set(asked.body.roles)]
  for (const id of roles) if (!(await tenancy.store.find('roles', { id }))) throw missing(ROLE)
  if ((await tenancy.store.assignMemberRoles(asked.id, user_id, roles)) === 'dangling') throw noMember()
  const what = 'Assign roles to a member of an organization'
  recordWrite(tenancy, caller, ORGANIZATION, { what, id: asked.id, changed: ['roles'] })
}

const removeRoles = async (tenancy: Tenancy, caller: Caller, asked: Asked<Roles>): Promise<void> => {
  const user_id = await getMember(tenancy, asked)
  await tenancy.store.withdrawMemberRoles(asked.id, user_id, asked.body.roles)
  const what = 'Remove roles from a member of an organization'
  recordWrite(tenancy, caller, ORGANIZATION, { what, id: asked.id, changed: ['roles'] })
}

const ROLES = '/organizations/:id/members/:user_id/roles'
const BODY = record({ roles: list(printable(64), 50, { minItems: 1 }) })

export const MEMBER_ROLE_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: ROLES,
    status: 200,
    scopes: ['read:organization_member_roles'],
    query: { paging: ['array', 'totals'] },
    answers: pageOf(['array', 'totals'], 'roles', answerOf(ROLE)),
    act: listRoles,
  }),
  endpoint({
    method: 'POST',
    path: ROLES,
    status: 204,
    scopes: ['create:organization_member_roles'],
    bodySchema: BODY,
    act: addRoles,
  }),
  endpoint({
    method: 'DELETE',
    path: ROLES,
    status: 204,
    scopes: ['delete:organization_member_roles'],
    bodySchema: BODY,
    act: removeRoles,
  }),
]
