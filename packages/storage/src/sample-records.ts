// Records for tests: a person, and what one has been given.
import type { AuthorizationCode } from '@symbolon/core/one-time'
import type {
  Attempts,
  Consent,
  OneTime,
  Password,
  RefreshToken,
  RefreshTokenState,
  Session,
} from '@symbolon/core/records'
import type { Identity, User } from '@symbolon/protocol/entities/user'

/** An instant before all clocks of tests, in seconds. */
export const BEGINNING = 1_690_000_000

/** Long after them. */
export const FAR = 4_000_000_000

const TIME = new Date(BEGINNING * 1000).toISOString()

export const sampleIdentity = (id: string, more: Partial<Identity> = {}): Identity => ({
  connection: 'Users',
  provider: 'auth0',
  user_id: id,
  isSocial: false,
  ...more,
})

/** A user of the connection `Users` whose id is `auth0|id`. */
export const sampleUser = (id: string, more: Partial<User> = {}): User => ({
  user_id: `auth0|${id}`,
  identities: [sampleIdentity(id)],
  created_at: TIME,
  updated_at: TIME,
  ...more,
})

export const samplePassword = (user_id: string, hash = 'hash'): Password => ({
  user_id,
  connection: 'Users',
  hash,
  history: [],
  changed_at: BEGINNING,
})

export const sampleSession = (id: string, user_id: string, more: Partial<Session> = {}): Session => ({
  id,
  user_id,
  connection: 'Users',
  created_at: BEGINNING,
  updated_at: BEGINNING,
  authenticated_at: BEGINNING,
  last_interacted_at: BEGINNING,
  idle_expires_at: FAR,
  expires_at: FAR,
  methods: [{ name: 'pwd', timestamp: BEGINNING }],
  clients: [],
  device: { initial_ip: '192.0.2.1' },
  persistent: true,
  ...more,
})

/** A token of the client `c`. */
export const sampleRefreshToken = (id: string, user_id: string, more: Partial<RefreshToken> = {}): RefreshToken => ({
  id,
  user_id,
  client_id: 'c',
  session_id: null,
  code_hash: null,
  rotating: true,
  created_at: BEGINNING,
  last_exchanged_at: null,
  expires_at: null,
  idle_expires_at: FAR,
  resource_servers: [{ audience: 'https://api/', scopes: ['read'] }],
  auth_time: BEGINNING,
  device: { initial_ip: '192.0.2.1' },
  ...more,
})

/** What a rotation leaves behind. */
export const sampleSuccessor = (
  token_hash: string,
  previous_hash: string,
): RefreshTokenState & {
  readonly last_exchanged_at: number
  readonly idle_expires_at: number
  readonly device: RefreshToken['device']
} => ({
  token_hash,
  previous_hash,
  successor_salt: `salt of ${token_hash}`,
  rotated_at: BEGINNING * 1000,
  last_exchanged_at: BEGINNING + 5,
  idle_expires_at: FAR + 5,
  device: { last_ip: '192.0.2.2' },
})

export const sampleConsent = (id: string, user_id: string, more: Partial<Consent> = {}): Consent => ({
  id,
  user_id,
  client_id: 'c',
  audience: '',
  scope: ['openid'],
  redirect_uris: ['https://app/'],
  ...more,
})

const code = (user_id: string): AuthorizationCode => ({
  client_id: 'c',
  user_id,
  session_id: null,
  redirect_uri: 'https://app/',
  audience: null,
  scopes: ['openid'],
  nonce: null,
  auth_time: BEGINNING,
  with_auth_time: false,
  code_challenge: null,
  code_challenge_method: null,
})

/** A code for the client `c`. */
export const sampleCode = (
  hash: string,
  user_id: string,
  more: Partial<OneTime<'authorization_code'>> = {},
): OneTime<'authorization_code'> => ({
  kind: 'authorization_code',
  hash,
  user_id,
  client_id: 'c',
  content: code(user_id),
  expires_at: FAR,
  spent_at: null,
  ...more,
})

export const sampleAttempt = (
  key: string,
  more: Partial<Omit<Attempts, 'count' | 'updated_at'>> = {},
): Omit<Attempts, 'count' | 'updated_at'> => ({
  kind: 'login',
  key,
  identifier: 'anna@example.com',
  ip: '192.0.2.1',
  connection: 'Users',
  ...more,
})
