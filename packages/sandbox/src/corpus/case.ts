// A rule as a customer would write it, and what must come of it.

type Members = Readonly<Record<string, unknown>>

export type Case = {
  readonly name: string
  readonly rule: string
  readonly user?: Members
  readonly context?: Members
  readonly configuration?: Readonly<Record<string, string>>
  /** Milliseconds since the epoch. */
  readonly now?: number
  /** Members of what is answered, by their path: `context.idToken.x`. Undefined: not there. */
  readonly gives?: Members
  /** What it refuses by. */
  readonly refuses?: string | RegExp
  readonly unauthorized?: boolean
  /** What the console got. */
  readonly logs?: readonly string[]
  /** Metadata that it keeps. */
  readonly keeps?: Members
}

export const ADA: Members = {
  user_id: 'auth0|5f7c8ec7c33c6c004bbafe82',
  email: 'ada@example.com',
  email_verified: true,
  name: 'Ada Lovelace',
  given_name: 'Ada',
  family_name: 'Lovelace',
  nickname: 'ada',
  picture: 'https://s.gravatar.com/avatar/0?d=https%3A%2F%2Fcdn.example.com%2Fad.png',
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-11-01T00:00:00.000Z',
  last_password_reset: '2026-10-01T00:00:00.000Z',
  identities: [
    { provider: 'auth0', user_id: '5f7c8ec7c33c6c004bbafe82', connection: 'Users', isSocial: false },
    { provider: 'facebook', user_id: '77', connection: 'facebook', isSocial: true, profileData: { name: 'Ada' } },
  ],
}

export const LOGIN: Members = {
  tenant: 'acme',
  clientID: 'shop',
  clientName: 'Shop',
  clientMetadata: { plan: 'gold' },
  connection: 'Users',
  connectionID: 'con_0000000000000001',
  connectionStrategy: 'auth0',
  connectionOptions: { tenant_domain: 'example.com', domain_aliases: ['example.org'] },
  connectionMetadata: { region: 'eu' },
  samlConfiguration: { mappings: {}, lifetimeInSeconds: 3600 },
  protocol: 'oidc-basic-profile',
  stats: { loginsCount: 1 },
  sso: { with_auth0: true, with_dbconn: true, current_clients: ['shop'] },
  sessionID: 'session-1',
  request: {
    userAgent: 'Mozilla/5.0',
    ip: '203.0.113.7',
    hostname: 'login.example.com',
    query: { scope: 'openid contactInfo', client_id: 'shop', acr_values: '' },
    body: {},
    geoip: { country_code: 'GB', country_name: 'United Kingdom', city_name: 'London' },
  },
  authentication: { methods: [{ name: 'pwd', timestamp: 1_795_000_000_000 }] },
  authorization: { roles: ['editor', 'admin'] },
  organization: { id: 'org_1', name: 'acme', display_name: 'Acme', metadata: { tier: '1' } },
  riskAssessment: { confidence: 'low', version: '1', assessments: { NewDevice: { confidence: 'low' } } },
  jwtConfiguration: { scopes: {} },
}
