// The first administrator: whoever has the set-up link makes one account that may do everything, and the dashboard that it is used in.
// The link follows from the master key, as the first client's secret does, and works until it has been used.
import { hkdfSync, timingSafeEqual, type KeyObject } from 'node:crypto'
import { DASHBOARD_CLIENT_ID, DASHBOARD_PATH } from '@symbolon/protocol/auth0/dashboard'
import { SYSTEM_SCOPES, isCurrentUserScope, systemAudience } from '@symbolon/protocol/auth0/system-api'
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import { newClientDocument } from '../clients/new-client.ts'
import {
  ADMINISTRATORS,
  newConnectionDocument,
  newConnectionId,
  newEnabledClient,
} from '../connections/new-connection.ts'
import { orTooBusy } from '../login/refusal.ts'
import { SignUpRefused } from '../login/sign-up-refused.ts'
import type { Tenant } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { firstPassword, newUserDocument } from '../users/new-user.ts'
import { normalizeEmail } from '../users/normalize.ts'
import { findPasswordProblem } from '../users/password-policy.ts'

const ticketOf = (masterKey: KeyObject, { tenant_id }: Pick<Tenant, 'tenant_id'>): string =>
  Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), `set-up:${tenant_id}`, 32)).toString('base64url')

/** The address at which the first administrator is made. A secret until then. */
export const setUpLink = (masterKey: KeyObject, tenant: Pick<Tenant, 'tenant_id' | 'issuer'>): string =>
  `${tenant.issuer}${DASHBOARD_PATH.slice(1)}/set-up?ticket=${ticketOf(masterKey, tenant)}`

/** Whether the link may still be used, and `ticket` is what stands in it. */
export async function maySetUp({ masterKey, tenant, store }: Tenancy, ticket = ''): Promise<boolean> {
  const given = Buffer.from(ticket)
  const right = Buffer.from(ticketOf(masterKey, tenant))
  if (given.length !== right.length || !timingSafeEqual(given, right)) return false
  return (await store.find('clients', { client_id: DASHBOARD_CLIENT_ID })) === undefined
}

/** The dashboard's own client at the tenant's address: a page like any other, without a secret. */
export const dashboardClient = (issuer: string): Client =>
  newClientDocument(DASHBOARD_CLIENT_ID, {
    name: 'Symbolon Dashboard',
    description: 'The pages on which this tenant is run.',
    app_type: 'spa',
    token_endpoint_auth_method: 'none',
    oidc_conformant: true,
    grant_types: ['authorization_code'],
    ...dashboardAddresses(issuer),
  })

/** What changes of the dashboard's client when its tenant moves. */
export const dashboardAddresses = (issuer: string) => ({
  callbacks: [`${issuer}${DASHBOARD_PATH.slice(1)}`],
  allowed_logout_urls: [`${issuer}${DASHBOARD_PATH.slice(1)}`],
  web_origins: [new URL(issuer).origin],
})

/** The directory that administrators are to be in, before there is one. */
export const newAdministrators = ({ random }: Pick<Tenancy, 'random'>): Connection =>
  newConnectionDocument(newConnectionId(random), {
    name: ADMINISTRATORS,
    strategy: 'auth0',
    options: { disable_signup: true },
  })

export type FirstAdministrator = {
  readonly ticket: string | undefined
  readonly email: string
  readonly password: string
  readonly connection: Connection
}

/**
 * Makes the dashboard and its first administrator, who holds every right of the system API.
 *
 * @returns false when the link cannot be used, or somebody else was faster
 * @throws SignUpRefused `invalid_email`, `invalid_password`, LoginRefused `too_busy`
 */
export async function setUp(tenancy: Tenancy, wanted: FirstAdministrator): Promise<boolean> {
  const { store, tenant } = tenancy
  const { ticket, password, connection } = wanted
  if (!(await maySetUp(tenancy, ticket))) return false
  const email = normalizeEmail(wanted.email)
  if (email === undefined) throw new SignUpRefused('invalid_email')
  const problem = findPasswordProblem(connection, password, { email })
  if (problem) throw SignUpRefused.ofPassword(problem)
  const hash = await orTooBusy(tenancy.hasher.hash(password))
  // Of any number who have the link one inserts the client, and only that one goes on.
  const { outcome } = await store.apply([
    { insert: 'connections', document: connection },
    { insert: 'clients', document: dashboardClient(tenant.issuer) },
    { insert: 'enabled_clients', document: newEnabledClient(connection.id, DASHBOARD_CLIENT_ID) },
  ])
  if (outcome !== 'applied') return false
  const user = newUserDocument(tenancy, connection, { email, email_verified: true })
  if ((await store.insertUser(user, firstPassword(tenancy, user, connection, hash))) === 'conflict') return false
  const resource_server_identifier = systemAudience(tenant.home)
  await store.grantPermissions(
    user.user_id,
    SYSTEM_SCOPES.filter(({ value }) => !isCurrentUserScope(value)).map(({ value }) => ({
      resource_server_identifier,
      permission_name: value,
    })),
  )
  return true
}
