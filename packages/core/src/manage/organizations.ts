// What must happen around an organization: the connections that it is made with, and what ends with it. reference: Management API,
// section 14.
import { newDocument } from '@symbolon/protocol/entities/documents'
import type { Document } from '@symbolon/protocol/entities/entity'
import { ORGANIZATION, ORGANIZATION_ID, type Organization } from '@symbolon/protocol/entities/organization'
import { newId } from '../identifiers.ts'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { endAllIn } from '../tokens/end-membership.ts'
import type { Noun } from './noun.ts'
import { drawnConnection, type WishedConnection } from './drawn-connection.ts'
import { plainNoun } from './plain-noun.ts'
import { invalidBody, missing } from './refusals.ts'

/** The organization of this id. @throws ApiError 404 */
export const getOrganization = async ({ store }: Tenancy, id: string): Promise<Organization> => {
  const organization = await store.find('organizations', { id })
  if (!organization) throw missing(ORGANIZATION)
  return organization
}

/** Never what an id looks like, so that a request names one organization by one word. @throws ApiError 400 */
const requireName = ({ name }: Pick<Organization, 'name'>): void => {
  if (ORGANIZATION_ID.test(name)) throw invalidBody('A name cannot look like an id', 'name')
}

type Wished = { readonly enabled_connections?: readonly WishedConnection[] }

/** @throws ApiError 400 for a connection that is named twice or not there */
const firstConnections = async (
  tenancy: Tenancy,
  organization_id: string,
  { enabled_connections = [] }: Wished,
): Promise<readonly Change[]> => {
  const ids = new Set(enabled_connections.map(({ connection_id }) => connection_id))
  if (ids.size < enabled_connections.length) throw invalidBody('Array items are not unique', 'enabled_connections')
  const changes: Change[] = []
  for (const wished of enabled_connections) {
    const document = await drawnConnection(tenancy, organization_id, wished)
    changes.push({ insert: 'organization_connections', document })
  }
  return changes
}

const plain = plainNoun('organizations', ORGANIZATION)

export const organizations: Noun<Organization> = {
  create: async (tenancy, sent) => {
    const id = newId(tenancy.random, ORGANIZATION.idFormat)
    const document = newDocument<Organization & Document>(ORGANIZATION, { ...sent, id })
    requireName(document)
    // It has been checked against the entity.
    const connections = await firstConnections(tenancy, id, sent as Wished)
    return { document, changes: [{ insert: 'organizations', document }, ...connections] }
  },
  update: async (tenancy, before, sent) => {
    const draft = await plain.update(tenancy, before, sent)
    requireName(draft.document)
    return draft
  },
  remove: async (_tenancy, document) => [{ remove: 'organizations', document }],
  removing: (tenancy, { id }) => endAllIn(tenancy, id),
  // What was issued until it was gone.
  removed: (tenancy, { id }) => endAllIn(tenancy, id),
}
