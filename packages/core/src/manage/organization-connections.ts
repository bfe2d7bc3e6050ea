// The connections of an organization, by both of their paths: the older knows only those that are enabled. reference: Management API,
// section 14.
import { anyText, pageOf } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { CONNECTION_IN_ORGANIZATION, ORGANIZATION } from '@symbolon/protocol/entities/organization'
import type { QueryShape } from '@symbolon/protocol/entities/query'
import { bool, oneOf, optional, record } from '@symbolon/protocol/entities/schema'
import { printable } from '@symbolon/protocol/entities/words'
import type { OrganizationConnection } from '../collections.ts'
import { ApiError } from '../errors.ts'
import { organizationConnectionId } from '../organizations/organization-connection.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { drawnConnection, requireSound, type WishedConnection, type Wishes } from './drawn-connection.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { getOrganization } from './organizations.ts'
import { answerPage } from './pages.ts'
import { recordWrite } from './record-write.ts'
import { settle } from './settle.ts'

const missingConnection = (): ApiError => new ApiError(404, 'No connection found by that id')

/** Which of the two paths: whether those that are switched off are there too, with everything that is said of them. */
type Family = { readonly path: string; readonly key: 'enabled_connections' | 'connections'; readonly isWhole: boolean }

const ENABLED: Family = {
  path: '/organizations/:id/enabled_connections',
  key: 'enabled_connections',
  isWhole: false,
}
const ALL: Family = { path: '/organizations/:id/connections', key: 'connections', isWhole: true }

const shown = async ({ store }: Tenancy, { isWhole }: Family, one: OrganizationConnection): Promise<Document> => {
  const { connection_id, assign_membership_on_login, show_as_button, is_signup_enabled, ...more } = one
  const connection = await store.find('connections', { id: connection_id })
  const { is_enabled, organization_access_level, organization_connection_name } = more
  return {
    connection_id,
    assign_membership_on_login,
    show_as_button,
    is_signup_enabled,
    ...(isWhole ? { is_enabled, organization_access_level } : {}),
    ...(isWhole && organization_connection_name !== undefined ? { organization_connection_name } : {}),
    connection: { name: connection?.name, strategy: connection?.strategy },
  }
}

const find = async ({ store }: Tenancy, { isWhole }: Family, organization_id: string, connection_id: string) => {
  const found = await store.find('organization_connections', {
    id: organizationConnectionId(organization_id, connection_id),
  })
  return found && (isWhole || found.is_enabled) ? found : undefined
}

const named = async (tenancy: Tenancy, family: Family, { id, parameters }: Asked): Promise<OrganizationConnection> => {
  await getOrganization(tenancy, id)
  const found = await find(tenancy, family, id, parameters['connection_id'] ?? '')
  if (!found) throw missingConnection()
  return found
}

const listShape = ({ isWhole }: Family): QueryShape => ({
  paging: ['array', 'totals'],
  fields: { is_enabled: bool() },
  filters: isWhole ? { is_enabled: 'is_enabled' } : {},
})

const list =
  (family: Family) =>
  async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked) => {
    await getOrganization(tenancy, id)
    const where = { organization_id: id, ...(family.isWhole ? query.where : { is_enabled: true }) }
    const { page, per_page } = query
    const found = await tenancy.store.page('organization_connections', {
      where,
      limit: per_page,
      offset: page * per_page,
      withTotal: query.mode === 'totals',
    })
    const items = await Promise.all(found.items.map((one) => shown(tenancy, family, one)))
    return answerPage(query, family.key, 'items-first', { ...found, items })
  }

const get = (family: Family) => async (tenancy: Tenancy, _caller: Caller, asked: Asked) => {
  return shown(tenancy, family, await named(tenancy, family, asked))
}

const tell = (tenancy: Tenancy, caller: Caller, what: string, id: string): void =>
  recordWrite(tenancy, caller, ORGANIZATION, { what, id, changed: ['enabled_connections'] })

const add =
  (family: Family) =>
  async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<WishedConnection>) => {
    const { document } = await settle(tenancy, async () => {
      await getOrganization(tenancy, id)
      const drawn = await drawnConnection(tenancy, id, body)
      const known = await tenancy.store.find('organization_connections', { id: drawn.id })
      // One that is switched off is not there for who knows only the enabled ones.
      if (known && (family.isWhole || known.is_enabled)) {
        throw new ApiError(409, 'The connection is already enabled for this organization.')
      }
      const change = known
        ? ({ replace: 'organization_connections', before: known, after: drawn } as const)
        : ({ insert: 'organization_connections', document: drawn } as const)
      return { document: drawn, changes: [change] }
    })
    tell(tenancy, caller, 'Add a connection to an organization', id)
    return shown(tenancy, family, document)
  }

const change = (family: Family) => async (tenancy: Tenancy, caller: Caller, asked: Asked<Wishes>) => {
  const { document } = await settle(tenancy, async () => {
    const before = await named(tenancy, family, asked)
    const after = { ...before, ...asked.body }
    await requireSound(tenancy, after)
    return { document: after, changes: [{ replace: 'organization_connections', before, after }] }
  })
  tell(tenancy, caller, 'Change a connection of an organization', asked.id)
  return shown(tenancy, family, document)
}

const remove = (family: Family) => async (tenancy: Tenancy, caller: Caller, asked: Asked) => {
  await settle(tenancy, async () => {
    const document = await named(tenancy, family, asked)
    return { changes: [{ remove: 'organization_connections', document }] }
  })
  tell(tenancy, caller, 'Remove a connection from an organization', asked.id)
}

const WHOLE = {
  ...CONNECTION_IN_ORGANIZATION,
  is_enabled: optional(bool()),
  organization_access_level: optional(oneOf('none', 'readonly', 'limited', 'full')),
  organization_connection_name: optional(printable(128)),
} as const

const CONNECTION_ANSWER = record({
  connection_id: anyText(),
  assign_membership_on_login: bool(),
  show_as_button: bool(),
  is_signup_enabled: bool(),
  is_enabled: optional(bool()),
  organization_access_level: optional(anyText()),
  organization_connection_name: optional(anyText()),
  connection: record({ name: anyText(), strategy: anyText() }),
})

const endpointsOf = (family: Family) => {
  const { path } = family
  const one = `${path}/:connection_id`
  const fields = family.isWhole ? WHOLE : CONNECTION_IN_ORGANIZATION
  const scoped = (right: string) => [`${right}:organization_connections`]
  return [
    endpoint({
      method: 'GET',
      path,
      status: 200,
      scopes: scoped('read'),
      query: listShape(family),
      answers: pageOf(['array', 'totals'], family.key, CONNECTION_ANSWER),
      act: list(family),
    }),
    endpoint({
      method: 'POST',
      path,
      status: 201,
      scopes: scoped('create'),
      bodySchema: record({ connection_id: printable(64), ...fields }),
      answers: CONNECTION_ANSWER,
      act: add(family),
    }),
    endpoint({
      method: 'GET',
      path: one,
      status: 200,
      scopes: scoped('read'),
      answers: CONNECTION_ANSWER,
      act: get(family),
    }),
    endpoint({
      method: 'PATCH',
      path: one,
      status: 200,
      scopes: scoped('update'),
      bodySchema: record(fields),
      answers: CONNECTION_ANSWER,
      act: change(family),
    }),
    endpoint({ method: 'DELETE', path: one, status: 204, scopes: scoped('delete'), act: remove(family) }),
  ]
}

export const ORGANIZATION_CONNECTION_ENDPOINTS = [...endpointsOf(ENABLED), ...endpointsOf(ALL)]
