// What the tenant's clients allow together, for a question that comes before anybody says which client it is about.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Tenancy } from '../tenancy.ts'
import { isAllowedOrigin } from './redirect-uris.ts'

const MOST_REMEMBERED = 1000

// The store answers with the same array until a client changes.
const answers = new WeakMap<readonly Client[], Map<string, boolean>>()

/** Whether scripts of `origin` may call the server for some client of the tenant: as much as a preflight can ask. */
export async function isOriginOfSomeClient({ store }: Tenancy, origin: string): Promise<boolean> {
  const clients = await store.all('clients', {})
  const known = answers.get(clients) ?? new Map<string, boolean>()
  answers.set(clients, known)
  const before = known.get(origin)
  if (before !== undefined) return before
  const isAllowed = clients.some((client) => isAllowedOrigin(client, origin))
  if (known.size < MOST_REMEMBERED) known.set(origin, isAllowed)
  return isAllowed
}
