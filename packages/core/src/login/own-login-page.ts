// The login page that a tenant has written itself, for one application or for all of them. reference: Management API, section 5, and
// Authentication API, section 3.5.
import type { Client } from '@symbolon/protocol/entities/client'
import { isOfAdministrators } from '../clients/usable-here.ts'
import type { Tenancy } from '../tenancy.ts'

const pageOf = (client: Client | undefined): string | undefined =>
  client?.custom_login_page_on ? client.custom_login_page || undefined : undefined

/**
 * Its text, as it was sent: the application's own, else that of all applications; undefined where there is none, or the application does
 * not want one. Whoever manages the tenant never logs in on it.
 */
export async function findOwnLoginPage({ store }: Pick<Tenancy, 'store'>, client: Client): Promise<string | undefined> {
  if (isOfAdministrators(client) || !client.custom_login_page_on) return undefined
  return pageOf(client) ?? pageOf(await store.find('clients', { global: true }))
}
