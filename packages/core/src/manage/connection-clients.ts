// Which clients may use which connections. reference: Management API, sections 5 and 10.
import { answerOf, anyText, pageOf } from '@symbolon/protocol/entities/answers'
import { CLIENT } from '@symbolon/protocol/entities/client'
import { CONNECTION, type Connection } from '@symbolon/protocol/entities/connection'
import type { QueryShape } from '@symbolon/protocol/entities/query'
import { bool, list, record } from '@symbolon/protocol/entities/schema'
import { printable } from '@symbolon/protocol/entities/words'
import { enabledClientId, newEnabledClient } from '../connections/new-connection.ts'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { normalizeEmail } from '../users/normalize.ts'
import type { Caller } from './caller.ts'
import { openedOptions } from './connection-options.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { readMarked } from './pages.ts'
import { requireHoldsAsMuch } from './no-more-than-held.ts'
import { presentDocument } from './present.ts'
import { recordWrite } from './record-write.ts'
import { invalidBody, missing } from './refusals.ts'
import { settle } from './settle.ts'
import { endUser } from './user-ends.ts'
import { removeUserElsewhere } from './users-elsewhere.ts'

const getConnection = async ({ store }: Tenancy, id: string): Promise<Connection> => {
  const connection = await store.find('connections', { id })
  if (!connection) throw missing(CONNECTION)
  return connection
}

const listClients = async (tenancy: Tenancy, _caller: Caller, { id, query: { take, from } }: Asked) => {
  await getConnection(tenancy, id)
  const { items, next } = await readMarked(() =>
    tenancy.store.page('enabled_clients', {
      where: { connection_id: id },
      limit: take,
      ...(from === undefined ? {} : { after: from }),
    }),
  )
  return { clients: items.map(({ client_id }) => ({ client_id })), ...(next === undefined ? {} : { next }) }
}

type Wishes = readonly { readonly client_id: string; readonly status: boolean }[]

const changeFor = async (
  { store }: Tenancy,
  connection_id: string,
  wish: Wishes[number],
): Promise<readonly Change[]> => {
  const { client_id, status } = wish
  const kept = await store.find('enabled_clients', { id: enabledClientId(connection_id, client_id) })
  if (!status) return kept ? [{ remove: 'enabled_clients', document: kept }] : []
  if (kept) return []
  if (!(await store.find('clients', { client_id }))) throw invalidBody(`The client ${client_id} does not exist`)
  return [{ insert: 'enabled_clients', document: newEnabledClient(connection_id, client_id) }]
}

const updateClients = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Wishes>): Promise<void> => {
  const wishes = [...new Map(body.map((wish) => [wish.client_id, wish])).values()]
  await settle(tenancy, async () => {
    await getConnection(tenancy, id)
    const changes: Change[] = []
    for (const wish of wishes) changes.push(...(await changeFor(tenancy, id, wish)))
    return { changes }
  })
  recordWrite(tenancy, caller, CONNECTION, {
    what: 'Change the clients of a connection',
    id,
    changed: ['enabled_clients'],
  })
}

const OF_CLIENT: QueryShape = {
  paging: ['checkpoint'],
  fields: CONNECTION.fields,
  filters: { strategy: 'strategy' },
  selectable: true,
}

const listConnections = async (tenancy: Tenancy, caller: Caller, { id, query }: Asked) => {
  const { take, from, selection, where } = query
  if (!(await tenancy.store.find('clients', { client_id: id }))) throw missing(CLIENT)
  const { items, next } = await readMarked(() =>
    tenancy.store.page('enabled_clients', {
      where: { client_id: id },
      limit: take,
      ...(from === undefined ? {} : { after: from }),
    }),
  )
  const found = await Promise.all(
    items.map(({ connection_id }) => tenancy.store.find('connections', { id: connection_id })),
  )
  const wanted = where['strategy']
  const connections = found
    .filter((connection) => connection !== undefined)
    .filter(({ strategy }) => wanted === undefined || [wanted].flat().includes(strategy))
    .map((connection) => ({ ...connection, options: openedOptions(tenancy, connection) }))
    .map((connection) => presentDocument(CONNECTION, caller.administrator, connection, selection))
  return { connections, ...(next === undefined ? {} : { next }) }
}

const deleteUser = async (tenancy: Tenancy, caller: Caller, { id, query }: Asked): Promise<void> => {
  const { email = '' } = query.further
  const { name } = await getConnection(tenancy, id)
  const user = await tenancy.store.findUserByIdentifier(name, 'email', normalizeEmail(email) ?? '')
  if (!user) return
  await requireHoldsAsMuch(tenancy, caller, user.user_id)
  await removeUserElsewhere(tenancy, caller, user)
  if (!(await endUser(tenancy, user.user_id))) return
  recordWrite(tenancy, caller, CONNECTION, { what: 'Delete a user of a connection', id: user.user_id, changed: [] })
}

const CLIENTS = '/connections/:id/clients'

export const CONNECTION_CLIENT_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: CLIENTS,
    status: 200,
    scopes: ['read:connections'],
    query: { paging: ['checkpoint'] },
    answers: pageOf(['checkpoint'], 'clients', record({ client_id: anyText() })),
    act: listClients,
  }),
  endpoint({
    method: 'PATCH',
    path: CLIENTS,
    status: 204,
    scopes: ['update:connections'],
    bodySchema: list(record({ client_id: printable(64), status: bool() }), 50, { minItems: 1 }),
    act: updateClients,
  }),
  endpoint({
    method: 'GET',
    path: '/clients/:id/connections',
    status: 200,
    scopes: ['read:connections', 'read:clients', 'read:client_summary'],
    query: OF_CLIENT,
    answers: pageOf(['checkpoint'], 'connections', answerOf(CONNECTION)),
    act: listConnections,
  }),
  endpoint({
    method: 'DELETE',
    path: '/connections/:id/users',
    status: 204,
    scopes: ['delete:users'],
    query: { further: ['email'], needed: ['email'] },
    act: deleteUser,
  }),
]
