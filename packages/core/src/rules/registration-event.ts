// What code is told about somebody who registers or changes a password. reference: extensibility, sections 12 and 14.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { User } from '@symbolon/protocol/entities/user'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import { eventClient, eventRequest } from './event.ts'

/** Where it happens: `client` is undefined where an administrator does it. */
export type Occasion = {
  readonly client: Client | undefined
  readonly connection: Connection
  readonly visitor: Visitor
  /** Language tags, what is wanted most first. */
  readonly languages: readonly string[]
}

/** The event of an action; `user` as far as there is one yet. */
export const registrationEvent = (
  tenancy: Pick<Tenancy, 'tenant'>,
  { client, connection, visitor, languages }: Occasion,
  user: Partial<User>,
): Document => ({
  tenant: { id: tenancy.tenant.name },
  ...(client
    ? { client: eventClient(client), transaction: { locale: languages[0] ?? 'en', ui_locales: languages } }
    : {}),
  connection: {
    id: connection.id,
    name: connection.name,
    strategy: connection.strategy,
    metadata: connection.metadata ?? {},
  },
  user: { ...user, app_metadata: user.app_metadata ?? {}, user_metadata: user.user_metadata ?? {} },
  request: eventRequest(tenancy, visitor, { method: 'POST', query: {}, body: {} }),
})

/** The context of a hook. */
export const hookContext = (
  { tenant }: Pick<Tenancy, 'tenant'>,
  { connection, languages }: Pick<Occasion, 'languages'> & { readonly connection: Pick<Connection, 'id' | 'name'> },
): Document => ({
  requestLanguage: languages[0] ?? 'en',
  renderLanguage: languages[0] ?? 'en',
  connection: { id: connection.id, name: connection.name, tenant: tenant.name },
})

/** The user of a hook: `id` without the provider in front. */
export const hookUser = ({ tenant }: Pick<Tenancy, 'tenant'>, user: Partial<User>): Document => ({
  ...(user.user_id === undefined ? {} : { id: user.user_id.slice(user.user_id.indexOf('|') + 1) }),
  tenant: tenant.name,
  username: user.username,
  email: user.email,
  emailVerified: user.email_verified ?? false,
  phoneNumber: user.phone_number,
  phoneNumberVerified: user.phone_verified ?? false,
  user_metadata: user.user_metadata ?? {},
  app_metadata: user.app_metadata ?? {},
})
