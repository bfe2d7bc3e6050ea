import { FIRST_CONNECTION, newEnabledClient } from '@symbolon/core/connections/new-connection'
import { hashHandle, newHandle } from '@symbolon/core/handles'
import type { TenantStore } from '@symbolon/core/ports'
import { newUserDocument } from '@symbolon/core/users/new-user'
import { openStore } from '@symbolon/storage/open-store'
import { randomBytes } from 'node:crypto'
import type { Child } from '../machine/child.ts'
import { untilAnswered } from './server.ts'
import type { Algorithm } from './server.ts'
import { asAdministrator, serverOf } from './symbolon.ts'
import type { Credentials, Deployment } from './symbolon.ts'
import { callback, pkce } from './visit.ts'
import type { Person } from './visit.ts'

const audience = 'https://people.bench.example/'

/** An application whose tokens are signed with `alg` and rotate, and its API. */
async function makeApplication(deployment: Deployment, alg: Algorithm): Promise<Credentials> {
  const make = await asAdministrator(deployment)
  const scopes = [{ value: 'read' }]
  await make('resource-servers', {
    name: 'people',
    identifier: audience,
    signing_alg: alg,
    allow_offline_access: true,
    skip_consent_for_verifiable_first_party_clients: true,
    scopes,
  })
  return make<Credentials>('clients', {
    name: 'application',
    app_type: 'regular_web',
    token_endpoint_auth_method: 'client_secret_post',
    callbacks: [callback],
    grant_types: ['authorization_code', 'refresh_token'],
    jwt_configuration: { alg: 'RS256' },
    refresh_token: {
      rotation_type: 'rotating',
      expiration_type: 'expiring',
      leeway: 30,
      token_lifetime: 2_592_000,
      idle_token_lifetime: 1_296_000,
    },
  })
}

/** A user with a session, straight through the store: the password is none of what is measured. Answers with the cookie's value. */
async function logIn(store: TenantStore, client_id: string): Promise<string> {
  const connection = await store.find('connections', { name: FIRST_CONNECTION })
  if (connection === undefined) throw new Error('the deployment has no connection')
  const document = newEnabledClient(connection.id, client_id)
  await store.apply([{ insert: 'enabled_clients', document }])
  const user = newUserDocument({ now: Date.now, random: randomBytes }, connection, { email: 'anna@bench.example' })
  await store.insertUser(user)
  const [now, handle] = [Math.floor(Date.now() / 1000), newHandle(randomBytes)]
  const session = {
    id: newHandle(randomBytes),
    user_id: user.user_id,
    connection: connection.name,
    created_at: now,
    updated_at: now,
    authenticated_at: now,
    last_interacted_at: now,
    idle_expires_at: now + 86_400,
    expires_at: now + 86_400,
    methods: [{ name: 'pwd', timestamp: now }],
    clients: [client_id],
    device: {},
    persistent: true,
  }
  await store.insertSession(session, hashHandle(handle))
  return handle
}

/** A person who is logged in at the running deployment. */
export async function logInAtSymbolon(deployment: Deployment, child: Child, alg: Algorithm): Promise<Person> {
  const { client_id, client_secret } = await makeApplication(deployment, alg)
  const store = await openStore({ database: deployment.database, now: Date.now, operatorLog: () => undefined })
  const [tenant] = await store.tenants()
  if (tenant === undefined) throw new Error('the deployment has no tenant')
  const cookie = `auth0=${await logIn(store.tenant(tenant.tenant_id), client_id)}`
  await store.close()
  const authorize = (scope: string, forApi: boolean): string => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id,
      redirect_uri: callback,
      scope,
      state: 'state',
      code_challenge: pkce.challenge,
      code_challenge_method: 'S256',
      ...(forApi ? { audience } : {}),
    })
    return `/authorize?${query.toString()}`
  }
  const form = { client_id, client_secret, redirect_uri: callback, code_verifier: pkce.verifier }
  // Another process has written, and the server sees it within a second.
  await untilAnswered(child, async () => {
    const sent = await fetch(deployment.url + authorize('openid', true), { redirect: 'manual', headers: { cookie } })
    const where = sent.headers.get('location') ?? ''
    return new Response(where, { status: where.includes('code=') ? 200 : 409 })
  })
  return { server: serverOf(deployment, child, alg, form), authorize, userinfo: '/userinfo', cookie }
}
