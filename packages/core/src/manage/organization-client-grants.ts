// Which client grants let clients ask in their own name for tokens of an organization. reference: Management API, sections 7 and 14.
import { answerOf, pageOf } from '@symbolon/protocol/entities/answers'
import { CLIENT_GRANT, type ClientGrant } from '@symbolon/protocol/entities/client-grant'
import type { Document } from '@symbolon/protocol/entities/entity'
import { ORGANIZATION } from '@symbolon/protocol/entities/organization'
import type { ListQuery, QueryShape } from '@symbolon/protocol/entities/query'
import { record } from '@symbolon/protocol/entities/schema'
import { printable } from '@symbolon/protocol/entities/words'
import { ApiError } from '../errors.ts'
import { organizationGrantId } from '../organizations/membership.ts'
import type { Tenancy } from '../tenancy.ts'
import { endMachineIn } from '../tokens/end-membership.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { getOrganization } from './organizations.ts'
import { answerPage, cutPage, readMarked, recordPageOf } from './pages.ts'
import { presentDocument } from './present.ts'
import { recordWrite } from './record-write.ts'
import { missing, notAllowed } from './refusals.ts'
import { settle } from './settle.ts'

const SHAPE = {
  paging: ['array', 'totals'],
  further: ['audience', 'client_id', 'grant_ids'],
} as const satisfies QueryShape

const getGrant = async ({ store }: Tenancy, id: string): Promise<ClientGrant> => {
  const grant = await store.find('client_grants', { id })
  if (!grant) throw missing(CLIENT_GRANT)
  return grant
}

const matches = ({ id, audience, client_id }: ClientGrant, { further }: ListQuery): boolean => {
  const { grant_ids, audience: wanted, client_id: whose } = further
  if (grant_ids !== undefined && !grant_ids.split(',').includes(id)) return false
  return (wanted === undefined || wanted === audience) && (whose === undefined || whose === client_id)
}

const listGrants = async (tenancy: Tenancy, caller: Caller, { id, query }: Asked) => {
  await getOrganization(tenancy, id)
  const kept = await tenancy.store.all('organization_client_grants', { organization_id: id })
  const found = await Promise.all(kept.map(({ grant_id }) => tenancy.store.find('client_grants', { id: grant_id })))
  const grants = found
    .filter((grant) => grant !== undefined)
    .filter((grant) => matches(grant, query))
    .map((grant) => presentDocument(CLIENT_GRANT, caller.administrator, grant))
  return answerPage(query, 'client_grants', 'items-first', cutPage(query, grants))
}

const addGrant = async (
  tenancy: Tenancy,
  caller: Caller,
  { id, body }: Asked<{ readonly grant_id: string }>,
): Promise<Document> => {
  const { grant } = await settle(tenancy, async () => {
    await getOrganization(tenancy, id)
    const grant = await getGrant(tenancy, body.grant_id)
    const { organization_usage: usage = 'deny' } = grant
    if (usage === 'deny') throw notAllowed('The client grant has organization_usage deny')
    const document = { id: organizationGrantId(id, grant.id), organization_id: id, grant_id: grant.id }
    if (await tenancy.store.find('organization_client_grants', { id: document.id })) {
      throw new ApiError(409, 'The client grant is already associated with this organization.')
    }
    return { grant, changes: [{ insert: 'organization_client_grants', document }] }
  })
  recordWrite(tenancy, caller, ORGANIZATION, { what: 'Add a client grant to an organization', id, changed: [] })
  return presentDocument(CLIENT_GRANT, caller.administrator, grant)
}

const removeGrant = async (tenancy: Tenancy, caller: Caller, { id, parameters }: Asked): Promise<void> => {
  const grant_id = parameters['grant_id'] ?? ''
  await getOrganization(tenancy, id)
  const { client_id = '' } = await getGrant(tenancy, grant_id)
  await endMachineIn(tenancy, id, client_id, async () => {
    await settle(tenancy, async () => {
      const document = await tenancy.store.find('organization_client_grants', {
        id: organizationGrantId(id, grant_id),
      })
      if (!document) throw missing(CLIENT_GRANT)
      return { changes: [{ remove: 'organization_client_grants', document }] }
    })
  })
  recordWrite(tenancy, caller, ORGANIZATION, { what: 'Remove a client grant from an organization', id, changed: [] })
}

const listOrganizations = async (tenancy: Tenancy, caller: Caller, { id, query }: Asked) => {
  await getGrant(tenancy, id)
  const asked = { where: { grant_id: id }, ...recordPageOf(query) }
  const { items, ...rest } = await readMarked(() => tenancy.store.page('organization_client_grants', asked))
  const found = await Promise.all(
    items.map(({ organization_id }) => tenancy.store.find('organizations', { id: organization_id })),
  )
  const organizations = found
    .filter((organization) => organization !== undefined)
    .map((organization) => presentDocument(ORGANIZATION, caller.administrator, organization))
  return answerPage(query, 'organizations', 'items-first', { ...rest, items: organizations })
}

const GRANTS = '/organizations/:id/client-grants'
const scoped = (right: string) => [`${right}:organization_client_grants`]

export const ORGANIZATION_CLIENT_GRANT_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: GRANTS,
    status: 200,
    scopes: scoped('read'),
    query: SHAPE,
    answers: pageOf(SHAPE.paging, 'client_grants', answerOf(CLIENT_GRANT)),
    act: listGrants,
  }),
  endpoint({
    method: 'POST',
    path: GRANTS,
    status: 201,
    scopes: scoped('create'),
    bodySchema: record({ grant_id: printable(64) }),
    answers: answerOf(CLIENT_GRANT),
    act: addGrant,
  }),
  endpoint({
    method: 'DELETE',
    path: `${GRANTS}/:grant_id`,
    status: 204,
    scopes: scoped('delete'),
    act: removeGrant,
  }),
  endpoint({
    method: 'GET',
    path: '/client-grants/:id/organizations',
    status: 200,
    scopes: scoped('read'),
    query: { paging: ['array', 'totals', 'checkpoint'] },
    answers: pageOf(['array', 'totals', 'checkpoint'], 'organizations', answerOf(ORGANIZATION)),
    act: listOrganizations,
  }),
]
