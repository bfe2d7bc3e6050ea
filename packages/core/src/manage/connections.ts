// What must happen around a connection: its options, and the clients that may use it. reference: Management API, section 10.
import { isTrial, TRIAL_OF } from '@symbolon/protocol/auth0/dashboard'
import type { Client } from '@symbolon/protocol/entities/client'
import { CONNECTION, type Connection } from '@symbolon/protocol/entities/connection'
import { changedDocument } from '@symbolon/protocol/entities/documents'
import {
  newConnectionDocument,
  newConnectionId,
  newConnectionOptions,
  newEnabledClient,
} from '../connections/new-connection.ts'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { clientEnded } from '../tokens/ended.ts'
import { revoke } from '../tokens/revoke.ts'
import { openedOptions, soundOptions } from './connection-options.ts'
import type { Noun } from './noun.ts'
import { invalidBody } from './refusals.ts'
import { settle } from './settle.ts'
import { endUsersOf } from './user-ends.ts'

/** Whom the request wants enabled; undefined when it says nothing about it. */
const wantedClients = (sent: Readonly<Record<string, unknown>>): readonly string[] | undefined => {
  const { enabled_clients } = sent
  if (!Array.isArray(enabled_clients)) return undefined
  return [...new Set(enabled_clients.filter((one): one is string => typeof one === 'string'))]
}

const requireClient = async ({ store }: Tenancy, client_id: string): Promise<void> => {
  if (!(await store.find('clients', { client_id }))) {
    throw invalidBody(`The client ${client_id} does not exist`, 'enabled_clients')
  }
}

/** What lets these clients use the connection, and no others. @throws ApiError 400 for a client that is not there */
const enableOnly = async (tenancy: Tenancy, connection_id: string, wanted: readonly string[]) => {
  const kept = await tenancy.store.all('enabled_clients', { connection_id })
  const known = new Set(kept.map(({ client_id }) => client_id))
  const added = wanted.filter((client_id) => !known.has(client_id))
  for (const client_id of added) await requireClient(tenancy, client_id)
  return [
    ...kept
      .filter(({ client_id }) => !wanted.includes(client_id))
      .map((document): Change => ({ remove: 'enabled_clients', document })),
    ...added.map((client_id): Change => ({
      insert: 'enabled_clients',
      document: newEnabledClient(connection_id, client_id),
    })),
  ]
}

/** The application in which the connection was tried: it serves nothing else. */
const trialsOf = async ({ store }: Tenancy, connection_id: string): Promise<readonly Client[]> => {
  const enabled = await store.all('enabled_clients', { connection_id })
  const found = await Promise.all(enabled.map(({ client_id }) => store.find('clients', { client_id })))
  return found
    .filter((client) => client !== undefined)
    .filter((client) => isTrial(client) && client.client_metadata?.[TRIAL_OF] === connection_id)
}

const switchOff = async (tenancy: Tenancy, id: string): Promise<void> => {
  await settle(tenancy, async () => {
    const before = await tenancy.store.find('connections', { id })
    if (!before) return { changes: [] }
    const after: Connection = { ...before, authentication: { active: false } }
    return { changes: [{ replace: 'connections', before, after }] }
  })
}

export const connections: Noun<Connection> = {
  create: async (tenancy, sent) => {
    const checked = changedDocument<Partial<Connection> & Pick<Connection, 'name' | 'strategy'>>(
      CONNECTION,
      { name: '', strategy: 'auth0' },
      sent,
    )
    const made = newConnectionDocument(newConnectionId(tenancy.random), checked)
    const document = { ...made, options: await soundOptions(tenancy, made) }
    const clients = await enableOnly(tenancy, document.id, wantedClients(sent) ?? [])
    return { document, changes: [{ insert: 'connections', document }, ...clients] }
  },

  update: async (tenancy, before, sent) => {
    const { strategy, name } = before
    const defaults = {
      ...(sent['options'] === null ? { options: newConnectionOptions(strategy, undefined) } : {}),
      ...(sent['realms'] === null ? { realms: [name] } : {}),
    }
    const changed = changedDocument(CONNECTION, before, { ...sent, ...defaults })
    const after = Object.hasOwn(sent, 'options')
      ? { ...changed, options: await soundOptions(tenancy, changed, before) }
      : changed
    const wanted = wantedClients(sent)
    const clients = wanted === undefined ? [] : await enableOnly(tenancy, before.id, wanted)
    return { document: after, changes: [{ replace: 'connections', before, after }, ...clients] }
  },

  remove: async (tenancy, document) => [
    ...(await trialsOf(tenancy, document.id)).map((trial): Change => ({ remove: 'clients', document: trial })),
    { remove: 'connections', document },
  ],

  // Nobody comes through it any more before its users go, so that none is left behind by whatever happens in between.
  removing: async (tenancy, document) => {
    await switchOff(tenancy, document.id)
    for (const { client_id } of await trialsOf(tenancy, document.id)) await revoke(tenancy, clientEnded(client_id))
    await endUsersOf(tenancy, document.name)
  },
  removed: (tenancy, { name }) => endUsersOf(tenancy, name),

  show: async (tenancy, connection) => {
    const enabled = await tenancy.store.all('enabled_clients', { connection_id: connection.id })
    return {
      options: openedOptions(tenancy, connection),
      enabled_clients: enabled.map(({ client_id }) => client_id),
    }
  },
}
