// The list of entities. Routes, scopes, checks, tables, documentation and command line read it; a new entity is one file, one
// line in each of the two lists here, and its table in storage/migrations.
import { BRANDING, type Branding } from './branding.ts'
import { BREACHED_PASSWORD_DETECTION, type BreachedPasswordDetection } from './breached-password-detection.ts'
import { BRUTE_FORCE_PROTECTION, type BruteForceProtection } from './brute-force-protection.ts'
import { CONNECTION, type Connection } from './connection.ts'
import { DISCOVERY_DOMAIN, type DiscoveryDomain } from './discovery-domain.ts'
import { EMAIL_PROVIDER, type EmailProvider } from './email-provider.ts'
import { EMAIL_TEMPLATE, type EmailTemplate } from './email-template.ts'
import { ORGANIZATION, type Organization } from './organization.ts'
import { PROMPTS, type Prompts } from './prompts.ts'
import { ROLE, type Role } from './role.ts'
import { RULE, type Rule } from './rule.ts'
import { SUSPICIOUS_IP_THROTTLING, type SuspiciousIpThrottling } from './suspicious-ip-throttling.ts'
import { CLIENT, type Client } from './client.ts'
import { CLIENT_CREDENTIAL, type ClientCredential } from './client-credential.ts'
import { CLIENT_GRANT, type ClientGrant } from './client-grant.ts'
import { CUSTOM_DOMAIN, type CustomDomain } from './custom-domain.ts'
import type { Entity } from './entity.ts'
import { LOG_STREAM, type LogStream } from './log-stream.ts'
import { NETWORK_ACL, type NetworkAcl } from './network-acl.ts'
import { MACHINE_TOKEN, type MachineToken } from './machine-token.ts'
import { SIGNAL_STREAM, type SignalStream } from './signal-stream.ts'
import { RESOURCE_SERVER, type ResourceServer } from './resource-server.ts'
import { TOKEN_EXCHANGE_PROFILE, type TokenExchangeProfile } from './token-exchange-profile.ts'
import { SELF_SERVICE_PROFILE, type SelfServiceProfile } from './self-service-profile.ts'
import { USER_ATTRIBUTE_PROFILE, type UserAttributeProfile } from './user-attribute-profile.ts'
import { THEME, type Theme } from './theme.ts'
import { TENANT_SETTINGS, type TenantSettings } from './tenant-settings.ts'

export const ENTITIES = [
  CLIENT,
  CLIENT_CREDENTIAL,
  RESOURCE_SERVER,
  CLIENT_GRANT,
  TENANT_SETTINGS,
  CONNECTION,
  ROLE,
  ORGANIZATION,
  RULE,
  BRANDING,
  PROMPTS,
  EMAIL_TEMPLATE,
  EMAIL_PROVIDER,
  BRUTE_FORCE_PROTECTION,
  SUSPICIOUS_IP_THROTTLING,
  BREACHED_PASSWORD_DETECTION,
  TOKEN_EXCHANGE_PROFILE,
  MACHINE_TOKEN,
  SIGNAL_STREAM,
  THEME,
  LOG_STREAM,
  USER_ATTRIBUTE_PROFILE,
  SELF_SERVICE_PROFILE,
  NETWORK_ACL,
  CUSTOM_DOMAIN,
  DISCOVERY_DOMAIN,
] as const satisfies readonly Entity[]

/** What is kept of each, by its collection. */
export type EntityDocuments = {
  clients: Client
  client_credentials: ClientCredential
  resource_servers: ResourceServer
  client_grants: ClientGrant
  tenant_settings: TenantSettings
  connections: Connection
  roles: Role
  organizations: Organization
  rules: Rule
  branding: Branding
  prompts: Prompts
  email_templates: EmailTemplate
  email_provider: EmailProvider
  brute_force_protection: BruteForceProtection
  suspicious_ip_throttling: SuspiciousIpThrottling
  breached_password_detection: BreachedPasswordDetection
  token_exchange_profiles: TokenExchangeProfile
  machine_tokens: MachineToken
  signal_streams: SignalStream
  themes: Theme
  log_streams: LogStream
  user_attribute_profiles: UserAttributeProfile
  self_service_profiles: SelfServiceProfile
  network_acls: NetworkAcl
  custom_domains: CustomDomain
  discovery_domains: DiscoveryDomain
}
