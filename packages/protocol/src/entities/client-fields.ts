// The fields of a client, each with its own constraints. reference: Management API, section 5.
import { CLIENT_ASSERTION_ALGORITHMS } from '../oauth/rfc7523-client-assertion.ts'
import { TOKEN_QUOTA } from './token-quota.ts'
import { bool, list, mapOf, nullable, oneOf, optional, record, string, whole } from './schema.ts'
import { freeMap, httpsUrl, name, printable, text, url } from './words.ts'

/** Values of `grant_types`. */
const CLIENT_GRANT_TYPES = [
  'authorization_code',
  'implicit',
  'refresh_token',
  'client_credentials',
  'password',
  'http://auth0.com/oauth/grant-type/password-realm',
  'http://auth0.com/oauth/grant-type/passwordless/otp',
  'http://auth0.com/oauth/grant-type/mfa-oob',
  'http://auth0.com/oauth/grant-type/mfa-otp',
  'http://auth0.com/oauth/grant-type/mfa-recovery-code',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:openid:params:grant-type:ciba',
] as const

const APP_TYPES = [
  'native',
  'spa',
  'regular_web',
  'non_interactive',
  'resource_server',
  'express_configuration',
  'sso_integration',
  'oag',
  'rms',
  'box',
  'cloudbees',
  'concur',
  'dropbox',
  'mscrm',
  'echosign',
  'egnyte',
  'newrelic',
  'office365',
  'salesforce',
  'sentry',
  'sharepoint',
  'slack',
  'springcm',
  'zendesk',
  'zoom',
] as const

const LOGOUT_INITIATORS = [
  'rp-logout',
  'idp-logout',
  'password-changed',
  'session-expired',
  'session-revoked',
  'account-deleted',
  'email-identifier-changed',
  'mfa-phone-unenrolled',
  'account-deactivated',
] as const

/** `{ credentials: [{ id }] }`; on POST a credential may stand there itself, and is then made. */
const credentialMethod = () =>
  record({
    credentials: list(
      record({
        id: optional(printable(64)),
        credential_type: optional(oneOf('public_key')),
        name: optional(name(128)),
        pem: optional(text(4096)),
        alg: optional(oneOf(...CLIENT_ASSERTION_ALGORITHMS)),
        kid: optional(string({ minLength: 10, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' })),
        parse_expiry_from_cert: optional(bool()),
        expires_at: optional(text(40)),
      }),
      2,
    ),
  })

const backchannelLogout = () =>
  record({
    backchannel_logout_urls: optional(list(url(), 10)),
    backchannel_logout_initiators: optional(
      record({
        mode: optional(oneOf('custom', 'all')),
        selected_initiators: optional(list(oneOf(...LOGOUT_INITIATORS), 20)),
      }),
    ),
    backchannel_logout_session_metadata: optional(nullable(record({ include: optional(bool()) }))),
  })

const socialLogin = () => optional(nullable(record({ enabled: optional(bool()) })))

/** By wire name. */
export const CLIENT_FIELDS = {
  client_id: string({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' }),
  tenant: text(64),
  global: bool(),
  name: name(256),
  description: text(140),
  client_secret: string({ minLength: 16, maxLength: 256, pattern: '^[\\x21-\\x7E]+$' }),
  app_type: oneOf(...APP_TYPES),
  logo_uri: url(),
  is_first_party: bool(),
  oidc_conformant: bool(),
  callbacks: list(url(), 100),
  allowed_origins: list(url(), 100),
  web_origins: list(url(), 100),
  allowed_logout_urls: list(url(), 100),
  client_aliases: list(printable(2048), 100),
  allowed_clients: list(printable(64), 100),
  grant_types: list(oneOf(...CLIENT_GRANT_TYPES), 20),
  token_endpoint_auth_method: oneOf('none', 'client_secret_post', 'client_secret_basic'),
  client_authentication_methods: record({
    private_key_jwt: optional(credentialMethod()),
    tls_client_auth: optional(credentialMethod()),
    self_signed_tls_client_auth: optional(credentialMethod()),
  }),
  jwt_configuration: record({
    lifetime_in_seconds: optional(whole(1, 2592000)),
    secret_encoded: optional(bool()),
    scopes: optional(freeMap(100)),
    /** ES256 and EdDSA are ours. */
    alg: optional(oneOf('HS256', 'RS256', 'PS256', 'ES256', 'EdDSA')),
  }),
  sso: bool(),
  sso_disabled: bool(),
  cross_origin_authentication: bool(),
  cross_origin_auth: bool(),
  cross_origin_loc: url(),
  custom_login_page_on: bool(),
  custom_login_page: text(100000),
  custom_login_page_preview: text(100000),
  form_template: text(100000),
  addons: freeMap(50),
  client_metadata: mapOf(text(255), 10),
  mobile: record({
    android: optional(
      nullable(
        record({
          app_package_name: optional(text(256)),
          sha256_cert_fingerprints: optional(list(text(256), 20)),
        }),
      ),
    ),
    ios: optional(nullable(record({ team_id: optional(text(256)), app_bundle_identifier: optional(text(256)) }))),
  }),
  initiate_login_uri: httpsUrl(),
  native_social_login: record({ apple: socialLogin(), facebook: socialLogin(), google: socialLogin() }),
  refresh_token: record({
    rotation_type: oneOf('rotating', 'non-rotating'),
    expiration_type: oneOf('expiring', 'non-expiring'),
    leeway: optional(whole(0, 157788000)),
    token_lifetime: optional(whole(1, 157788000)),
    infinite_token_lifetime: optional(bool()),
    idle_token_lifetime: optional(whole(1, 157788000)),
    infinite_idle_token_lifetime: optional(bool()),
    policies: optional(nullable(list(record({ audience: printable(600), scope: list(printable(280), 1000) }), 100))),
  }),
  organization_usage: oneOf('deny', 'allow', 'require'),
  organization_require_behavior: oneOf('no_prompt', 'pre_login_prompt', 'post_login_prompt'),
  organization_discovery_methods: list(oneOf('email', 'organization_name'), 2),
  default_organization: nullable(
    record({ organization_id: printable(50), flows: list(oneOf('client_credentials'), 1) }),
  ),
  /** Ours: whether a code challenge may be the verifier itself (RFC 7636 `plain`). */
  allow_plain_code_challenge: bool(),
  require_pushed_authorization_requests: bool(),
  require_proof_of_possession: bool(),
  par_request_expiry: nullable(whole(10, 600)),
  signed_request_object: record({
    required: optional(bool()),
    credentials: optional(list(record({ id: printable(64) }), 2)),
  }),
  compliance_level: nullable(
    oneOf('none', 'fapi1_adv_pkj_par', 'fapi1_adv_mtls_par', 'fapi2_sp_pkj_mtls', 'fapi2_sp_mtls_mtls'),
  ),
  oidc_logout: backchannelLogout(),
  oidc_backchannel_logout: backchannelLogout(),
  session_transfer: nullable(
    record({
      can_create_session_transfer_token: optional(bool()),
      enforce_cascade_revocation: optional(bool()),
      allowed_authentication_methods: optional(list(oneOf('cookie', 'query'), 2)),
      enforce_device_binding: optional(oneOf('ip', 'asn', 'none')),
      allow_refresh_token: optional(bool()),
      enforce_online_refresh_tokens: optional(bool()),
      delegation: optional(nullable(freeMap(10))),
    }),
  ),
  token_exchange: nullable(
    record({
      allow_any_profile_of_type: optional(list(oneOf('custom_authentication', 'on_behalf_of_token_exchange'), 2)),
    }),
  ),
  token_quota: nullable(record({ client_credentials: TOKEN_QUOTA })),
  resource_server_identifier: printable(600),
  skip_non_verifiable_callback_uri_confirmation_prompt: nullable(bool()),
  third_party_security_mode: oneOf('strict', 'permissive'),
  redirection_policy: oneOf('allow_always', 'open_redirect_protection'),
  fedcm_login: nullable(freeMap(10)),
  express_configuration: nullable(freeMap(50)),
  my_organization_configuration: nullable(freeMap(50)),
  token_vault_privileged_access: nullable(freeMap(50)),
  async_approval_notification_channels: nullable(list(oneOf('guardian-push', 'email'), 2)),
  is_token_endpoint_ip_header_trusted: bool(),
  encryption_key: nullable(
    record({ pub: optional(text(8192)), cert: optional(text(8192)), subject: optional(text(1024)) }),
  ),
  signing_keys: list(record({ cert: text(8192), pkcs7: optional(text(8192)), subject: text(1024) }), 10),
  owners: list(printable(256), 100),
  callback_url_template: bool(),
  external_client_id: url(),
  external_metadata_type: text(64),
  external_metadata_created_by: text(256),
  jwks_uri: url(),
} as const
