// The organizations that somebody may go on with.
import type { Organization } from '@symbolon/protocol/entities/organization'
import { findConnection } from '../connections/for-client.ts'
import type { Tenancy } from '../tenancy.ts'
import { findEnabledIn } from './organization-connection.ts'

/** Most organizations that somebody is asked about. */
const MOST_SHOWN = 100

/** Who has come, and by the name of which connection. */
type Arrived = { readonly user_id: string; readonly connection: string }

/** The organizations whose member somebody is, and into which they may come as they have come here. */
export async function openTo(
  tenancy: Pick<Tenancy, 'store'>,
  { user_id, connection: name }: Arrived,
): Promise<readonly Organization[]> {
  const { store } = tenancy
  const connection = await findConnection(tenancy, name)
  if (!connection) return []
  const { items } = await store.organizationsOfUser(user_id, { limit: MOST_SHOWN })
  const found = await Promise.all(
    items.map(async (id) =>
      (await findEnabledIn(tenancy, { id }, connection)) ? store.find('organizations', { id }) : undefined,
    ),
  )
  return found.filter((organization) => organization !== undefined)
}
