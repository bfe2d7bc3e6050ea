// Why does my token look like this? Every answer names what decided it, and what would change it.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { REFRESH_TOKEN } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { startPostgres } from '../databases/postgres.ts'
import { managed, type ManagementCall } from './managed.ts'
import { enabledFor, newApplication, newUserWithPassword, ROTATING } from './people.ts'
import { newApi, newClient, newGrant, startWorld, type World } from './world.ts'

const API = 'https://orders.example/'
const STRICT = 'https://payroll.example/'
const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'

const web = newApplication({
  name: 'Shop',
  grant_types: ['authorization_code', 'implicit', REFRESH_TOKEN, PASSWORD_REALM],
  refresh_token: ROTATING,
})
const robot = newClient({ name: 'Robot' })

/** What it takes to be told about a request, and about a token. */
const READ_REQUEST = ['read:clients', 'read:resource_servers', 'read:client_grants']
const READ_TOKEN = [...READ_REQUEST, 'read:users', 'read:rules', 'read:actions']

type Answer = Readonly<Record<string, unknown>> & {
  readonly token: {
    readonly format: string
    readonly claims: readonly {
      readonly name: string
      readonly value: unknown
      readonly origin: string
      readonly bytes: number
    }[]
    readonly lifetime: { readonly seconds: number; readonly origin: string }
    readonly size: { readonly bytes: number; readonly budget: number }
  }
  readonly scopes: {
    readonly granted: readonly { readonly scope: string; readonly origin: string }[]
    readonly dropped: readonly { readonly scope: string; readonly reason: string; readonly fix?: string }[]
  }
  readonly refusal: { readonly error: string; readonly error_description: string; readonly fix?: string } | null
  readonly decisions: readonly { readonly step: string; readonly says: string }[]
  readonly code: readonly {
    readonly kind: string
    readonly name: string
    readonly lines: readonly unknown[]
    readonly tokens: readonly unknown[]
    readonly denied: string | null
  }[]
  readonly verdict: { readonly accepted: boolean; readonly says: string; readonly fix?: string }
  readonly now: Answer | null
}

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`explain, on ${database}`, () => {
    let world: World
    let user: { readonly user_id: string; readonly email: string }
    let orders: string
    const password = randomBytes(12).toString('hex')
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      await world.write(
        web.changes,
        robot.changes,
        await enabledFor(world, [web]),
        newApi(
          {
            identifier: API,
            name: 'Orders',
            token_lifetime: 120,
            skip_consent_for_verifiable_first_party_clients: true,
          },
          ['read:orders', 'write:orders'],
        ),
        newApi({ identifier: STRICT, name: 'Payroll', enforce_policies: true, token_dialect: 'access_token_authz' }, [
          'read:pay',
        ]),
        newGrant(robot.client_id, API, ['read:orders']),
      )
      user = await newUserWithPassword(world, password, { name: 'Ada', app_metadata: { plan: 'gold' } })
      orders = String((await call(200, 'GET', `/resource-servers/${encodeURIComponent(API)}`))['id'])
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const call = (...asked: ManagementCall): Promise<Answer> => managed(world, ...asked)

    const connectionOf = async (): Promise<{ readonly id: string }> => {
      const list = await managed<readonly { readonly id: string }[]>(world, 200, 'GET', '/connections')
      return { id: list[0]?.id ?? '' }
    }

    const explain = (body: object, status = 200): Promise<Answer> => call(status, 'POST', '/explain', body)

    /** What somebody is told who has these rights and no others. */
    const explainTo = async (scopes: readonly string[], body: object): Promise<Response> => {
      const reader = newClient({ name: `Reader ${randomBytes(6).toString('hex')}` })
      const audience = `${world.issuer}api/v2/`
      await world.write(reader.changes, newGrant(reader.client_id, audience, scopes))
      const system = { grant_type: 'client_credentials', audience }
      const { access_token } = await tokens({ ...reader.credentials, ...system })
      return fetch(`${audience}explain`, {
        method: 'POST',
        headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    }

    const claim = (answer: Answer, name: string) => answer.token.claims.find((one) => one.name === name)

    const tokens = async (parameters: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> => {
      const body = new URLSearchParams(parameters)
      const response = await fetch(`${world.issuer}oauth/token`, { method: 'POST', body })
      assert.equal(response.status, 200, await response.clone().text())
      return Object(await response.json())
    }

    const tokenOfUser = (more: Readonly<Record<string, string>> = {}) =>
      tokens({
        ...web.credentials,
        grant_type: PASSWORD_REALM,
        realm: 'Username-Password-Authentication',
        username: user.email,
        password,
        audience: API,
        ...more,
      })

    test('a token of an organization: whose word let it be, and what would', async () => {
      const { id } = await managed<{ readonly id: string }>(world, 201, 'POST', '/organizations', { name: 'acme' })
      const machine = { client_id: robot.client_id, audience: API, organization: id }
      const refused = await explain(machine)
      assert.equal(refused.refusal?.error_description, 'parameter organization is not allowed for this client')
      assert.match(refused.refusal?.fix ?? '', /organization_usage of Robot/)
      const grants = await managed<readonly { readonly id: string }[]>(
        world,
        200,
        'GET',
        `/client-grants?client_id=${robot.client_id}`,
      )
      const grant = `/client-grants/${grants[0]?.id}`
      await call(200, 'PATCH', grant, { organization_usage: 'allow' })
      assert.match((await explain(machine)).refusal?.fix ?? '', /Add the client grant of Robot to the organization/)
      await call(200, 'PATCH', grant, { allow_any_organization: true })
      const answer = await explain(machine)
      assert.equal(claim(answer, 'org_id')?.value, id)
      const said = answer.decisions.find(({ step }) => step === 'organization')?.says
      assert.equal(said, `The token is of the organization ${id}: the client grant is for any organization.`)
      await call(200, 'PATCH', grant, { organization_usage: 'deny', allow_any_organization: false })
      const { user_id } = user
      const person = { client_id: web.client_id, user_id, audience: API, organization: id }
      await call(200, 'PATCH', `/clients/${web.client_id}`, { organization_usage: 'allow' })
      const stranger = await explain(person)
      assert.equal(stranger.refusal?.error_description, `user ${user_id} is not part of the ${id} organization`)
      assert.equal(stranger.refusal?.fix, 'Make the user a member of the organization.')
      const { id: connection_id } = await connectionOf()
      await call(201, 'POST', `/organizations/${id}/connections`, { connection_id })
      await call(204, 'POST', `/organizations/${id}/members`, { members: [user_id] })
      assert.match(
        (await explain(person)).decisions.find(({ step }) => step === 'organization')?.says ?? '',
        /organization_usage of Shop is allow, and .* is a member/,
      )
      const { access_token: token = '' } = await tokenOfUser({ organization: id })
      const explained = await explain({ token })
      assert.equal(explained.verdict.accepted, true)
      assert.equal(explained.now?.token.claims.find(({ name }) => name === 'org_id')?.value, id)
      assert.deepEqual(explained['withheld'], [])
      // Whoever may not read organizations is told that there is more, and which right it takes.
      const { access_token: opaque = '' } = await tokenOfUser({ organization: id, audience: '' })
      const scope = 'read:organizations'
      for (const [shown, withheld] of [
        [token, [{ part: 'now', scope }]],
        [
          opaque,
          [
            { part: 'org_id', scope },
            { part: 'now', scope },
          ],
        ],
      ] as const) {
        const response = await explainTo(READ_TOKEN, { token: shown })
        assert.equal(response.status, 200)
        const told = Object(await response.json())
        assert.deepEqual([told.verdict.accepted, told.now, told.withheld], [true, null, withheld])
        // What a JWT says anybody can read who has it; what an opaque token says this server alone.
        assert.equal(JSON.stringify(told).includes(id), shown === token)
        const whole = Object(await (await explainTo([...READ_TOKEN, scope], { token: shown })).json())
        assert.deepEqual([whole.withheld, JSON.stringify(whole).includes(id)], [[], true])
        assert.notEqual(whole.now, null)
      }
      await call(200, 'PATCH', `/clients/${robot.client_id}`, {
        default_organization: { organization_id: id, flows: ['client_credentials'] },
      })
      for (const [rights, status] of [
        [READ_REQUEST, 403],
        [[...READ_REQUEST, scope], 200],
      ] as const) {
        const response = await explainTo(rights, { client_id: robot.client_id, audience: API })
        const said = await response.text()
        assert.equal(response.status, status, said)
        if (status === 403) assert.match(said, /expected any of: read:organizations/)
      }
      await call(200, 'PATCH', `/clients/${robot.client_id}`, { default_organization: null })
      await call(204, 'DELETE', `/organizations/${id}`)
      assert.equal((await explain({ token })).verdict.accepted, false)
    })

    test('a machine’s token: every claim with its origin, the lifetime’s origin, the size', async () => {
      const answer = await explain({ client_id: robot.client_id, audience: API })
      assert.equal(answer.refusal, null)
      assert.equal(claim(answer, 'sub')?.origin, 'the client itself: client_id and @clients')
      assert.equal(claim(answer, 'aud')?.origin, 'audience of the request')
      assert.equal(claim(answer, 'scope')?.value, 'read:orders')
      const at = { entity: 'resource_server', id: orders, field: 'token_lifetime' }
      assert.deepEqual(answer.token.lifetime, { seconds: 120, origin: 'token_lifetime of Orders', at })
      assert.deepEqual(answer.scopes.granted, [
        { scope: 'read:orders', origin: 'nothing was asked for: all that may be had' },
      ])
      const { access_token = '' } = await tokens({
        ...robot.credentials,
        grant_type: 'client_credentials',
        audience: API,
      })
      assert.equal(answer.token.size.bytes, access_token.length)
      assert.equal(answer.token.size.budget, 4096)
    })

    test('no token that anybody could use is answered, and nothing is written', async () => {
      const before = await call(200, 'GET', `/users/${user.user_id}`)
      const answer = await explain({
        client_id: web.client_id,
        user_id: user.user_id,
        audience: API,
        scope: 'openid read:orders',
      })
      assert.doesNotMatch(JSON.stringify(answer), /eyJ[\w-]+\.[\w-]+\./)
      assert.deepEqual(await call(200, 'GET', `/users/${user.user_id}`), before)
    })

    test('scopes that were dropped: why, and what would help', async () => {
      const answer = await explain({
        client_id: web.client_id,
        user_id: user.user_id,
        audience: API,
        scope: 'openid read:orders write:x offline_access',
      })
      assert.deepEqual(answer.scopes.dropped, [
        {
          scope: 'write:x',
          reason: 'the API does not define it',
          fix: `Add write:x to the scopes of API Orders (${API}).`,
          at: { entity: 'resource_server', id: orders, field: 'scopes' },
        },
        {
          scope: 'offline_access',
          reason: 'the API allows no offline access',
          fix: `Set allow_offline_access of API Orders (${API}).`,
          at: { entity: 'resource_server', id: orders, field: 'allow_offline_access' },
        },
      ])
      const strict = await explain({
        client_id: web.client_id,
        user_id: user.user_id,
        audience: STRICT,
        scope: 'read:pay',
      })
      assert.equal(strict.scopes.dropped[0]?.reason, 'the user does not have this permission')
      assert.match(strict.scopes.dropped[0]?.fix ?? '', /or a role that has it/)
      assert.deepEqual(claim(strict, 'permissions')?.value, [])
      const nowhere = await explain({ client_id: web.client_id, user_id: user.user_id, scope: 'read:orders' })
      assert.deepEqual(
        [nowhere.token.format, nowhere.scopes.dropped[0]?.fix],
        ['opaque', 'Name the API that defines it with audience.'],
      )
    })

    test('a request that would be refused: in the words of the endpoint, with what would help', async () => {
      const refusals: readonly (readonly [object, RegExp, RegExp])[] = [
        [
          { client_id: robot.client_id, audience: 'https://orders.example' },
          /Service not enabled/,
          /There is an API https:\/\/orders\.example\/: identifiers are compared letter for letter/,
        ],
        [{ client_id: robot.client_id, audience: 'https://nobody.example/' }, /Service not enabled/, /make one/],
        [
          { client_id: robot.client_id, audience: STRICT },
          /is not authorized to access/,
          /Make a client grant of Robot/,
        ],
        [
          { client_id: robot.client_id, audience: API, scope: 'write:orders' },
          /has not been granted scopes: write:orders/,
          /Add them to the client grant of Robot/,
        ],
        [{ client_id: robot.client_id }, /Non-global clients/, /default_audience/],
        [
          { client_id: web.client_id, audience: API },
          /Grant type 'client_credentials' not allowed/,
          /Add client_credentials to grant_types of Shop/,
        ],
      ]
      for (const [request, description, fix] of refusals) {
        const { refusal, token } = await explain(request)
        assert.equal(token, null)
        assert.match(refusal?.error_description ?? '', description)
        assert.match(refusal?.fix ?? '', fix)
      }
      const blocked = await newUserWithPassword(world, password, { blocked: true })
      const { refusal } = await explain({ client_id: web.client_id, user_id: blocked.user_id, audience: API })
      assert.deepEqual([refusal?.error, refusal?.fix], ['unauthorized', 'Unblock the user.'])
    })

    test('what a rule or an action did stands beside the claim and the scope that it did it to', async () => {
      await call(200, 'PUT', '/rules-configs/KEY', { value: 'hunter2-is-secret' })
      const script = `function (user, context, callback) {
        console.log('key ' + configuration.KEY + ' plan ' + user.app_metadata.plan)
        context.accessToken['https://shop.example/plan'] = user.app_metadata.plan
        context.accessToken.scope = ['read:orders', 'extra:scope']
        callback(null, user, context)
      }`
      const rule = await call(201, 'POST', '/rules', { name: 'Plan', script })
      const answer = await explain({
        client_id: web.client_id,
        user_id: user.user_id,
        audience: API,
        scope: 'openid read:orders write:orders',
      })
      assert.deepEqual(
        [claim(answer, 'https://shop.example/plan')?.value, claim(answer, 'https://shop.example/plan')?.origin],
        ['gold', 'rule Plan'],
      )
      assert.deepEqual(answer.scopes.granted.find(({ scope }) => scope === 'extra:scope')?.origin, 'rule Plan')
      assert.deepEqual(
        answer.scopes.dropped.find(({ scope }) => scope === 'write:orders')?.reason,
        'rule Plan took it out',
      )
      const text = JSON.stringify(answer)
      assert.match(text, /plan gold/)
      assert.doesNotMatch(text, /hunter2/)
      await call(200, 'PATCH', `/rules/${String(rule['id'])}`, {
        script: `function (user, context, callback) { console.log('at the door'); callback(new UnauthorizedError('Not today')) }`,
      })
      const refused = await explain({ client_id: web.client_id, user_id: user.user_id, audience: API })
      assert.equal(refused.refusal?.error_description, 'Not today')
      assert.deepEqual(
        refused.code.map(({ name, denied, lines }) => [name, denied, lines]),
        [['Plan', 'Not today', [{ level: 'log', text: 'at the door' }]]],
      )
      assert.deepEqual(refused.decisions.at(-1), {
        step: 'rule',
        says: 'Plan said no: Not today',
        at: { entity: 'rule', id: rule['id'], field: 'script' },
      })
      await call(204, 'DELETE', `/rules/${String(rule['id'])}`)
    })

    test('what a hook and an action did to a machine’s token, also when the action says no', async () => {
      const hook = await call(201, 'POST', '/hooks', {
        name: 'stamp',
        triggerId: 'credentials-exchange',
        enabled: true,
        script: `module.exports = (client, scope, audience, context, cb) => cb(null, { scope, 'https://shop.example/by': 'hook' })`,
      })
      const action = await call(201, 'POST', '/actions/actions', {
        name: 'Gate',
        supported_triggers: [{ id: 'credentials-exchange', version: 'v2' }],
        secrets: [{ name: 'KEY', value: 'hunter2-hunter2' }],
        code: `exports.onExecuteCredentialsExchange = async (event, api) => {
          console.log(event.secrets.KEY)
          if (event.accessToken.scope.length === 0) api.access.deny('invalid_scope', 'nothing left')
          api.accessToken.setCustomClaim('https://shop.example/gate', 'open')
        }`,
        deploy: true,
      })
      const bind = (bindings: readonly object[]) =>
        call(200, 'PATCH', '/actions/triggers/credentials-exchange/bindings', { bindings })
      await bind([{ ref: { type: 'action_id', value: action['id'] } }])
      const asked = { client_id: robot.client_id, audience: API }
      const answer = await explain(asked)
      assert.equal(claim(answer, 'https://shop.example/by')?.origin, 'hook stamp')
      assert.equal(claim(answer, 'https://shop.example/gate')?.origin, 'action Gate')
      assert.deepEqual(
        answer.code.map(({ kind, lines }) => [kind, lines]),
        [
          ['hook', []],
          ['action', [{ level: 'log', text: '***' }]],
        ],
      )
      assert.deepEqual(answer['withheld'], [])
      // Of which code somebody is told is what each right says; and what is left out is named.
      for (const [rights, told, left] of [
        [[], [], ['read:hooks', 'read:actions']],
        [['read:actions'], ['action'], ['read:hooks']],
        [['read:hooks'], ['hook'], ['read:actions']],
        [['read:hooks', 'read:actions'], ['hook', 'action'], []],
      ] as const) {
        const response = await explainTo([...READ_REQUEST, ...rights], asked)
        assert.equal(response.status, 200)
        const { code, withheld, decisions } = Object(await response.json())
        const kinds = code.map(({ kind }: { kind: string }) => kind)
        assert.deepEqual([kinds, withheld], [told, left.map((scope) => ({ part: 'code', scope }))], rights.join())
        const steps = decisions.map(({ step }: { step: string }) => step)
        for (const kind of ['hook', 'action'] as const) {
          assert.equal(steps.includes(kind), kinds.includes(kind), `${rights.join()} ${kind}`)
        }
      }
      await call(200, 'PATCH', `/hooks/${String(hook['id'])}`, {
        script: `module.exports = (client, scope, audience, context, cb) => cb(null, {})`,
      })
      const refused = await explain(asked)
      assert.equal(refused.refusal?.error, 'invalid_scope')
      assert.notEqual(Object(refused.refusal).at, undefined)
      assert.deepEqual(
        refused.code.map(({ kind, denied }) => [kind, denied]),
        [
          ['hook', null],
          ['action', 'invalid_scope: nothing left'],
        ],
      )
      await bind([])
      await call(204, 'DELETE', `/hooks/${String(hook['id'])}`)
    })

    test('a token: whether it counts, what stands in it, and what the same request would get now', async () => {
      const { access_token } = await tokenOfUser({ scope: 'openid read:orders' })
      const answer = await explain({ token: access_token })
      assert.equal(answer['kind'], 'access_token')
      assert.deepEqual(answer.verdict, { accepted: true, says: 'A validator of its API takes it.' })
      assert.equal(answer.now?.token.lifetime.origin, 'token_lifetime of Orders')
      const claims = answer['claims']
      assert.ok(Array.isArray(claims) && claims.some((one) => one.name === 'gty' && one.origin === 'the grant'))
    })

    test('what is no access token for an API is told apart, with what to send instead', async () => {
      const {
        access_token = '',
        id_token,
        refresh_token,
      } = await tokenOfUser({ scope: 'openid', audience: `${world.issuer}userinfo` })
      const kinds: readonly (readonly [string | undefined, string, RegExp])[] = [
        [id_token, 'id_token', /ID token/],
        [access_token, 'opaque_access_token', /no API does/],
        [`${access_token.slice(0, -2)}AA`, 'unknown', /none of this tenant/],
        ['a.b.c', 'unknown', /can be read/],
        ['a.b.c.d.e', 'encrypted', /encrypted/],
      ]
      for (const [token, kind, says] of kinds) {
        const answer = await explain({ token })
        assert.equal(answer['kind'], kind)
        assert.match(answer.verdict.says, says)
      }
      assert.equal(refresh_token, undefined)
    })

    test('a token that does not count any more says why', async () => {
      const { access_token = '' } = await tokenOfUser({ scope: 'read:orders' })
      const [header, , signature] = access_token.split('.')
      const payload = Buffer.from(
        JSON.stringify({ iss: world.issuer, aud: API, sub: user.user_id, iat: 1, exp: 9e9 }),
      ).toString('base64url')
      assert.match((await explain({ token: `${header}.${payload}.${signature}` })).verdict.says, /signature/)
      const somebody = await newUserWithPassword(world, password)
      const theirs = await tokenOfUser({ username: somebody.email, scope: 'read:orders' })
      await call(200, 'PATCH', `/users/${somebody.user_id}`, { blocked: true })
      const answer = await explain({ token: theirs['access_token'] })
      assert.equal(answer.verdict.accepted, false)
      assert.match(answer.verdict.says, /It has been revoked/)
      const { access_token: ended = '' } = await tokenOfUser({ scope: 'openid' })
      const form = { client_id: web.client_id, client_secret: web.credentials['client_secret'], token: ended }
      const revoked = await fetch(`${world.issuer}oauth/revoke`, { method: 'POST', body: new URLSearchParams(form) })
      assert.equal(revoked.status, 200)
      assert.match((await explain({ token: ended })).verdict.says, /It has been revoked/)
    })

    test('G8: whoever may not read users or rules hears nothing of them', async () => {
      const { access_token } = await tokenOfUser()
      const asked = { client_id: web.client_id, user_id: user.user_id, audience: API }
      for (const [scopes, body, status] of [
        [['read:clients'], { client_id: robot.client_id, audience: API }, 403],
        [
          ['read:clients', 'read:resource_servers', 'read:client_grants'],
          { client_id: robot.client_id, audience: API },
          200,
        ],
        [['read:clients', 'read:resource_servers', 'read:client_grants'], asked, 403],
        [['read:clients', 'read:resource_servers', 'read:client_grants', 'read:users'], asked, 403],
        [
          ['read:clients', 'read:resource_servers', 'read:client_grants', 'read:rules', 'read:actions'],
          { token: access_token },
          403,
        ],
      ] as const) {
        const response = await explainTo(scopes, body)
        assert.equal(response.status, status, `${scopes}: ${await response.text()}`)
      }
    })

    test('a body that cannot be meant names the field', async () => {
      for (const [body, message] of [
        [{}, /client_id/],
        [{ client_id: 'nobody' }, /client_id/],
        [{ client_id: web.client_id, grant_type: 'authorization_code' }, /user_id/],
        [{ client_id: web.client_id, user_id: 'auth0|nobody' }, /user_id/],
        [{ client_id: web.client_id, grant_type: 'client_credentials', user_id: user.user_id }, /user_id/],
        [{ token: 'a.b.c', scope: 'x' }, /scope/],
        [{ client_id: web.client_id, grant_type: 'magic' }, /grant_type/],
      ] as const) {
        assert.match(String((await explain(body, 400))['message']), message)
      }
    })
  })
}
