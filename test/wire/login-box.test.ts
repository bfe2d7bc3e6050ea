// What login boxes ask before anybody types, as a program reads it. reference: Authentication API, sections 16.4 and 21.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { FIRST_CONNECTION, newEnabledClient } from '@symbolon/core/connections/new-connection'
import type { Connection } from '@symbolon/protocol/entities/connection'
import { newClient, startWorld, type World } from './world.ts'

const ORIGIN = 'https://app.example.com'

const shop = newClient({
  name: 'Shop </script>',
  app_type: 'spa',
  callbacks: [`${ORIGIN}/callback`],
  web_origins: [ORIGIN],
  cross_origin_authentication: true,
  grant_types: ['authorization_code', 'implicit'],
  token_endpoint_auth_method: 'none',
})
const member = newClient({
  name: 'For members',
  callbacks: [`${ORIGIN}/callback`],
  organization_usage: 'require',
  organization_require_behavior: 'pre_login_prompt',
})
const lonely = newClient({ name: 'Nobody can log in here' })
const { client_id } = shop

describe('what a login box asks', () => {
  let world: World
  let connection: Connection
  before(async () => {
    world = await startWorld()
    const found = await world.tenancy.store.find('connections', { name: FIRST_CONNECTION })
    assert.ok(found)
    connection = found
    await world.write(shop.changes, lonely.changes, member.changes, {
      insert: 'enabled_clients',
      document: newEnabledClient(found.id, client_id),
    })
  })
  after(() => world.stop())

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${world.issuer}${path}`, { headers })

  /** The client as the box gets it: by running the script with an `Auth0` of its own. */
  async function asLockReadsIt(id: string) {
    const response = await get(`client/${id}.js?t1700000000000`)
    assert.equal(response.status, 200)
    assert.match(response.headers.get('content-type') ?? '', /^application\/javascript/)
    const script = await response.text()
    const [, json = ''] = /^Auth0\.setClient\((.*)\);\n$/.exec(script) ?? []
    return { client: JSON.parse(json), script, headers: response.headers }
  }

  test('the script names the client, its tenant and what people log in with', async () => {
    const { client, headers } = await asLockReadsIt(client_id)
    assert.equal(client.id, client_id)
    assert.equal(client.tenant, world.tenancy.tenant.name)
    const [{ name, connections }, ...others] = client.strategies
    assert.deepEqual([name, others], ['auth0', []])
    assert.deepEqual(
      {
        name: connections[0].name,
        passwordPolicy: connections[0].passwordPolicy,
        password_complexity_options: connections[0].password_complexity_options,
        showSignup: connections[0].showSignup,
        showForgot: connections[0].showForgot,
        requires_username: connections[0].requires_username,
      },
      {
        name: FIRST_CONNECTION,
        passwordPolicy: 'good',
        password_complexity_options: { min_length: 8 },
        showSignup: true,
        showForgot: true,
        requires_username: false,
      },
    )
    // A page of any site may load it.
    assert.equal(headers.get('cross-origin-resource-policy'), 'cross-origin')
    assert.equal(headers.get('set-cookie'), null)
  })

  test('nothing that stands in it can end a script or an element', async () => {
    const { script, client } = await asLockReadsIt(client_id)
    assert.equal(client.name, 'Shop </script>')
    assert.ok(!/[<>&]/.test(script))
  })

  test('nothing secret stands in it', async () => {
    const { script } = await asLockReadsIt(client_id)
    for (const word of ['secret', 'callback', 'grant']) assert.ok(!script.includes(word), word)
  })

  test('it follows the connection: no sign-up, no new passwords, user names, another policy', async () => {
    const changed: Connection = {
      ...connection,
      options: {
        ...connection.options,
        disable_signup: true,
        disable_self_service_change_password: true,
        requires_username: true,
        passwordPolicy: 'low',
        validation: { username: { min: 3, max: 20 } },
      },
    }
    await world.write({ replace: 'connections', before: connection, after: changed })
    const { client } = await asLockReadsIt(client_id)
    const [{ connections }] = client.strategies
    const { showSignup, showForgot, requires_username, passwordPolicy, validation, identifier } = connections[0]
    assert.deepEqual(
      [showSignup, showForgot, requires_username, passwordPolicy, validation, identifier],
      [false, false, true, 'low', { username: { min: 3, max: 20 } }, 'email-or-username'],
    )
    await world.write({ replace: 'connections', before: changed, after: connection })
  })

  test('a client without a connection has an empty list, and one that is not there has nothing', async () => {
    assert.deepEqual((await asLockReadsIt(lonely.client_id)).client.strategies, [])
    const missing = ['nobody.js', `${client_id}`, `${client_id}.html`, '__proto__.js', '.js', `${'a'.repeat(2000)}.js`]
    for (const file of missing) {
      const response = await get(`client/${file}`)
      assert.equal(response.status, 404, file)
      assert.equal(Object(await response.json()).error, 'not_found')
    }
  })

  test('our own box reads the same as JSON, with the colours of the tenant by day and night', async () => {
    const response = await get(`client/${client_id}.json`, { origin: ORIGIN })
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
    assert.equal(response.headers.get('access-control-allow-origin'), ORIGIN)
    const { colours, strategies } = Object(await response.json())
    assert.match(colours.light.button, /^#[0-9a-f]{6}$/)
    assert.match(colours.dark.button, /^#[0-9a-f]{6}$/)
    const [{ signup_fields, password_rules }] = strategies[0].connections
    assert.deepEqual(signup_fields, ['email'])
    assert.deepEqual(
      password_rules.map(({ code }: { code: string }) => code),
      ['lengthAtLeast', 'containsAtLeast'],
    )
    const elsewhere = await get(`client/${client_id}.json`, { origin: 'https://evil.example.com' })
    assert.equal(elsewhere.headers.get('access-control-allow-origin'), null)
  })

  test('within an organization: its name and logo, its connections, and sign-ups as it has them', async () => {
    const call = async (method: string, path: string, body: object): Promise<Record<string, unknown>> => {
      const response = await world.manage(method, path, body)
      assert.equal(response.ok, true, `${method} ${path}: ${response.status}`)
      return Object(await response.json())
    }
    await world.write([{ insert: 'enabled_clients', document: newEnabledClient(connection.id, member.client_id) }])
    const [colors, logo_url] = [{ primary: '#663399' }, 'https://cdn.example.com/acme.svg']
    const acme = { name: 'acme', display_name: 'Acme Ltd', branding: { logo_url, colors } }
    const { id } = await call('POST', '/organizations', {
      ...acme,
      enabled_connections: [{ connection_id: connection.id, assign_membership_on_login: true }],
    })
    const { id: empty } = await call('POST', '/organizations', { name: 'empty' })
    const boxOf = async (organization: string, client = member.client_id) => {
      const response = await get(`client/${client}.json?organization=${encodeURIComponent(organization)}`)
      return { status: response.status, box: Object(await response.json()) }
    }
    // People type a name, in whatever case; a page names an id.
    for (const said of [String(id), 'acme', 'ACME']) {
      const { status, box } = await boxOf(said)
      assert.equal(status, 200)
      assert.deepEqual(box.organization, { id, name: 'acme', display_name: 'Acme Ltd' })
      assert.deepEqual([box.logo, box.colours.light.button, box.asks_for_organization], [logo_url, '#663399', true])
      assert.deepEqual([box.strategies[0].connections[0].showSignup], [false])
    }
    await call('PATCH', `/organizations/${String(id)}/enabled_connections/${connection.id}`, {
      is_signup_enabled: true,
    })
    assert.equal((await boxOf('acme')).box.strategies[0].connections[0].showSignup, true)
    assert.deepEqual((await boxOf(String(empty))).box.strategies, [])
    for (const said of ['nobody', '__proto__', 'org_AAAAAAAAAAAAAAAA', 'x'.repeat(2000), '%'])
      assert.deepEqual([(await boxOf(said)).status, (await boxOf(said)).box.error], [400, 'invalid_request'], said)
    assert.equal((await boxOf(String(id), client_id)).status, 400, 'an application that has no organizations')
    assert.equal((await get(`client/${member.client_id}.json?organization=acme&organization=acme`)).status, 400)
  })

  test('the country that a browser’s languages suggest, and none where they suggest none', async () => {
    const CASES = [
      ['de-AT,de;q=0.9,en;q=0.8', { country_code: 'AT' }],
      ['ja', { country_code: 'JP' }],
      ['en', { country_code: 'US' }],
      ['*', {}],
      ['', {}],
      ['xx-yyyyyyyyy, es-419;q=0.5, pt-BR;q=0.4', { country_code: 'BR' }],
    ] as const
    for (const [languages, expected] of CASES) {
      const response = await get('user/geoloc/country', { 'accept-language': languages, origin: ORIGIN })
      assert.equal(response.status, 200)
      assert.deepEqual(await response.json(), expected, languages)
      assert.equal(response.headers.get('access-control-allow-origin'), ORIGIN)
    }
  })

  test('the relay is a page for frames that passes on what its own host says, to one origin', async () => {
    const response = await get('relay.html')
    assert.equal(response.status, 200)
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/)
    assert.equal(response.headers.get('x-frame-options'), null)
    const policy = response.headers.get('content-security-policy') ?? ''
    assert.match(policy, /^default-src 'none'; script-src 'nonce-[^']+'/)
    assert.ok(!policy.includes('frame-ancestors'))
    assert.match(await response.text(), /function doPost\(message, origin\)/)
  })
})
