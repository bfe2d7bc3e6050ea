// The end of every login: it is counted, and the tenant log says so.
import type { Client } from '@symbolon/protocol/entities/client'
import type { User } from '@symbolon/protocol/entities/user'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import { recordLogin } from './log.ts'
import type { Proven } from './password.ts'

/** Counts the login of a user who has proven who it is, and answers with the user as it then is. */
export async function completeLogin(
  tenancy: Tenancy,
  { user, connection }: Pick<Proven, 'user' | 'connection'>,
  context: {
    readonly client: Client
    readonly visitor: Visitor
    /** As the tenant log says it: `oidc-basic-profile`. */ readonly protocol: string
  },
): Promise<User> {
  const { client, visitor, protocol } = context
  await tenancy.store.countLogin(user.user_id, visitor.ip, tenancy.now() / 1000)
  const user_name = user.email ?? user.username ?? user.phone_number ?? user.name
  recordLogin(
    tenancy,
    's',
    { client, connection, visitor, user_name },
    {
      user_id: user.user_id,
      details: { protocol },
    },
  )
  return (await tenancy.store.findUser(user.user_id)) ?? user
}
