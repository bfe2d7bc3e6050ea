import type { Collections } from '@symbolon/core/collections'
import type { Change, CollectionName, TenantStore, Where } from '@symbolon/core/ports'
import { openStore } from '@symbolon/storage/open-store'
import { crowdAudience, crowdClientId, population } from '../load/population.ts'
import type { Server } from './server.ts'
import type { Deployment } from './symbolon.ts'

/** Documents in one transaction. */
const batchSize = 2000

/** What the Management API made for one client and its API; all others are copies of it under other names. */
type Pattern = {
  readonly client: Collections['clients']
  readonly secret: Collections['client_secrets']
  readonly api: Collections['resource_servers']
  readonly grant: Collections['client_grants']
}

async function only<C extends CollectionName>(
  store: TenantStore,
  collection: C,
  where: Where,
): Promise<Collections[C]> {
  const { items } = await store.page(collection, { where, limit: 1 })
  const [item] = items
  if (item === undefined) throw new Error(`nothing in ${collection}`)
  return item
}

async function readPattern(store: TenantStore, form: Server['form']): Promise<Pattern> {
  const { client_id = '', audience = '' } = form
  const [secret] = await store.all('client_secrets', { client_id })
  if (secret === undefined) throw new Error('the client has no secret')
  return {
    client: await only(store, 'clients', { client_id }),
    secret,
    api: await only(store, 'resource_servers', { identifier: audience }),
    grant: await only(store, 'client_grants', { client_id }),
  }
}

function apiChange({ api }: Pattern, index: number): Change {
  const document = { ...api, id: index.toString(16).padStart(24, '0'), identifier: crowdAudience(index) }
  return { insert: 'resource_servers', document }
}

/** One client with its secret and its right to ask for one of the APIs. */
function clientChanges({ client, secret, grant }: Pattern, index: number): readonly Change[] {
  const client_id = crowdClientId(index)
  const number = String(index).padStart(16, '0')
  return [
    { insert: 'clients', document: { ...client, client_id, name: `bench ${index}` } },
    { insert: 'client_secrets', document: { ...secret, id: `bench_${number}`, client_id } },
    { insert: 'client_grants', document: { ...grant, id: `cgr_${number}`, client_id, audience: crowdAudience(index) } },
  ]
}

/**
 * Fills the database of a stopped deployment with `population`, straight through the store: through the Management API it
 * would take a quarter of an hour. All clients have the secret of the one in `form`.
 */
export async function addCrowd(deployment: Deployment, form: Server['form']): Promise<void> {
  const store = await openStore({ database: deployment.database, now: Date.now, operatorLog: () => undefined })
  try {
    const [tenant] = await store.tenants()
    if (tenant === undefined) throw new Error('the deployment has no tenant')
    const tenantStore = store.tenant(tenant.tenant_id)
    const pattern = await readPattern(tenantStore, form)
    const write = async (count: number, changesFor: (index: number) => readonly Change[]): Promise<void> => {
      for (let from = 0; from < count; from += batchSize) {
        const indexes = Array.from({ length: Math.min(batchSize, count - from) }, (_, index) => from + index)
        const applied = await tenantStore.apply(indexes.flatMap(changesFor))
        if (applied.outcome !== 'applied') throw new Error(`could not fill the database: ${applied.outcome}`)
      }
    }
    await write(population.apis, (index) => [apiChange(pattern, index)])
    await write(population.clients, (index) => clientChanges(pattern, index))
  } finally {
    await store.close()
  }
}
