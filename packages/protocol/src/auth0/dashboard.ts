// The dashboard as an application of the tenant: who it is, where it lives, and which rights it asks for. Ours.

/** The client of every tenant's dashboard. Nobody can choose a client's id, so that no other client has it. */
export const DASHBOARD_CLIENT_ID = 'symbolon-dashboard'

/** Where people reach it. */
export const DASHBOARD_PATH = '/dashboard'

/** Whether rights of users at the system API count in this client's tokens. */
export const isDashboard = (client_id: string | undefined): boolean => client_id === DASHBOARD_CLIENT_ID

/** In `client_metadata`: the application serves to try the connection of that id. */
export const TRIAL_OF = 'symbolon_trial_of'

type Marked = { readonly client_metadata?: Readonly<Record<string, string>> }

/** Whether it is one in which administrators try connections, as other people than they are themselves. */
export const isTrial = ({ client_metadata = {} }: Marked): boolean => Object.hasOwn(client_metadata, TRIAL_OF)

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
  'create:connections',
  'update:connections',
  'delete:connections',
  'read:users',
  'create:users',
  'update:users',
  'delete:users',
  'create:user_tickets',
  'read:sessions',
  'delete:sessions',
  'read:refresh_tokens',
  'delete:refresh_tokens',
  'read:roles',
  'create:roles',
  'update:roles',
  'delete:roles',
  'read:role_members',
  'create:role_members',
  'delete:role_members',
  'read:organizations',
  'create:organizations',
  'update:organizations',
  'delete:organizations',
  'read:organization_members',
  'create:organization_members',
  'delete:organization_members',
  'read:organization_member_roles',
  'create:organization_member_roles',
  'delete:organization_member_roles',
  'read:organization_connections',
  'create:organization_connections',
  'update:organization_connections',
  'delete:organization_connections',
  'read:organization_client_grants',
  'create:organization_client_grants',
  'delete:organization_client_grants',
  'read:organization_invitations',
  'create:organization_invitations',
  'delete:organization_invitations',
  'read:client_credentials',
  'create:client_credentials',
  'update:client_credentials',
  'delete:client_credentials',
  'read:machine_tokens',
  'create:machine_tokens',
  'delete:machine_tokens',
  'read:rules',
  'create:rules',
  'update:rules',
  'delete:rules',
  'read:rules_configs',
  'update:rules_configs',
  'delete:rules_configs',
  'read:actions',
  'create:actions',
  'update:actions',
  'delete:actions',
  'blacklist:tokens',
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
