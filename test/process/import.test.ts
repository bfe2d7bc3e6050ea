// A tenant of Auth0 moves in, as people do it: beside the server, with the files that Auth0's own tools and exports make. Everything is
// then asked of the running server.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { after, before, describe, test } from 'node:test'
import { jwtVerify } from 'jose'
import { startPostgres, type TestPostgres } from '../databases/postgres.ts'
import { startTestServer, type TestServer } from '../server.ts'
import { until } from '../wire/until.ts'
import { startSymbolon, symbolon, type Ended } from './command-line.ts'

/** "hello" by bcrypt, as Auth0 exports it. */
const HELLO = '$2b$10$6yvefLNP07azq1.mMXKWXub37ocrAPnd8cKvevvA/wg.9gp4/9YE6'

/** Milliseconds. */
const PATIENCE = 300_000

/** Enough people that an import can be cut off in the middle of them, and how often that is tried. */
const MANY = 6000
const MOST_ROUNDS = 10

const SHOP = 'bZAi9o69sdirOkKIKnOCl9XK9oomzL7r'
const SECRET = 'shop-secret-that-came-along-0123456789abcdef'
const ACME = 'org_8WFVO1oPs7O1ttk3'

const FILES: Readonly<Record<string, unknown>> = {
  'clients/Shop.json': {
    client_id: SHOP,
    client_secret: SECRET,
    name: 'Shop',
    app_type: 'regular_web',
    grant_types: ['password', 'http://auth0.com/oauth/grant-type/password-realm', 'client_credentials'],
    jwt_configuration: { alg: 'HS256', lifetime_in_seconds: 36000, secret_encoded: true },
  },
  'resource-servers/Orders.json': {
    id: '2e658f7dbb6a1a04e68dd770',
    identifier: 'https://orders.example/',
    name: 'Orders',
    scopes: [{ value: 'read:orders', description: 'See orders' }],
  },
  'grants/Shop-Orders.json': { client_id: 'Shop', audience: 'https://orders.example/', scope: ['read:orders'] },
  'database-connections/people/database.json': {
    id: 'con_IZSfk5kSVuwWqyAL',
    name: 'people',
    strategy: 'auth0',
    enabled_clients: ['Shop'],
    options: { passwordPolicy: 'good', brute_force_protection: true },
  },
  'roles/Clerk.json': {
    id: 'rol_Ef44sm1MEwAhzmK0',
    name: 'Clerk',
    permissions: [{ permission_name: 'read:orders', resource_server_identifier: 'https://orders.example/' }],
  },
  'organizations/acme.json': { id: ACME, name: 'acme', display_name: 'Acme Ltd', connections: [{ name: 'people' }] },
  'custom-domains/custom-domains.json': [{ domain: 'login.shop.example', type: 'auth0_managed_certs' }],
}

const ID = '60425dc43519d90068f82973'

const USERS = [
  {
    user_id: `auth0|${ID}`,
    email: 'Ann@Shop.example',
    email_verified: true,
    name: 'Ann',
    blocked: false,
    identities: [
      { connection: 'people', user_id: ID, provider: 'auth0', isSocial: false },
      { connection: 'google-oauth2', user_id: '1234', provider: 'google-oauth2', isSocial: true, access_token: 'hush' },
    ],
    user_metadata: { colour: 'red' },
    app_metadata: { plan: 'gold' },
    created_at: '2021-03-05T16:33:40.000Z',
    updated_at: '2022-03-05T16:33:40.000Z',
    last_login: '2023-01-01T00:00:00.000Z',
    logins_count: 17,
    roles: ['Clerk'],
    organizations: [{ name: 'acme' }],
  },
  { user_id: 'auth0|with-factor', email: 'bo@shop.example', connection: 'people', multifactor: ['guardian'] },
  { user_id: 'github|77', nickname: 'cy', identities: [{ connection: 'github', user_id: 77, provider: 'github' }] },
  { user_id: 'auth0|same', email: 'dora@shop.example' },
  { user_id: 'nonsense' },
]

const HASHES = [
  { _id: { $oid: ID }, email: 'ann@shop.example', passwordHash: HELLO, connection: 'people', version: '1.1' },
  { _id: { $oid: 'ffffffffffffffffffffffff' }, passwordHash: HELLO, connection: 'people' },
]

const lines = (rows: readonly object[]): string => `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`

type Place = { readonly database: string | undefined; readonly stop: () => Promise<void> }

const sqlite = async (): Promise<Place> => ({ database: undefined, stop: async () => {} })

const postgres = async (): Promise<Place> => {
  const running: TestPostgres = await startPostgres()
  return { database: await running.createDatabase(), stop: () => running.stop() }
}

for (const [name, open] of [
  ['SQLite', sqlite],
  ['PostgreSQL', postgres],
] as const) {
  describe(`a tenant of Auth0 moves in, on ${name}`, () => {
    let place: Place | undefined
    let server: TestServer
    let folder: string
    let environment: Record<string, string>
    before(async () => {
      place = await open()
      folder = mkdtempSync(join(tmpdir(), 'symbolon-import-'))
      environment = { SYMBOLON_DATA: join(folder, 'data') }
      if (place.database !== undefined) environment['SYMBOLON_DATABASE'] = place.database
      server = await startTestServer({ environment })
      for (const [path, document] of Object.entries(FILES)) {
        mkdirSync(join(folder, 'tenant', path, '..'), { recursive: true })
        writeFileSync(join(folder, 'tenant', path), JSON.stringify(document))
      }
      writeFileSync(join(folder, 'users.ndjson.gz'), gzipSync(lines(USERS)))
      writeFileSync(join(folder, 'hashes.ndjson'), lines(HASHES))
    })
    after(async () => {
      await server?.stop()
      await place?.stop()
      rmSync(folder, { recursive: true, force: true })
    })

    /** Somebody whose address one of the rows has. */
    const dora = {
      connection: 'Username-Password-Authentication',
      email: 'dora@shop.example',
      password: 'Correct-horse-1',
    }

    const run = (...words: readonly string[]): Promise<Ended> =>
      symbolon(['import', 'auth0', join(folder, 'tenant'), ...words], { environment })
    const found = async (path: string): Promise<object> => (await (await server.manage('GET', path)).json()) as object
    const login = (password: string): Promise<Response> =>
      server.token({
        grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
        realm: 'people',
        username: 'ann@shop.example',
        password,
        client_id: SHOP,
        client_secret: SECRET,
        audience: 'https://orders.example/',
        scope: 'openid',
      })

    test('with its ids, people, passwords, roles and members; and says what it left', async () => {
      assert.equal((await server.manage('POST', '/users', dora)).status, 201)
      const report = join(folder, 'report.ndjson')
      const files = ['--users', join(folder, 'users.ndjson.gz'), '--hashes', join(folder, 'hashes.ndjson')] as const
      const { code, out, err } = await run(...files, '--report', report, '--yes')
      assert.equal(code, 1, `${out}${err}`)
      assert.match(out, /custom-domain +login\.shop\.example +it is not proven here yet: symbolon custom-domain verify/)
      assert.match(err, /Users: 2 made, 0 there already, 3 left out\./)
      assert.match(err, /Passwords: 1 kept, 0 there already, 1 left out\./)
      const told = readFileSync(report, 'utf8').trim().split('\n')
      assert.deepEqual(told.map((line) => Reflect.get(JSON.parse(line) as object, 'line')).toSorted(), [2, 2, 4, 5])
      assert.doesNotMatch(`${out}${err}${told.join('')}`, /hush|\$2b\$/)
      const user = await found(`/users/${encodeURIComponent(`auth0|${ID}`)}`)
      const { email, user_metadata, app_metadata, created_at, logins_count, identities } = user as Record<
        string,
        unknown
      >
      assert.deepEqual(
        { email, user_metadata, app_metadata, created_at, logins_count },
        {
          email: 'ann@shop.example',
          user_metadata: { colour: 'red' },
          app_metadata: { plan: 'gold' },
          created_at: '2021-03-05T16:33:40.000Z',
          logins_count: 17,
        },
      )
      assert.equal((identities as unknown[]).length, 2)
      assert.doesNotMatch(JSON.stringify(identities), /hush/)
      assert.match(JSON.stringify(await found(`/organizations/${ACME}/members`)), new RegExp(ID))
      const signedIn = await login('hello')
      assert.equal(signedIn.status, 200, await signedIn.clone().text())
      const { access_token, id_token } = (await signedIn.json()) as { access_token: string; id_token: string }
      // The secret that came along signs (HS256), by the bytes that it is the text of (secret_encoded).
      await jwtVerify(id_token, Buffer.from(SECRET, 'base64url'), { issuer: server.issuer, audience: SHOP })
      const { sub, azp } = JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString())
      assert.deepEqual({ sub, azp }, { sub: `auth0|${ID}`, azp: SHOP })
      assert.equal((await login('hellO')).status, 403)
    })

    test('the only tenant needs no name, and a name that there is not is answered with those that there are', async () => {
      const { code, err } = await run('--url', 'https://nowhere.example', '--yes')
      assert.equal(code, 1)
      assert.equal(err, `There is no tenant https://nowhere.example/. There are: ${server.issuer}.\n`)
    })

    test('done again it changes nothing, and lets in who it is told to', async () => {
      const files = ['--users', join(folder, 'users.ndjson.gz'), '--hashes', join(folder, 'hashes.ndjson')] as const
      const { out } = await run(...files, '--without-second-factors', '--yes', '--json')
      const { configuration, users, passwords } = JSON.parse(out) as {
        configuration: { steps: { verb: string; noun: string }[] }
        users: object
        passwords: object
      }
      // A secret that is given is set each time: nobody can read what is there.
      assert.deepEqual(
        configuration.steps.filter(({ verb }) => verb !== 'keep').map(({ noun }) => noun),
        ['client'],
      )
      assert.deepEqual(users, { made: 1, there: 2, left: 2, withoutFactor: 1 })
      assert.deepEqual(passwords, { kept: 0, there: 1, left: 1 })
    })

    test('cut off and done again, nobody is missing and nobody is there twice', async () => {
      const cutOff = async (round: number) => {
        const many = Array.from({ length: MANY }, (_, at) => ({
          user_id: `auth0|many-${round}-${at}`,
          email: `many-${round}-${at}@shop.example`,
          connection: 'people',
          password_hash: HELLO,
        }))
        const file = join(folder, `many-${round}.ndjson`)
        writeFileSync(file, lines(many))
        const words = ['import', 'auth0', join(folder, 'tenant'), '--users', file, '--yes', '--json']
        const total = async (): Promise<number> => {
          const query = `/users?include_totals=true&per_page=1&q=email%3Amany-${round}-*&search_engine=v3`
          return Number(Reflect.get(await found(query), 'total'))
        }
        const cut = startSymbolon(words, { environment })
        const isOver = (): boolean => cut.child.exitCode !== null || cut.child.signalCode !== null
        await until('somebody has come over', async () => isOver() || (await total()) > 0, PATIENCE)
        cut.child.kill('SIGKILL')
        await cut.ended
        return { words, total, come: await total() }
      }
      // Where nobody had come yet, or everybody had, nothing was cut.
      let round = 0
      let cut = await cutOff(round)
      while ((cut.come === 0 || cut.come === MANY) && round < MOST_ROUNDS) cut = await cutOff((round += 1))
      assert.ok(cut.come > 0 && cut.come < MANY, `${cut.come} of ${MANY} had come when it was cut off`)
      const { code, out, err } = await symbolon(cut.words, { environment })
      assert.equal(code, 0, `${out}${err}`)
      const { users } = JSON.parse(out) as { users: { made: number; there: number } }
      // What was on its way to the database when the process died may still have come.
      assert.equal(users.made + users.there, MANY)
      assert.ok(users.there >= cut.come, `${users.there} were there, after ${cut.come} had come`)
      assert.equal(await cut.total(), MANY)
    })
  })
}
