// Organizations at the token endpoint: which machines and whose tokens may be of one, what they say, and how that ends.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import fc from 'fast-check'
import { decodeJwt, type JWTPayload } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { managed, type ManagementCall } from './managed.ts'
import {
  enabledFor,
  newApplication,
  newCode,
  newRefreshToken,
  newUser,
  newUserWithPassword,
  redeem,
  renew,
  userTokensOf,
} from './people.ts'
import { GRANT, jwtOf, refuses, tokensOf } from './token-calls.ts'
import { newApi, newClient, newGrant, startWorld, type World } from './world.ts'

const API = 'https://orders.example.com/'
const SCOPES = ['read:orders', 'write:orders', 'ship:orders']
const PASSWORD = 'Correct-horse-7'
const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'

const web = newApplication({
  organization_usage: 'allow',
  grant_types: ['authorization_code', 'refresh_token', PASSWORD_REALM],
})
const strict = newApplication({
  organization_usage: 'require',
  grant_types: ['authorization_code', 'refresh_token', PASSWORD_REALM],
})
const plain = newApplication({ grant_types: ['authorization_code', 'refresh_token', PASSWORD_REALM] })
const machine = newClient()
const wide = newClient()
const closed = newClient()
const settled = newClient()

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`organizations at the token endpoint, on ${database}`, () => {
    let world: World
    let connection_id: string
    let grant_id: string
    let stopDatabase = async (): Promise<void> => {}

    const call = <T = Readonly<Record<string, string>>>(...asked: ManagementCall): Promise<T> =>
      managed<T>(world, ...asked)

    /** An organization whose people come through the first connection. */
    const newOrganization = async (): Promise<{ readonly id: string; readonly name: string }> => {
      const name = `org-${randomBytes(6).toString('hex')}`
      const body = { name, display_name: name.toUpperCase(), enabled_connections: [{ connection_id }] }
      const { id = '' } = await call(201, 'POST', '/organizations', body)
      return { id, name }
    }

    const join = (id: string, user_id: string) =>
      call(204, 'POST', `/organizations/${id}/members`, { members: [user_id] })
    const leave = (id: string, user_id: string) =>
      call(204, 'DELETE', `/organizations/${id}/members`, { members: [user_id] })

    const logIn = (client: typeof web, email: string, more: Readonly<Record<string, string>> = {}) =>
      world.token({
        grant_type: PASSWORD_REALM,
        realm: FIRST_CONNECTION,
        ...client.credentials,
        username: email,
        password: PASSWORD,
        audience: API,
        ...more,
      })

    const claimsOf = async (response: Response): Promise<JWTPayload> =>
      decodeJwt((await userTokensOf(response)).access_token)

    const notPart = (user_id: string, id: string) => ({
      status: 403,
      error: 'access_denied',
      description: `user ${user_id} is not part of the ${id} organization`,
    })

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      const allowed = newGrant(machine.client_id, API, SCOPES, { organization_usage: 'allow' })
      await world.write(
        [web, strict, plain, machine, wide, closed, settled].flatMap(({ changes }) => changes),
        await enabledFor(world, [web, strict, plain]),
        newApi(
          { identifier: API, enforce_policies: true, token_dialect: 'access_token_authz', allow_offline_access: true },
          SCOPES,
        ),
        allowed,
        newGrant(wide.client_id, API, SCOPES, { organization_usage: 'require', allow_any_organization: true }),
        newGrant(closed.client_id, API, SCOPES),
        newGrant(settled.client_id, API, SCOPES, { organization_usage: 'require', allow_any_organization: true }),
      )
      assert.ok('document' in allowed)
      grant_id = Reflect.get(allowed.document, 'id')
      const [connection] = await call<readonly { readonly id: string }[]>(200, 'GET', '/connections')
      connection_id = connection?.id ?? ''
    })
    after(async () => {
      await world?.stop()
      await stopDatabase()
    })

    test('a machine gets tokens of the organizations that its client grant was added to, and of no others', async () => {
      const ours = await newOrganization()
      const theirs = await newOrganization()
      const ask = (organization: string) =>
        world.token({ ...GRANT, ...machine.credentials, audience: API, organization })
      const refused = {
        status: 403,
        error: 'access_denied',
        description: `client ${machine.client_id} is not part of the ${ours.id} organization`,
      }
      await refuses(await ask(ours.id), refused)
      await call(201, 'POST', `/organizations/${ours.id}/client-grants`, { grant_id })
      await call(409, 'POST', `/organizations/${ours.id}/client-grants`, { grant_id })
      const { claims } = await jwtOf(await ask(ours.id))
      assert.equal(claims['org_id'], ours.id)
      assert.equal(claims['org_name'], undefined)
      await refuses(await ask(theirs.id), { ...refused, description: /not part of/ })
      const isActive = async (token: string): Promise<unknown> => {
        const body = new URLSearchParams({ token, ...machine.credentials })
        const response = await fetch(`${world.issuer}oauth/introspect`, { method: 'POST', body })
        return Reflect.get(Object(await response.json()), 'active')
      }
      const { access_token: narrowed } = await tokensOf(await ask(ours.id))
      assert.equal(await isActive(narrowed), true)
      await call(200, 'PATCH', `/client-grants/${grant_id}`, { organization_usage: 'deny' })
      assert.equal(await isActive(narrowed), false)
      await call(200, 'PATCH', `/client-grants/${grant_id}`, { organization_usage: 'allow' })
      const { access_token } = await tokensOf(await ask(ours.id))
      assert.equal(await isActive(access_token), true)
      const { claims: without } = await jwtOf(await world.token({ ...GRANT, ...machine.credentials, audience: API }))
      assert.equal(without['org_id'], undefined)
      const grants = await call<readonly { readonly id: string }[]>(
        200,
        'GET',
        `/organizations/${ours.id}/client-grants`,
      )
      assert.deepEqual(
        grants.map(({ id }) => id),
        [grant_id],
      )
      await call(204, 'DELETE', `/organizations/${ours.id}/client-grants/${grant_id}`)
      await refuses(await ask(ours.id), refused)
      assert.equal(await isActive(access_token), false)
    })

    test('usage of a client grant: deny takes no organization, require nothing without, any takes each', async () => {
      const { id } = await newOrganization()
      const denied = { status: 400, error: 'invalid_request', description: /^parameter organization is not allowed/ }
      const required = { status: 400, error: 'invalid_request', description: /^parameter organization is required/ }
      await refuses(await world.token({ ...GRANT, ...closed.credentials, audience: API, organization: id }), denied)
      await refuses(await world.token({ ...GRANT, ...wide.credentials, audience: API }), required)
      const { claims } = await jwtOf(
        await world.token({ ...GRANT, ...wide.credentials, audience: API, organization: id }),
      )
      assert.equal(claims['org_id'], id)
      const unknown = { status: 400, error: 'invalid_request', description: 'The organization was not found' }
      const nobody = `org_${'x'.repeat(16)}`
      await refuses(await world.token({ ...GRANT, ...wide.credentials, audience: API, organization: nobody }), unknown)
    })

    test('a client’s default organization is the one of a request that names none', async () => {
      const { id } = await newOrganization()
      const default_organization = { organization_id: id, flows: ['client_credentials'] }
      await call(200, 'PATCH', `/clients/${settled.client_id}`, { default_organization })
      const { claims } = await jwtOf(await world.token({ ...GRANT, ...settled.credentials, audience: API }))
      assert.equal(claims['org_id'], id)
    })

    test('names are taken, and said, where the tenant wants that', async () => {
      const { id, name } = await newOrganization()
      const ask = (organization: string) => world.token({ ...GRANT, ...wide.credentials, audience: API, organization })
      await refuses(await ask(name), {
        status: 400,
        error: 'invalid_request',
        description: 'authorization request parameter organization must be an organization id',
      })
      const flag = 'allow_organization_name_in_authentication_api'
      await call(200, 'PATCH', '/tenants/settings', { [flag]: true })
      for (const named of [id, name, name.toUpperCase()]) {
        const { claims } = await jwtOf(await ask(named))
        assert.deepEqual([claims['org_id'], claims['org_name']], [id, name])
      }
      await call(200, 'PATCH', '/tenants/settings', { [flag]: false })
    })

    test('a member gets tokens of the organization, with the permissions of its roles there and its own', async () => {
      const [one, two] = [await newOrganization(), await newOrganization()]
      const user = await newUserWithPassword(world, PASSWORD)
      const right = (permission_name: string) => ({ resource_server_identifier: API, permission_name })
      const role = async (permission: string) => {
        const { id = '' } = await call(200, 'POST', '/roles', { name: randomBytes(6).toString('hex') })
        await call(201, 'POST', `/roles/${id}/permissions`, { permissions: [right(permission)] })
        return id
      }
      await call(201, 'POST', `/users/${user.user_id}/permissions`, { permissions: [right('read:orders')] })
      await refuses(await logIn(web, user.email, { organization: one.id }), notPart(user.user_id, one.id))
      for (const { id } of [one, two]) await join(id, user.user_id)
      const path = `/organizations/${one.id}/members/${encodeURIComponent(user.user_id)}/roles`
      await call(204, 'POST', path, { roles: [await role('ship:orders')] })
      const permissionsIn = async (more: Readonly<Record<string, string>>) => {
        const { org_id, permissions } = await claimsOf(await logIn(web, user.email, more))
        return [org_id, permissions]
      }
      assert.deepEqual(await permissionsIn({ organization: one.id }), [one.id, ['read:orders', 'ship:orders']])
      assert.deepEqual(await permissionsIn({ organization: two.id }), [two.id, ['read:orders']])
      assert.deepEqual(await permissionsIn({}), [undefined, ['read:orders']])
    })

    test('usage of a client: deny takes no organization, require nothing without, at no grant', async () => {
      const { id } = await newOrganization()
      const user = await newUserWithPassword(world, PASSWORD)
      await join(id, user.user_id)
      const required = { status: 400, error: 'invalid_request', description: /^parameter organization is required/ }
      const denied = { status: 400, error: 'invalid_request', description: /^parameter organization is not allowed/ }
      await refuses(await logIn(plain, user.email, { organization: id }), denied)
      await refuses(await logIn(strict, user.email), required)
      assert.equal((await claimsOf(await logIn(strict, user.email, { organization: id })))['org_id'], id)
      await refuses(await redeem(world, strict, await newCode(world, strict, user)), required)
      await refuses(await redeem(world, plain, await newCode(world, plain, user, { organization_id: id })), denied)
    })

    test('a code and its refresh token stay in the organization, also at /userinfo and at introspection', async () => {
      const { id } = await newOrganization()
      const user = await newUser(world)
      await join(id, user.user_id)
      const inside = { organization_id: id }
      const first = await userTokensOf(await redeem(world, web, await newCode(world, web, user, inside)))
      assert.equal(decodeJwt(first.id_token ?? '')['org_id'], id)
      const renewed = await userTokensOf(await renew(world, web, first.refresh_token ?? ''))
      assert.equal(decodeJwt(renewed.id_token ?? '')['org_id'], id)
      for (const token of [first.access_token, renewed.access_token]) {
        const response = await fetch(`${world.issuer}userinfo`, { headers: { authorization: `Bearer ${token}` } })
        assert.equal(response.status, 200)
        assert.equal(Reflect.get(Object(await response.json()), 'org_id'), id)
      }
      const api = await userTokensOf(
        await redeem(world, web, await newCode(world, web, user, { ...inside, audience: API })),
      )
      const { org_id, sub } = decodeJwt(api.access_token)
      assert.deepEqual([org_id, sub], [id, user.user_id])
      const body = new URLSearchParams({ token: renewed.access_token, ...web.credentials })
      const introspected = await fetch(`${world.issuer}oauth/introspect`, { method: 'POST', body })
      assert.equal(Reflect.get(Object(await introspected.json()), 'org_id'), id)
    })

    test('who leaves an organization loses what was given within it, and nothing else', async () => {
      const { id } = await newOrganization()
      const user = await newUser(world)
      await join(id, user.user_id)
      const inside = { organization_id: id }
      const code = await newCode(world, web, user, inside)
      const [within, without] = [
        await newRefreshToken(world, web, user, inside),
        await newRefreshToken(world, web, user),
      ]
      const { access_token } = await userTokensOf(await redeem(world, web, await newCode(world, web, user, inside)))
      const { access_token: other } = await userTokensOf(await redeem(world, web, await newCode(world, web, user)))
      const userinfo = async (token: string) =>
        (await fetch(`${world.issuer}userinfo`, { headers: { authorization: `Bearer ${token}` } })).status
      assert.deepEqual([await userinfo(access_token), await userinfo(other)], [200, 200])
      await leave(id, user.user_id)
      assert.deepEqual([await userinfo(access_token), await userinfo(other)], [401, 200])
      await refuses(await renew(world, web, within), { status: 403, error: 'invalid_grant' })
      await refuses(await redeem(world, web, code), notPart(user.user_id, id))
      await userTokensOf(await renew(world, web, without))
      await join(id, user.user_id)
      assert.equal(await userinfo(access_token), 401, 'what is dead stays dead')
    })

    test('an organization that is deleted takes its tokens with it', async () => {
      const { id } = await newOrganization()
      const user = await newUser(world)
      await join(id, user.user_id)
      const inside = { organization_id: id }
      const token = await newRefreshToken(world, web, user, inside)
      const { access_token } = await userTokensOf(await redeem(world, web, await newCode(world, web, user, inside)))
      const code = await newCode(world, web, user, inside)
      await call(204, 'DELETE', `/organizations/${id}`)
      await call(404, 'GET', `/organizations/${id}`)
      const authorization = `Bearer ${access_token}`
      assert.equal((await fetch(`${world.issuer}userinfo`, { headers: { authorization } })).status, 401)
      await refuses(await renew(world, web, token), { status: 403, error: 'invalid_grant' })
      await refuses(await redeem(world, web, code), { status: 403, error: 'access_denied' })
    })

    test('a connection that the organization does not use, or no longer, lets nobody in', async () => {
      const { id } = await newOrganization()
      const user = await newUserWithPassword(world, PASSWORD)
      await join(id, user.user_id)
      const connection = `/organizations/${id}/connections/${connection_id}`
      await call(200, 'PATCH', connection, { is_enabled: false })
      const gone = { status: 403, error: 'access_denied', description: 'Unauthorized' }
      await refuses(await logIn(web, user.email, { organization: id }), gone)
      await call(200, 'PATCH', connection, { is_enabled: true })
      await claimsOf(await logIn(web, user.email, { organization: id }))
      await call(204, 'DELETE', connection)
      await refuses(await logIn(web, user.email, { organization: id }), gone)
    })

    test('whatever happens, a token of an organization is never issued to who is not a member', async () => {
      const organizations = [await newOrganization(), await newOrganization()]
      const people = await Promise.all([0, 1].map(() => newUserWithPassword(world, PASSWORD)))
      const members = new Set<string>()
      const step = fc.record({
        does: fc.constantFrom('join', 'leave', 'password', 'code', 'renew'),
        organization: fc.constantFrom(0, 1),
        person: fc.constantFrom(0, 1),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          for (const { does, organization, person } of steps) {
            const { id = '' } = organizations[organization] ?? {}
            const user = people[person]
            assert.ok(user)
            const pair = `${id} ${user.user_id}`
            if (does === 'join') {
              await join(id, user.user_id)
              members.add(pair)
            } else if (does === 'leave') {
              await leave(id, user.user_id)
              members.delete(pair)
            } else {
              const code = () => newCode(world, web, user, { organization_id: id })
              const answer =
                does === 'password'
                  ? await logIn(web, user.email, { organization: id, scope: 'openid' })
                  : await redeem(world, web, await code())
              assert.equal(answer.status === 200, members.has(pair), `${does} ${pair}`)
              if (answer.status !== 200) continue
              const { id_token, refresh_token } = await userTokensOf(answer)
              assert.equal(decodeJwt(id_token ?? '')['org_id'], id)
              if (does !== 'renew' || refresh_token === undefined) continue
              await leave(id, user.user_id)
              members.delete(pair)
              assert.notEqual((await renew(world, web, refresh_token)).status, 200)
            }
          }
        }),
        { numRuns: 12 },
      )
    })
  })
}
