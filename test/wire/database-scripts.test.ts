// Scripts of a tenant's own that ask the old database, as they were written for Auth0: here the old database is another server, asked over
// HTTPS from inside the sandbox. reference: Management API, section 10, customScripts.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import type { Connection } from '@symbolon/protocol/entities/connection'
import { CLIENT_ID, CLIENT_SECRET, startTestServer, type TestServer } from '../server.ts'
import { openMailbox, ticketOf, type Mailbox } from './mailbox.ts'
import { logged } from './logged.ts'
import { managed } from './managed.ts'
import { newApplication, newUser, writeApplications } from './people.ts'
import { startWorld, type World } from './world.ts'

const REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const PASSWORD = 'Correct-horse-7'
const WRONG = [403, 'invalid_grant', 'Wrong email or password.']

const shop = newApplication({ grant_types: [REALM], token_endpoint_auth_method: 'none' })

/** What both scripts know: the old tenant's tokens, and its users by their address. */
const OLD_TENANT = `
  const host = 'https://' + configuration.HOST
  const tokens = (body) =>
    fetch(host + '/oauth/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Object.assign({ client_id: configuration.ID, client_secret: configuration.SECRET }, body)),
    })
  async function find(email) {
    const { access_token } = await (await tokens({ grant_type: 'client_credentials', audience: host + '/api/v2/' })).json()
    const headers = { authorization: 'Bearer ' + access_token }
    const [user] = await (await fetch(host + '/api/v2/users-by-email?email=' + encodeURIComponent(email), { headers })).json()
    return user && Object.assign({}, user, { user_id: user.user_id.split('|')[1] })
  }
  if (email.startsWith('broken')) return callback(new Error('no such table: ' + configuration.SECRET))`

const LOGIN = `// Whether the password is right.
function login(email, password, callback) {${OLD_TENANT}
  tokens({ grant_type: '${REALM}', realm: '${FIRST_CONNECTION}', username: email, password, scope: 'openid' })
    .then(async (response) => {
      if (response.status !== 200) return callback(new WrongUsernameOrPasswordError(email, 'not there'))
      callback(null, await find(email))
    })
    .catch(callback)
}`

const GET_USER = `function getByEmail(email, callback) {${OLD_TENANT}
  find(email).then((user) => callback(null, user), callback)
}`

type Person = { readonly user_id: string; readonly email: string }

describe('scripts that ask the old database', () => {
  let old: TestServer
  let world: World
  let mailbox: Mailbox
  let connection: Connection

  before(async () => {
    old = await startTestServer({ tls: true })
    mailbox = openMailbox()
    world = await startWorld({ environment: { ...mailbox.environment, SYMBOLON_EGRESS_ALLOW: 'localhost' } })
    await writeApplications(world, shop)
    const [there] = await managed<readonly Connection[]>(old, 200, 'GET', '/connections?strategy=auth0')
    await managed(old, 200, 'PATCH', `/clients/${CLIENT_ID}`, { grant_types: ['client_credentials', REALM] })
    await managed(old, 204, 'PATCH', `/connections/${there?.id}/clients`, [{ client_id: CLIENT_ID, status: true }])
    await managed(world, 200, 'PATCH', '/tenants/settings', { outbound_hosts: ['localhost'] })
    const found = await world.tenancy.store.find('connections', { name: FIRST_CONNECTION })
    assert.ok(found)
    connection = found
    await setScripts({ login: LOGIN, get_user: GET_USER })
  })
  after(async () => {
    await world.stop()
    await old.stop()
    mailbox.remove()
  })

  const setScripts = (customScripts: object, more: object = {}): Promise<unknown> =>
    managed(world, 200, 'PATCH', `/connections/${connection.id}`, {
      options: {
        ...connection.options,
        import_mode: true,
        enabledDatabaseCustomization: true,
        customScripts,
        configuration: { HOST: old.host, ID: CLIENT_ID, SECRET: CLIENT_SECRET },
        ...more,
      },
    })
  const newPerson = async (): Promise<Person> => {
    const email = `${randomBytes(6).toString('hex')}@example.com`
    const person = { connection: FIRST_CONNECTION, email, password: PASSWORD, email_verified: true }
    const more = { app_metadata: { plan: 'gold' }, user_metadata: { color: 'red' } }
    const { user_id } = await managed<Person>(old, 201, 'POST', '/users', { ...person, ...more })
    return { user_id, email }
  }
  const login = (username: string, password = PASSWORD) =>
    world.token({ grant_type: REALM, realm: FIRST_CONNECTION, client_id: shop.client_id, username, password })
  const refusal = async (response: Response): Promise<readonly unknown[]> => {
    const { error, error_description } = Object(await response.json())
    return [response.status, error, error_description]
  }
  const passes = async (username: string, password = PASSWORD): Promise<void> => {
    const response = await login(username, password)
    assert.equal(response.status, 200, await response.text())
  }
  const post = (path: string, body: object) =>
    fetch(`${world.issuer}dbconnections/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: shop.client_id, connection: FIRST_CONNECTION, ...body }),
    })
  const here = (email: string) => world.tenancy.store.findUserByIdentifier(FIRST_CONNECTION, 'email', email)

  test('somebody comes over with id, metadata and password; the script is not asked again', async () => {
    const { email, user_id } = await newPerson()
    await passes(email)
    const user = await here(email)
    assert.deepEqual(
      [user?.user_id, user?.email_verified, user?.app_metadata, user?.user_metadata],
      [user_id, true, { plan: 'gold' }, { color: 'red' }],
    )
    await setScripts({ login: 'function login(email, password, callback) { callback(new Error("asked again")) }' })
    await passes(email)
    await setScripts({ login: LOGIN, get_user: GET_USER })
  })

  test('of what a script refuses and how it fails people learn nothing, and the log no secret', async () => {
    const { email } = await newPerson()
    assert.deepEqual(await refusal(await login(email, 'Another-horse-8')), WRONG)
    await logged(world, email, 'fu', /^Wrong email or password\. The script login: not there$/)
    const broken = `broken-${randomBytes(6).toString('hex')}@example.com`
    assert.deepEqual(await refusal(await login(broken)), WRONG)
    await logged(world, broken, 'f', /^The script login: no such table: \*\*\*$/)
    // One that failed keeps nobody else out.
    await passes(email)
  })

  const FAILURES: Readonly<Record<string, readonly [login: string, type: 'f' | 'fu', said: RegExp]>> = {
    'is no code': ['function login(', 'f', /^The script login: SyntaxError/],
    'is no function': ['42', 'f', /^The script login: /],
    'knows nobody': ['function login(email, password, callback) { callback(null) }', 'fu', /knows nobody/],
    'gives nobody in particular': [
      'function login(email, p, callback) { callback(null, { email }) }',
      'f',
      /without user_id/,
    ],
    'gives somebody else': [
      'function login(email, p, callback) { callback(null, { user_id: 1, email: "root@example.com" }) }',
      'f',
      /could not be found here by this name/,
    ],
    'gives too much': [
      'function login(email, p, callback) { callback(null, { user_id: "1", email, app_metadata: { a: "x".repeat(300000) } }) }',
      'f',
      /it is too large/,
    ],
    'gives what cannot be': [
      'function login(email, p, callback) { callback(null, { user_id: "1", email, app_metadata: "x" }) }',
      'f',
      /The user cannot be kept: /,
    ],
  }
  for (const [name, [script, type, said]] of Object.entries(FAILURES)) {
    test(`a script that ${name} lets nobody in`, async () => {
      const email = `${randomBytes(6).toString('hex')}@example.com`
      await setScripts({ login: script })
      assert.deepEqual(await refusal(await login(email)), WRONG)
      await logged(world, email, type, said)
      assert.equal(await here(email), undefined)
      await setScripts({ login: LOGIN, get_user: GET_USER })
    })
  }

  test('who is there cannot sign up as a stranger, and nobody can while it cannot be found out', async () => {
    const { email } = await newPerson()
    const refused = await post('signup', { email, password: 'Another-horse-8' })
    assert.deepEqual([refused.status, Object(await refused.json()).code], [400, 'invalid_signup'])
    assert.equal(await here(email), undefined)
    const stranger = `${randomBytes(6).toString('hex')}@example.com`
    const made = await post('signup', { email: stranger, password: 'Another-horse-8' })
    assert.equal(made.status, 200, await made.text())
    const unlucky = `broken-${randomBytes(6).toString('hex')}@example.com`
    const failed = await post('signup', { email: unlucky, password: 'Another-horse-8' })
    assert.deepEqual([failed.status, Object(await failed.json()).code], [400, 'hook_error'])
    await logged(world, unlucky, 'fs', /^The script get_user: no such table: \*\*\*$/)
  })

  test('nobody takes the user name of somebody who is there still, whatever the address', async (t) => {
    const get_user = `function get(name, callback) {
      callback(null, name === 'lovelace' ? { user_id: '1815', username: name, email: 'ada@example.com' } : null)
    }`
    await setScripts({ login: LOGIN, get_user }, { requires_username: true })
    t.after(() => setScripts({ login: LOGIN, get_user: GET_USER }, { requires_username: false }))
    const signUp = (username: string) =>
      post('signup', { email: `${randomBytes(6).toString('hex')}@example.com`, username, password: 'Another-horse-8' })
    const refused = await signUp('lovelace')
    assert.deepEqual([refused.status, Object(await refused.json()).code], [400, 'invalid_signup'])
    const made = await signUp('babbage')
    assert.equal(made.status, 200, await made.text())
  })

  test('who has forgotten the password before the first login gets a link, and comes over by it', async () => {
    const { email, user_id } = await newPerson()
    const asked = await post('change_password', { email })
    assert.equal(asked.status, 200, await asked.text())
    const mail = await mailbox.next(email)
    assert.equal((await here(email))?.user_id, user_id)
    const page = await fetch(`${world.issuer}u/reset-password?ticket=${ticketOf(mail)}`)
    assert.equal(page.status, 200)
    assert.ok(await page.text())
    // Until it is used, the old password is as good as before.
    await passes(email)
  })

  test('who is here without a password gets it from the script', async () => {
    const { email, user_id } = await newPerson()
    await newUser(world, { user_id: user_id.slice('auth0|'.length), email, app_metadata: { plan: 'here' } })
    await passes(email)
    assert.deepEqual((await here(email))?.app_metadata, { plan: 'here' })
  })

  test('without enabledDatabaseCustomization no script is run', async () => {
    const { email } = await newPerson()
    const { options } = await managed<Connection>(world, 200, 'GET', `/connections/${connection.id}`)
    assert.ok(!JSON.stringify(options).includes(CLIENT_SECRET))
    const off = { ...options, enabledDatabaseCustomization: false }
    await managed(world, 200, 'PATCH', `/connections/${connection.id}`, { options: off })
    assert.deepEqual(await refusal(await login(email)), WRONG)
    await managed(world, 200, 'PATCH', `/connections/${connection.id}`, { options })
    await passes(email)
  })
})
