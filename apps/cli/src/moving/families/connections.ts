// Connections, and which applications may use them.
import type { Document } from '@symbolon/protocol/entities/entity'
import { CLIENT } from '@symbolon/protocol/entities/client'
import { CONNECTION } from '@symbolon/protocol/entities/connection'
import { DATABASE_OPTIONS } from '@symbolon/protocol/entities/connection-options'
import { isDocument, type ManagementClient } from '../../management-client.ts'
import { documentsIn } from '../assets.ts'
import { sameSet } from '../differences.ts'
import { together, type Here, type Left, type Plan } from '../here.ts'
import { planEntities } from '../plan-entities.ts'

const NOUN = 'connection'

/** As many as one request takes. */
const AT_ONCE = 50

/** What a connection of this strategy may say: databases are the server's own, and it looks at all that they say. */
const entityFor = (strategy: unknown) =>
  strategy === 'auth0' ? { ...CONNECTION, fields: { ...CONNECTION.fields, options: DATABASE_OPTIONS } } : CONNECTION

async function enabledClients({ call }: ManagementClient, id: string): Promise<readonly string[]> {
  const found: string[] = []
  let from: string | undefined
  do {
    const mark = from === undefined ? '' : `&from=${encodeURIComponent(from)}`
    const answer = await call('GET', `connections/${encodeURIComponent(id)}/clients?take=100${mark}`)
    if (!isDocument(answer)) break
    found.push(...documentsIn(answer['clients']).map(({ client_id }) => String(client_id)))
    from = typeof answer['next'] === 'string' ? answer['next'] : undefined
  } while (from !== undefined)
  return found
}

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

/** Clients as the files name them that are or will be there, and the others. */
async function namedClients(here: Here, named: readonly string[]) {
  const ids = new Set((await here.all(CLIENT)).map(({ client_id }) => String(client_id)))
  const isThere = (name: string): boolean => here.knows(CLIENT.collection, name) || ids.has(name)
  const idOf = (name: string): string =>
    here.knows(CLIENT.collection, name) ? here.idOf(CLIENT.collection, name) : name
  return { there: named.filter(isThere), absent: named.filter((name) => !isThere(name)), idOf }
}

async function planEnabled(
  here: Here,
  document: Document,
  before: Document | undefined,
  newClients: boolean,
): Promise<Plan> {
  if (!Array.isArray(document['enabled_clients'])) return together([])
  const name = String(document['name'])
  const { there, absent, idOf } = await namedClients(here, textsIn(document['enabled_clients']))
  const left = absent.map((client): Left => ({ noun: NOUN, name, says: `there is no client ${client} to use it` }))
  const enabled = before ? await enabledClients(here.management, String(before['id'])) : []
  const isSettled = !newClients && before !== undefined && sameSet(enabled, there.map(idOf))
  if (isSettled || (before === undefined && there.length === 0 && !newClients)) return { steps: [], left }
  // A client that was made a moment ago may have been given it: what is there is asked again.
  const act = async () => {
    const id = here.idOf(CONNECTION.collection, name)
    const wanted = there.map(idOf)
    const now = await enabledClients(here.management, id)
    const wishes = [
      ...wanted.filter((one) => !now.includes(one)).map((client_id) => ({ client_id, status: true })),
      ...now.filter((one) => !wanted.includes(one)).map((client_id) => ({ client_id, status: false })),
    ]
    for (let at = 0; at < wishes.length; at += AT_ONCE) {
      await here.management.call(
        'PATCH',
        `connections/${encodeURIComponent(id)}/clients`,
        wishes.slice(at, at + AT_ONCE),
      )
    }
  }
  return { steps: [{ verb: 'set', noun: NOUN, name, says: `clients ${there.join(', ') || 'none'}`, act }], left }
}

/** Databases and others. `newClients`: whether the same plan makes clients. */
export async function planConnections(here: Here, value: unknown, newClients: boolean): Promise<Plan> {
  const plans: Plan[] = []
  for (const document of documentsIn(value)) {
    const kind = {
      entity: entityFor(document['strategy']),
      noun: NOUN,
      known: 'name',
      ignored: ['enabled_clients', 'provisioning_ticket_url', 'directory_provisioning_configuration'],
      further: (said: Document, before: Document | undefined) => planEnabled(here, said, before, newClients),
    }
    plans.push(await planEntities(kind, here, [document]))
  }
  return together(plans)
}
