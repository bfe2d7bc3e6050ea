// The dashboard as an application of the tenant: who it is, where it lives, and which rights it asks for. Ours.

/** The client of every tenant's dashboard. Nobody can choose a client's id, so that no other client has it. */
export const DASHBOARD_CLIENT_ID = 'symbolon-dashboard'

/** Where people reach it. */
export const DASHBOARD_PATH = '/dashboard'

/** Whether rights of users at the system API count in this client's tokens. */
export const isDashboard = (client_id: string | undefined): boolean => client_id === DASHBOARD_CLIENT_ID

/** What the pages of the dashboard read and change; each administrator is granted what he holds of it. */
export const DASHBOARD_SCOPES: readonly string[] = [
  'read:clients',
  'create:clients',
  'update:clients',
  'delete:clients',
  'read:client_keys',
  'update:client_keys',
  'read:client_grants',
  'create:client_grants',
  'update:client_grants',
  'delete:client_grants',
  'read:resource_servers',
  'create:resource_servers',
  'update:resource_servers',
  'delete:resource_servers',
  'read:connections',
  'update:connections',
  'read:users',
  'update:users',
  'delete:users',
  'read:roles',
  'read:role_members',
  'create:role_members',
  'delete:role_members',
  'read:rules',
  'read:actions',
  'read:logs',
  'read:logs_users',
  'read:stats',
  'read:email_provider',
  'create:email_provider',
  'update:email_provider',
  'delete:email_provider',
  'read:tenant_settings',
  'update:tenant_settings',
  'read:attack_protection',
  'update:attack_protection',
  'read:branding',
  'update:branding',
  'delete:branding',
  'read:prompts',
  'update:prompts',
  'read:signing_keys',
  'create:signing_keys',
  'update:signing_keys',
]
