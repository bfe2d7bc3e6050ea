// What a tenant's template can name. The words are Auth0's.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { TenantSettings } from '@symbolon/protocol/entities/tenant-settings'
import type { User } from '@symbolon/protocol/entities/user'
import { domainHere } from '../issuers.ts'
import type { Tenancy } from '../tenancy.ts'

/** Whom and what a mail is about. */
export type MailSubject = {
  /** Who is invited may have no more than an address. */
  readonly user: Partial<User>
  readonly client: Client | undefined
  readonly connection: Pick<Connection, 'name'> | undefined
  /** Language tags, what is wanted most first. */
  readonly languages: readonly string[]
  readonly url?: string
  /** Seconds for which the link works, where that is decided already. */
  readonly lifetime?: number
  readonly code?: string
  readonly further?: Readonly<Record<string, unknown>>
}

const domainOf = (url: string | undefined): string | undefined =>
  url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined

function applicationOf(client: Client | undefined): Readonly<Record<string, unknown>> {
  if (!client) return {}
  return {
    name: client.name,
    clientID: client.client_id,
    client_id: client.client_id,
    logo_uri: client.logo_uri,
    callback_domain: domainOf(client.callbacks?.[0]),
    client_metadata: client.client_metadata,
  }
}

/** The variables of a template. */
export async function variablesFor(
  { tenant, store }: Pick<Tenancy, 'tenant' | 'store'>,
  settings: TenantSettings | undefined,
  { user, client, connection, languages, url, code, further }: MailSubject,
): Promise<Readonly<Record<string, unknown>>> {
  const here = await domainHere({ tenant, store })
  const application = applicationOf(client)
  return {
    user,
    email: user.email,
    application,
    client: application,
    connection: { name: connection?.name },
    tenant: tenant.name,
    friendly_name: settings?.friendly_name || tenant.name,
    support_email: settings?.support_email,
    support_url: settings?.support_url,
    home_url: tenant.issuer,
    // By which of the tenant's domains the person came; absent at its own.
    custom_domain: here && { domain: here.domain, domain_metadata: here.domain_metadata ?? {} },
    picture_url: settings?.picture_url,
    request_language: languages[0],
    url,
    code,
    ...further,
  }
}
