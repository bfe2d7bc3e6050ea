// Who belongs to an organization. reference: Management API, section 14.
import { anyText, pageOf, several } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { ORGANIZATION } from '@symbolon/protocol/entities/organization'
import type { QueryShape, Selection } from '@symbolon/protocol/entities/query'
import { list, record, optional } from '@symbolon/protocol/entities/schema'
import type { User } from '@symbolon/protocol/entities/user'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { printable } from '@symbolon/protocol/entities/words'
import { newLogEvent } from '../audit/log-events.ts'
import type { Tenancy } from '../tenancy.ts'
import { rolesOfMember } from '../users/roles.ts'
import { endMemberships } from '../tokens/end-membership.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { getOrganization } from './organizations.ts'
import { answerPage, readMarked, recordPageOf } from './pages.ts'
import { recordWrite } from './record-write.ts'
import { missing } from './refusals.ts'

type Members = { readonly members: readonly string[] }

const SHAPE = { paging: ['array', 'totals', 'checkpoint'], selectable: true } as const satisfies QueryShape

/** What is said of a member where nobody chooses; roles only to who asks for them. */
const ALWAYS = ['user_id', 'email', 'name', 'picture'] as const

const isShown = (field: string, selection: Selection | undefined): boolean =>
  selection ? selection.names.has(field) === selection.include : true

/** Names and ids of the roles that somebody has in the organization. */
export const rolesIn = async (
  tenancy: Tenancy,
  organization_id: string,
  user_id: string,
): Promise<readonly Document[]> => {
  const roles = await rolesOfMember(tenancy, organization_id, user_id)
  return roles.map(({ id, name }) => ({ id, name }))
}

const shown = async (
  tenancy: Tenancy,
  organization_id: string,
  user: User,
  selection: Selection | undefined,
): Promise<Document> => {
  const facts = ALWAYS.filter((field) => isShown(field, selection)).map((field) => [field, user[field]])
  const wantsRoles = selection?.include === true && selection.names.has('roles')
  return {
    ...Object.fromEntries(facts),
    ...(wantsRoles ? { roles: await rolesIn(tenancy, organization_id, user.user_id) } : {}),
  }
}

const listMembers = async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked) => {
  await getOrganization(tenancy, id)
  const { items, ...rest } = await readMarked(() => tenancy.store.membersOf(id, recordPageOf(query)))
  const members = await Promise.all(items.map((user) => shown(tenancy, id, user, query.selection)))
  return answerPage(query, 'members', 'items-first', { ...rest, items: members })
}

const addMembers = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Members>): Promise<void> => {
  const { name } = await getOrganization(tenancy, id)
  const added = [...new Set(body.members)]
  if ((await tenancy.store.addMembers(id, added)) === 'dangling') throw missing(USER)
  recordWrite(tenancy, caller, ORGANIZATION, { what: 'Add members to an organization', id, changed: ['members'] })
  for (const user_id of added) {
    const { hostname, ...about } = { hostname: tenancy.tenant.host, organization_id: id, organization_name: name }
    const event = newLogEvent(tenancy, { type: 'organization_member_added', hostname, user_id, ...about })
    tenancy.record(tenancy.tenant.tenant_id, event)
  }
}

const removeMembers = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Members>): Promise<void> => {
  await getOrganization(tenancy, id)
  const gone = [...new Set(body.members)]
  await endMemberships(tenancy, id, gone, () => tenancy.store.removeMembers(id, gone))
  recordWrite(tenancy, caller, ORGANIZATION, { what: 'Remove members from an organization', id, changed: ['members'] })
}

const MEMBER = record({
  user_id: optional(anyText()),
  email: optional(anyText()),
  name: optional(anyText()),
  picture: optional(anyText()),
  roles: optional(several(record({ id: anyText(), name: anyText() }))),
})

const MEMBERS = '/organizations/:id/members'
const BODY = record({ members: list(printable(512), 100, { minItems: 1 }) })

export const ORGANIZATION_MEMBER_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: MEMBERS,
    status: 200,
    scopes: ['read:organization_members'],
    query: SHAPE,
    answers: pageOf(SHAPE.paging, 'members', MEMBER),
    act: listMembers,
  }),
  endpoint({
    method: 'POST',
    path: MEMBERS,
    status: 204,
    scopes: ['create:organization_members'],
    bodySchema: BODY,
    act: addMembers,
  }),
  endpoint({
    method: 'DELETE',
    path: MEMBERS,
    status: 204,
    scopes: ['delete:organization_members'],
    bodySchema: BODY,
    act: removeMembers,
  }),
]
