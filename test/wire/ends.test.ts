// What an administrator ends gives nothing from any flow from that moment on. security.md F1, F2, F5, F7, F10
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { hashCode } from '@symbolon/core/tokens/authorization-code'
import { startSession } from '@symbolon/core/sessions/session'
import type { Session } from '@symbolon/core/records'
import type { User } from '@symbolon/protocol/entities/user'
import { startPostgres } from '../databases/postgres.ts'
import { authorizePath, newBrowser, type Browser } from './browser.ts'
import { CALLBACK, newCode, redeem, renew, userTokensOf, type Asker } from './people.ts'
import { startWorld, type World } from './world.ts'

const PASSWORD = 'Correct-horse-7'
const API = 'https://ends.example.com/'

/** Everything that one person has got of one application. */
type Held = Asker & {
  readonly client_id: string
  readonly connection_id: string
  readonly connection: string
  readonly user: User
  readonly email: string
  readonly session: Session
  readonly browser: Browser
  /** Not redeemed. */
  readonly code: string
  readonly refresh_token: string
  /** Opaque. */
  readonly access_token: string
}

type Flow = 'code' | 'refresh' | 'userinfo' | 'silent' | 'password'

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`what is ended, on ${database}`, () => {
    let world: World
    let api_id = ''
    let stopDatabase = async (): Promise<void> => {}

    const manage = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
      const answer = await world.manage(method, path, body)
      const text = await answer.text()
      assert.ok(answer.status < 300, `${method} ${path}: ${text}`)
      return text === '' ? {} : JSON.parse(text)
    }

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      const api = { identifier: API, scopes: [{ value: 'read:a' }], allow_offline_access: true }
      api_id = String((await manage('POST', '/resource-servers', api))['id'])
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const hold = async (more: object = {}, audience: string | null = null): Promise<Held> => {
      const client = await manage('POST', '/clients', {
        name: 'Application',
        app_type: 'regular_web',
        callbacks: [CALLBACK],
        grant_types: ['authorization_code', 'refresh_token', 'password'],
        ...more,
      })
      const client_id = String(client['client_id'])
      const connection = `Users-${randomBytes(6).toString('hex')}`
      const email = `${randomBytes(6).toString('hex')}@example.com`
      const body = { name: connection, strategy: 'auth0', enabled_clients: [client_id], is_domain_connection: true }
      const connection_id = String((await manage('POST', '/connections', body))['id'])
      const made = { connection, email, password: PASSWORD, email_verified: true }
      const { user_id } = await manage('POST', '/users', made)
      const user = await world.tenancy.store.findUser(String(user_id))
      const kept = await world.tenancy.store.find('connections', { id: connection_id })
      assert.ok(user && kept)
      const visitor = { ip: undefined, user_agent: undefined }
      const login = { user, connection: kept, method: 'pwd', client_id, visitor }
      const { session, handle } = await startSession(world.tenancy, login)
      const browser = newBrowser(world.issuer)
      browser.cookies.set('auth0', handle)
      await consent(user, client_id, audience)
      const credentials = { client_id, client_secret: String(client['client_secret']) }
      const scopes = ['openid', 'offline_access', ...(audience === null ? [] : ['read:a'])]
      const fields = { session_id: session.id, audience, scopes }
      const first = await redeem(world, { credentials }, await newCode(world, { client_id }, user, fields))
      const { access_token, refresh_token = '' } = await userTokensOf(first)
      const code = await newCode(world, { client_id }, user, fields)
      const person = { connection_id, connection, user, email, session, browser }
      return { ...person, client_id, credentials, code, refresh_token, access_token }
    }

    const newOther = async () => ({
      client_id: String((await manage('POST', '/clients', { name: 'Another application' }))['client_id']),
    })

    const consent = (user: User, client_id: string, audience: string | null) =>
      world.tenancy.store.addConsent({
        id: randomBytes(12).toString('hex'),
        user_id: user.user_id,
        client_id,
        audience: audience ?? '',
        scope: ['openid', 'offline_access', 'read:a'],
        redirect_uris: [CALLBACK],
      })

    /** Whether each flow gives something. */
    const tries: Readonly<Record<Flow, (held: Held) => Promise<boolean>>> = {
      code: async (held) => (await redeem(world, held, held.code)).ok,
      refresh: async (held) => (await renew(world, held, held.refresh_token)).ok,
      userinfo: async ({ access_token }) =>
        (await fetch(`${world.issuer}userinfo`, { headers: { authorization: `Bearer ${access_token}` } })).ok,
      silent: async ({ browser, client_id }) => {
        const asked = { response_type: 'code', client_id, redirect_uri: CALLBACK, scope: 'openid', prompt: 'none' }
        const { url } = await browser.visit(authorizePath({ ...asked, state: 'x' }))
        return url.startsWith(CALLBACK) && new URL(url).searchParams.has('code')
      },
      password: async ({ credentials, email, connection }) => {
        const grant_type = 'http://auth0.com/oauth/grant-type/password-realm'
        const realm = { grant_type, realm: connection, username: email, password: PASSWORD, scope: 'openid' }
        const plain = { grant_type: 'password', username: email, password: PASSWORD, scope: 'openid' }
        return (
          (await world.token({ ...realm, ...credentials })).ok || (await world.token({ ...plain, ...credentials })).ok
        )
      },
    }

    const FLOWS: readonly Flow[] = ['userinfo', 'silent', 'refresh', 'code', 'password']
    const REALM = 'http://auth0.com/oauth/grant-type/password-realm'
    const GRANTS = { grant_types: ['authorization_code', 'refresh_token', 'password', REALM] }

    const whatWorks = async (held: Held, flows: readonly Flow[]): Promise<readonly Flow[]> => {
      const working: Flow[] = []
      for (const flow of flows) if (await tries[flow](held)) working.push(flow)
      return working
    }

    test('worked before: every flow gives something', async () => {
      assert.deepEqual(await whatWorks(await hold(GRANTS), FLOWS), FLOWS)
    })

    const userPath = ({ user }: Held): string => `/users/${encodeURIComponent(user.user_id)}`

    const ENDS: readonly [what: string, end: (held: Held) => Promise<unknown>, flows: readonly Flow[]][] = [
      ['F4: a user who is blocked', (held) => manage('PATCH', userPath(held), { blocked: true }), FLOWS],
      ['F4: a user who is deleted', (held) => manage('DELETE', userPath(held)), FLOWS],
      ['a client that is deleted', ({ client_id }) => manage('DELETE', `/clients/${client_id}`), FLOWS],
      ['a connection that is deleted', ({ connection_id }) => manage('DELETE', `/connections/${connection_id}`), FLOWS],
      [
        'a connection that is switched off',
        ({ connection_id }) => manage('PATCH', `/connections/${connection_id}`, { authentication: { active: false } }),
        ['password', 'silent'],
      ],
      [
        'a client that may not use the connection any more',
        ({ connection_id, client_id }) =>
          manage('PATCH', `/connections/${connection_id}/clients`, [{ client_id, status: false }]),
        ['password', 'silent'],
      ],
      ['a session', ({ session }) => manage('DELETE', `/sessions/${session.id}`), ['silent', 'refresh', 'code']],
      [
        'all access of a user',
        (held) => manage('POST', `${userPath(held)}/revoke-access`, {}),
        ['silent', 'refresh', 'code'],
      ],
      [
        'a password that is changed',
        (held) => manage('PATCH', userPath(held), { password: 'Another-horse-8' }),
        ['silent', 'refresh', 'code', 'password'],
      ],
      ['refresh tokens of a user', (held) => manage('DELETE', `${userPath(held)}/refresh-tokens`), ['refresh']],
    ]
    for (const [what, end, flows] of ENDS) {
      test(`${what}: ${flows.join(', ')}`, async () => {
        const held = await hold(GRANTS)
        const bystander = await hold(GRANTS)
        await end(held)
        assert.deepEqual(await whatWorks(held, flows), [])
        assert.deepEqual(await whatWorks(bystander, FLOWS), FLOWS)
      })
    }

    test('B13: what a user allowed somebody else’s application: code, refresh, password', async () => {
      const allowed = await hold({ ...GRANTS, is_first_party: false })
      assert.deepEqual(await whatWorks(allowed, FLOWS), FLOWS)
      const held = await hold({ ...GRANTS, is_first_party: false })
      const grants = await world.manage('GET', `/grants?user_id=${encodeURIComponent(held.user.user_id)}`)
      for (const { id } of Object.values<{ id: string }>(Object(await grants.json()))) {
        await manage('DELETE', `/grants/${id}`)
      }
      assert.deepEqual(await whatWorks(held, ['code', 'refresh', 'silent', 'password']), [])
    })

    test('what a user allowed the tenant’s own application, and nothing of another: code, refresh', async () => {
      const held = await hold(GRANTS, API)
      const code = await newCode(world, await newOther(), held.user, { session_id: held.session.id })
      const grants = await world.manage('GET', `/grants?user_id=${encodeURIComponent(held.user.user_id)}`)
      for (const { id } of Object.values<{ id: string }>(Object(await grants.json()))) {
        await manage('DELETE', `/grants/${id}`)
      }
      assert.deepEqual(await whatWorks(held, ['code', 'refresh']), [])
      assert.ok(await world.tenancy.store.findOneTime('authorization_code', hashCode(code)))
    })

    test('an API that is deleted: code, refresh, also when another of the same name is made', async () => {
      const held = await hold(GRANTS, API)
      await manage('DELETE', `/resource-servers/${api_id}`)
      assert.deepEqual(await whatWorks(held, ['code', 'refresh']), [])
      const api = { identifier: API, scopes: [{ value: 'read:a' }], allow_offline_access: true }
      api_id = String((await manage('POST', '/resource-servers', api))['id'])
      assert.deepEqual(await whatWorks(held, ['refresh']), [])
    })
  })
}
