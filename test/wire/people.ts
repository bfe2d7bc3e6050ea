// People in a world: users with sessions and codes, written into its database as the pages would, so that the token endpoint can be
// asked without a browser.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { FIRST_CONNECTION, newEnabledClient } from '@symbolon/core/connections/new-connection'
import type { AuthorizationCode } from '@symbolon/core/one-time'
import type { Change } from '@symbolon/core/ports'
import type { Session } from '@symbolon/core/records'
import { newAuthorizationCode } from '@symbolon/core/tokens/authorization-code'
import { firstPassword, newUserDocument, type NewUserFields } from '@symbolon/core/users/new-user'
import type { Client } from '@symbolon/protocol/entities/client'
import type { User } from '@symbolon/protocol/entities/user'
import { authorizePath, newBrowser, type Arrival, type Browser } from './browser.ts'
import { newClient, type NewClient, type World } from './world.ts'

export const CALLBACK = 'https://app.example.com/callback'
export const OPENID = ['openid', 'profile', 'email', 'offline_access']

/** A user of the first connection. */
export async function newUser({ tenancy }: World, fields: NewUserFields = {}): Promise<User> {
  const user = newUserDocument(
    tenancy,
    { name: FIRST_CONNECTION, strategy: 'auth0' },
    { email: `${randomBytes(6).toString('hex')}@example.com`, email_verified: true, ...fields },
  )
  assert.equal(await tenancy.store.insertUser(user), 'written')
  return user
}

/** An application of people: with a secret, unless `fields` say otherwise. */
export const newApplication = (fields: Partial<Client> = {}): NewClient =>
  newClient({
    name: 'Application',
    app_type: 'regular_web',
    callbacks: [CALLBACK],
    grant_types: ['authorization_code', 'refresh_token'],
    ...fields,
  })

/** What lets these clients' users come from the first connection. */
export async function enabledFor({ tenancy }: World, clients: readonly NewClient[]): Promise<readonly Change[]> {
  const connection = await tenancy.store.find('connections', { name: FIRST_CONNECTION })
  assert.ok(connection)
  return clients.map(({ client_id }) => ({
    insert: 'enabled_clients',
    document: newEnabledClient(connection.id, client_id),
  }))
}

/** Writes the clients, whose users may come from the first connection. */
export const writeApplications = async (world: World, ...clients: readonly NewClient[]): Promise<void> =>
  world.write(...clients.map(({ changes }) => changes), await enabledFor(world, clients))

/** A user who can log in with this password. */
export async function newUserWithPassword({ tenancy }: World, password: string, fields: NewUserFields = {}) {
  const connection = { name: FIRST_CONNECTION, strategy: 'auth0' } as const
  const email = `${randomBytes(6).toString('hex')}@example.com`
  const user = newUserDocument(tenancy, connection, { email, email_verified: true, ...fields })
  const kept = firstPassword(tenancy, user, connection, await tenancy.hasher.hash(password))
  assert.equal(await tenancy.store.insertUser(user, kept), 'written')
  return { ...user, email }
}

/** `refresh_token` of a client whose tokens rotate. */
export const ROTATING = {
  rotation_type: 'rotating',
  expiration_type: 'expiring',
  token_lifetime: 86_400,
  idle_token_lifetime: 3600,
} as const satisfies Client['refresh_token']

/** A browser in which the user is logged in. */
export async function newSession({ tenancy }: World, user: User): Promise<Session> {
  const now = Math.floor(tenancy.now() / 1000)
  const session: Session = {
    id: randomBytes(16).toString('base64url'),
    user_id: user.user_id,
    connection: FIRST_CONNECTION,
    created_at: now,
    updated_at: now,
    authenticated_at: now,
    last_interacted_at: now,
    idle_expires_at: now + 3600,
    expires_at: now + 86_400,
    methods: [{ name: 'pwd', timestamp: now }],
    clients: [],
    device: {},
    persistent: true,
  }
  await tenancy.store.insertSession(session, randomBytes(32).toString('base64url'))
  return session
}

export type Pkce = { readonly verifier: string; readonly challenge: string }

export function newPkce(): Pkce {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** A code as /authorize would give it, with PKCE where `pkce` says so. */
export const newCode = (
  { tenancy }: World,
  { client_id }: Pick<NewClient, 'client_id'>,
  { user_id }: User,
  fields: Partial<AuthorizationCode> = {},
  pkce?: Pkce,
): Promise<string> =>
  newAuthorizationCode(tenancy, {
    client_id,
    user_id,
    session_id: null,
    redirect_uri: CALLBACK,
    audience: null,
    scopes: OPENID,
    nonce: null,
    auth_time: Math.floor(tenancy.now() / 1000),
    with_auth_time: false,
    code_challenge: pkce?.challenge ?? null,
    code_challenge_method: pkce ? 'S256' : null,
    ...fields,
  })

/** Who asks, and how it proves it. */
export type Asker = { readonly credentials: Readonly<Record<string, string>> }

/** The answer to a request that redeems `code`. */
export const redeem = (
  world: Pick<World, 'token'>,
  { credentials }: Asker,
  code: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  world.token({ grant_type: 'authorization_code', ...credentials, code, redirect_uri: CALLBACK, ...more })

/** The answer to a request that renews. */
export const renew = (
  world: Pick<World, 'token'>,
  { credentials }: Asker,
  refresh_token: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> => world.token({ grant_type: 'refresh_token', ...credentials, refresh_token, ...more })

export type UserTokens = {
  readonly access_token: string
  readonly refresh_token: string | undefined
  readonly id_token: string | undefined
  readonly scope: string
  readonly expires_in: number
}

/** The tokens in a successful answer. */
export async function userTokensOf(response: Response): Promise<UserTokens> {
  const text = await response.text()
  assert.equal(response.status, 200, text)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  const body: Record<string, unknown> = JSON.parse(text)
  const { access_token, refresh_token, id_token, scope, expires_in, token_type } = body
  assert.ok(typeof access_token === 'string' && typeof scope === 'string' && typeof expires_in === 'number')
  assert.ok(refresh_token === undefined || typeof refresh_token === 'string')
  assert.ok(id_token === undefined || typeof id_token === 'string')
  assert.equal(token_type, 'Bearer')
  return { access_token, refresh_token, id_token, scope, expires_in }
}

/** The refresh token in a successful answer, which must have one. */
export async function refreshTokenOf(response: Response): Promise<string> {
  const { refresh_token } = await userTokensOf(response)
  assert.ok(refresh_token, 'there is a refresh token')
  return refresh_token
}

/** A refresh token that came of a code. */
export const newRefreshToken = async (
  world: World,
  client: NewClient,
  user: User,
  fields: Partial<AuthorizationCode> = {},
): Promise<string> => refreshTokenOf(await redeem(world, client, await newCode(world, client, user, fields)))

/** A browser that has never been here, and the page to which the client sends it. */
export async function beginLogin(
  { issuer }: Pick<World, 'issuer'>,
  { client_id }: { readonly client_id: string },
  further: Readonly<Record<string, string>> = {},
): Promise<[Browser, Arrival]> {
  const browser = newBrowser(issuer)
  const wanted = { client_id, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid', state: 's', ...further }
  return [browser, await browser.visit(authorizePath(wanted))]
}
