// Mails that ask a user to prove an address, as an administrator orders them. reference: Management API, sections 8 and 21.
import type { Client } from '@symbolon/protocol/entities/client'
import { CLIENT } from '@symbolon/protocol/entities/client'
import type { User } from '@symbolon/protocol/entities/user'
import { ApiError } from '../errors.ts'
import { requestVerification } from '../login/verify-email.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { atLinkDomain } from './link-domain.ts'
import { missing } from './refusals.ts'

type More = {
  readonly caller: Caller
  /** In whose name the mail is written. */
  readonly client_id?: unknown
  /** The database that the address is of; the user's own where nobody says. */
  readonly connection?: unknown
}

const clientNamed = async ({ store }: Tenancy, client_id: unknown): Promise<Client | undefined> => {
  if (typeof client_id !== 'string') return undefined
  const client = await store.find('clients', { client_id })
  if (!client) throw missing(CLIENT)
  return client
}

/** Sends the mail with the link, in the background. @throws ApiError 404 for a client that there is not, 400 for a user without a database */
export const sendVerification = async (tenancy: Tenancy, user: User, more: More): Promise<void> => {
  const { caller, client_id, connection: named } = more
  const name = typeof named === 'string' ? named : (user.identities[0]?.connection ?? '')
  const client = await clientNamed(tenancy, client_id)
  const connection = await tenancy.store.find('connections', { name })
  if (!connection) throw new ApiError(400, 'The connection does not exist', 'inexistent_connection')
  const { ip, user_agent } = caller
  requestVerification(await atLinkDomain(tenancy, caller), user, {
    connection,
    client,
    visitor: { ip, user_agent },
    languages: [],
  })
}
