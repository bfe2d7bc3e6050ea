// tenant settings: the one document of settings a tenant has. reference: Management API, section 16. Our own default:
// `resource_parameter_profile` is "compatibility", so that RFC 8707's `resource` works from the start. Our own flag:
// `allow_access_token_in_query`, for old clients of /userinfo.
import type { Entity, Stored } from './entity.ts'
import { LONGEST_MACHINE_TOKEN } from './machine-token.ts'
import { TOKEN_QUOTA } from './token-quota.ts'
import { bool, list, nullable, oneOf, optional, positive, record, recordOf, string, whole } from './schema.ts'
import { freeMap, printable, text, url } from './words.ts'

const FLAGS = [
  'allow_access_token_in_query',
  'allow_changing_enable_sso',
  'allow_legacy_delegation_grant_types',
  'allow_legacy_ro_grant_types',
  'allow_legacy_tokeninfo_endpoint',
  'change_pwd_flow_v1',
  'custom_domains_provisioning',
  'dashboard_insights_view',
  'dashboard_log_streams_next',
  'disable_clickjack_protection_headers',
  'disable_fields_map_fix',
  'disable_impersonation',
  'disable_management_api_sms_obfuscation',
  'enable_adfs_waad_email_verification',
  'enable_apis_section',
  'enable_client_connections',
  'enable_dynamic_client_registration',
  'enable_idtoken_api2',
  'enable_legacy_profile',
  'enable_pipeline2',
  'enable_public_signup_user_exists_error',
  'enable_sso',
  'enforce_client_authentication_on_passwordless_start',
  'genai_trial',
  'improved_signup_bot_detection_in_classic',
  'mfa_show_factor_list_on_enrollment',
  'no_disclose_enterprise_connections',
  'remove_alg_from_jwks',
  'require_pushed_authorization_requests',
  'revoke_refresh_token_grant',
  'trust_azure_adfs_email_verified_connection_property',
  'universal_login',
] as const

const html = () => optional(text(100000))
const page = () => record({ enabled: optional(bool()), html: html() })
/** Hours; fractions where minutes were used. */
const hours = (maximum: number) => positive(maximum)
const quota = () => optional(record({ client_credentials: TOKEN_QUOTA }))

const fields = {
  friendly_name: text(200),
  picture_url: url(),
  support_email: text(320),
  support_url: url(),
  allowed_logout_urls: list(url(), 100),
  acr_values_supported: list(printable(255), 100),
  session_lifetime: hours(8760),
  session_lifetime_in_minutes: whole(1, 525600),
  idle_session_lifetime: hours(8760),
  idle_session_lifetime_in_minutes: whole(1, 525600),
  ephemeral_session_lifetime: hours(8760),
  ephemeral_session_lifetime_in_minutes: whole(1, 525600),
  idle_ephemeral_session_lifetime: hours(8760),
  idle_ephemeral_session_lifetime_in_minutes: whole(1, 525600),
  default_audience: text(600),
  default_directory: text(128),
  /** Seconds that a machine token may live. Ours; a quarter of a year when absent. */
  machine_token_lifetime_limit: whole(60, LONGEST_MACHINE_TOKEN),
  default_redirection_uri: url(),
  enabled_locales: list(string({ maxLength: 35, pattern: '^[A-Za-z0-9-]+$' }), 200, { minItems: 1, uniqueItems: true }),
  error_page: nullable(record({ html: html(), show_log_link: optional(bool()), url: optional(url()) })),
  change_password: nullable(page()),
  guardian_mfa_page: nullable(page()),
  device_flow: nullable(
    record({
      charset: optional(oneOf('base20', 'digits')),
      mask: optional(string({ minLength: 1, maxLength: 20, pattern: '^[*\\- ]+$' })),
    }),
  ),
  session_cookie: nullable(record({ mode: oneOf('persistent', 'non-persistent') })),
  sessions: nullable(record({ oidc_logout_prompt_enabled: optional(nullable(bool())) })),
  oidc_logout: nullable(record({ rp_logout_end_session_endpoint_discovery: optional(bool()) })),
  sandbox_version: string({ maxLength: 8, pattern: '^[0-9]+$' }),
  legacy_sandbox_version: string({ maxLength: 8, pattern: '^[0-9]+$' }),
  sandbox_versions_available: list(text(8), 20),
  customize_mfa_in_postlogin_action: nullable(bool()),
  allow_organization_name_in_authentication_api: nullable(bool()),
  pushed_authorization_requests_supported: nullable(bool()),
  authorization_response_iss_parameter_supported: nullable(bool()),
  mtls: nullable(record({ enable_endpoint_aliases: optional(nullable(bool())) })),
  skip_non_verifiable_callback_uri_confirmation_prompt: nullable(bool()),
  resource_parameter_profile: oneOf('audience', 'compatibility'),
  client_id_metadata_document_supported: bool(),
  dynamic_client_registration_security_mode: oneOf('strict', 'permissive'),
  phone_consolidated_experience: bool(),
  include_session_metadata_in_tenant_logs: nullable(bool()),
  enable_ai_guide: nullable(bool()),
  country_codes: nullable(
    record({
      list: optional(list(string({ maxLength: 2, pattern: '^[A-Z]{2}$' }), 300)),
      mode: optional(oneOf('allow', 'deny')),
    }),
  ),
  security_headers: nullable(freeMap(30)),
  default_token_quota: nullable(record({ clients: quota(), organizations: quota() })),
  /** Hosts that the tenant's code may call: a name, `*.domain`, or `*`. Ours; none when absent. */
  outbound_hosts: list(
    string({ maxLength: 253, pattern: '^(?:\\*|(?:\\*\\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?)$' }),
    100,
    { uniqueItems: true },
  ),
  flags: recordOf(FLAGS, bool()),
} as const

type Minutes =
  | 'session_lifetime_in_minutes'
  | 'idle_session_lifetime_in_minutes'
  | 'ephemeral_session_lifetime_in_minutes'
  | 'idle_ephemeral_session_lifetime_in_minutes'

type Always =
  | 'allowed_logout_urls'
  | 'acr_values_supported'
  | 'session_lifetime'
  | 'idle_session_lifetime'
  | 'ephemeral_session_lifetime'
  | 'idle_ephemeral_session_lifetime'
  | 'default_audience'
  | 'default_directory'
  | 'default_redirection_uri'
  | 'enabled_locales'
  | 'resource_parameter_profile'
  | 'flags'

/** The settings as they are kept. `default_audience` is empty where there is none. */
export type TenantSettings = Stored<typeof fields, Always, Minutes | 'sandbox_versions_available'>

/** Lifetimes that can be given in minutes as well; hours are kept. */
export const IN_MINUTES = [
  'session_lifetime',
  'idle_session_lifetime',
  'ephemeral_session_lifetime',
  'idle_ephemeral_session_lifetime',
] as const

export const TENANT_SETTINGS = {
  name: 'tenant-settings',
  path: 'tenants/settings',
  collection: 'tenant_settings',
  verbs: ['get', 'update'],
  scopes: { read: ['read:tenant_settings'], create: [], update: ['update:tenant_settings'], delete: [] },
  fields,
  required: [],
  readOnly: ['sandbox_versions_available'],
  createOnly: [],
  updateOnly: [],
  writeOnly: IN_MINUTES.map((field) => `${field}_in_minutes` as const),
  hidden: [],
  apart: ['sandbox_versions_available', ...IN_MINUTES.map((field) => `${field}_in_minutes`)],
  merged: ['flags'],
  updateScopes: {},
  guarded: {},
  defaults: {
    allowed_logout_urls: [],
    acr_values_supported: [],
    session_lifetime: 168,
    idle_session_lifetime: 72,
    ephemeral_session_lifetime: 72,
    idle_ephemeral_session_lifetime: 24,
    default_audience: '',
    default_directory: '',
    default_redirection_uri: '',
    enabled_locales: ['en'],
    error_page: { html: '', show_log_link: false, url: '' },
    change_password: { enabled: false, html: '' },
    guardian_mfa_page: { enabled: false, html: '' },
    device_flow: { charset: 'base20', mask: '****-****' },
    session_cookie: { mode: 'persistent' },
    sessions: { oidc_logout_prompt_enabled: true },
    oidc_logout: { rp_logout_end_session_endpoint_discovery: true },
    sandbox_version: '22',
    customize_mfa_in_postlogin_action: false,
    allow_organization_name_in_authentication_api: false,
    pushed_authorization_requests_supported: false,
    authorization_response_iss_parameter_supported: false,
    mtls: { enable_endpoint_aliases: false },
    skip_non_verifiable_callback_uri_confirmation_prompt: null,
    resource_parameter_profile: 'compatibility',
    client_id_metadata_document_supported: false,
    include_session_metadata_in_tenant_logs: false,
    flags: {
      allow_changing_enable_sso: false,
      change_pwd_flow_v1: false,
      custom_domains_provisioning: false,
      disable_clickjack_protection_headers: false,
      disable_impersonation: true,
      disable_management_api_sms_obfuscation: true,
      enable_apis_section: false,
      enable_client_connections: true,
      enable_dynamic_client_registration: false,
      enable_pipeline2: true,
      enable_sso: true,
      revoke_refresh_token_grant: false,
      trust_azure_adfs_email_verified_connection_property: false,
      universal_login: true,
    },
  },
  columns: [],
  filters: {},
  selectable: true,
  paging: [],
  envelope: 'totals-first',
  errors: {
    missing: { message: 'The tenant settings do not exist.' },
    conflict: { message: 'The tenant settings already exist.' },
  },
} as const satisfies Entity
