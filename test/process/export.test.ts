// A tenant leaves one deployment and is made anew in another: the same people, the same keys, the same secrets.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { jwtVerify } from 'jose'
import { openSealedFile } from '@symbolon/server/moving/sealed-file'
import { startPostgres, type TestPostgres } from '../databases/postgres.ts'
import { CLIENT_ID, CLIENT_SECRET, startTestServer, type TestServer } from '../server.ts'
import { symbolon, type Ended } from './command-line.ts'

const PASSPHRASE = 'correct horse battery staple'
const RICH = join(import.meta.dirname, '../clients/rich-tenant')
const API = 'https://orders.example/'
const CONNECTION = 'Username-Password-Authentication'
const LOGIN = { username: 'ann@shop.example', password: 'Correct-horse-1' } as const

const REALM = 'http://auth0.com/oauth/grant-type/password-realm'

type Made = { readonly client_id: string; readonly client_secret: string; readonly user_id: string }

/** Every file below a folder, by its path. */
const filesOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path): [string, string] => [path.slice(folder.length + 1), readFileSync(path, 'latin1')])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

describe('a whole tenant, exported and imported', () => {
  let postgres: TestPostgres
  let folder: string
  let old: TestServer
  let made: Made
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'symbolon-export-'))
    writeFileSync(join(folder, 'passphrase'), `${PASSPHRASE}\n`)
    postgres = await startPostgres()
    old = await startTestServer({ environment: { SYMBOLON_DATA: join(folder, 'old') } })
  })
  after(async () => {
    await old.stop()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const run = (words: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> =>
    symbolon(words, { environment })
  const secret = (): readonly string[] => ['--passphrase', join(folder, 'passphrase'), '--json']
  const ask = async (
    server: TestServer,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Record<string, unknown>> => {
    const answer = await server.manage(method, path, body)
    const text = await answer.text()
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`)
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
  }
  const login = (server: TestServer, { client_id, client_secret }: Made): Promise<Response> =>
    server.token({ grant_type: REALM, realm: CONNECTION, client_id, client_secret, audience: API, ...LOGIN })

  /** What an export says, in an order that does not depend on when something was made. */
  const contents = async (path: string): Promise<readonly string[]> => {
    const lines = readFileSync(join(path, 'users.ndjson'), 'utf8').trim().split('\n')
    const { rows } = await openSealedFile(join(path, 'tenant.sealed'), PASSPHRASE)
    for await (const row of rows()) lines.push(JSON.stringify(row))
    return lines.toSorted()
  }

  test('everything that the old one holds is written, and nothing secret in clear', async () => {
    const environment = {
      SYMBOLON_DATA: join(folder, 'old'),
      SYMBOLON_URL: old.issuer,
      SYMBOLON_CLIENT_ID: CLIENT_ID,
      SYMBOLON_CLIENT_SECRET: CLIENT_SECRET,
    }
    const client = await ask(old, 'POST', '/clients', {
      name: 'Till',
      app_type: 'regular_web',
      grant_types: [REALM],
      jwt_configuration: { alg: 'HS256' },
    })
    const user = await ask(old, 'POST', '/users', {
      connection: CONNECTION,
      email: LOGIN.username,
      password: LOGIN.password,
    })
    const applied = await run(['apply', RICH, '--yes'], environment)
    assert.equal(applied.code, 0, applied.err)
    made = {
      client_id: String(client['client_id']),
      client_secret: String(client['client_secret']),
      user_id: String(user['user_id']),
    }
    const roles = (await ask(old, 'GET', '/roles')) as unknown as { id: string }[]
    const organizations = (await ask(old, 'GET', '/organizations')) as unknown as { id: string }[]
    const path = encodeURIComponent(made.user_id)
    await ask(old, 'POST', `/users/${path}/roles`, { roles: roles.map(({ id }) => id) })
    await ask(old, 'POST', `/organizations/${organizations[0]?.id}/members`, { members: [made.user_id] })
    await ask(old, 'PATCH', `/users/${path}`, { app_metadata: { plan: 'gold' } })
    const signedIn = await login(old, made)
    assert.equal(signedIn.status, 200, await signedIn.text())
    const { code, out, err } = await run(['export', join(folder, 'first'), ...secret()], environment)
    assert.equal(code, 0, `${out}${err}`)
    const { users, passwords } = JSON.parse(out) as { users: number; passwords: number }
    assert.deepEqual({ users, passwords }, { users: 1, passwords: 1 })
    const files = [...filesOf(join(folder, 'first'))]
    assert.ok(files.some(([name]) => name === join('configuration', 'clients', 'Till.json')))
    for (const [name, text] of files) {
      assert.doesNotMatch(text, /argon2|PRIVATE KEY|"private_key"/, name)
      // What the rich tenant has of secrets.
      assert.doesNotMatch(text, /hush|"KEY": "value"|: "blue"/, name)
    }
    const again = await run(['export', join(folder, 'first'), ...secret()], environment)
    assert.equal(again.code, 2)
    assert.match(again.err, /is not empty/)
  })

  test('another passphrase opens nothing, and a file that was changed or cut is refused', async () => {
    const sealed = join(folder, 'first', 'tenant.sealed')
    await assert.rejects(async () => {
      for await (const row of (await openSealedFile(sealed, 'another passphrase')).rows()) void row
    }, /does not open/)
    const whole = readFileSync(sealed)
    const changed = Buffer.from(whole)
    changed[whole.length - 20] = (changed[whole.length - 20] ?? 0) ^ 1
    for (const bytes of [changed, whole.subarray(0, -1), whole.subarray(0, 34), whole.subarray(0, 10)]) {
      writeFileSync(join(folder, 'broken'), bytes)
      await assert.rejects(async () => {
        for await (const row of (await openSealedFile(join(folder, 'broken'), PASSPHRASE)).rows()) void row
      })
    }
  })

  test('people who were changed on their way are refused', async () => {
    const changed = join(folder, 'changed')
    cpSync(join(folder, 'first'), changed, { recursive: true })
    const users = join(changed, 'users.ndjson')
    const system = { permission_name: 'read:users', resource_server_identifier: `${old.issuer}api/v2/` }
    const rows = readFileSync(users, 'utf8').trim().split('\n')
    const raised = rows.map((row) => `${JSON.stringify({ ...JSON.parse(row), permissions: [system] })}\n`).join('')
    const environment = { SYMBOLON_DATA: join(folder, 'refusing'), SYMBOLON_URL: old.issuer }
    for (const spoil of [() => writeFileSync(users, raised), () => rmSync(users)]) {
      spoil()
      const { code, err } = await run(['import', 'symbolon', changed, ...secret()], environment)
      assert.notEqual(code, 0)
      assert.match(err, /users\.ndjson (?:is not as it was exported|cannot be read)/)
    }
    // Nothing has been made of it.
    const whole = await run(['import', 'symbolon', join(folder, 'first'), ...secret()], environment)
    assert.equal(whole.code, 0, whole.err)
    assert.equal((JSON.parse(whole.out) as { isNew: boolean }).isNew, true)
  })

  for (const [name, database] of [
    ['SQLite', async () => undefined],
    ['PostgreSQL', () => postgres.createDatabase()],
  ] as const) {
    test(`made anew on ${name} it is the same tenant, and exports the same`, async () => {
      const token = (await (await login(old, made)).json()) as { access_token: string }
      const place = join(folder, name)
      const chosen = await database()
      const environment = {
        SYMBOLON_DATA: place,
        SYMBOLON_URL: old.issuer,
        ...(chosen === undefined ? {} : { SYMBOLON_DATABASE: chosen }),
      }
      const first = join(folder, 'first')
      const imported = await run(['import', 'symbolon', first, ...secret()], environment)
      assert.equal(imported.code, 0, `${imported.out}${imported.err}`)
      assert.equal((JSON.parse(imported.out) as { made: number }).made, 1)
      const again = await run(['import', 'symbolon', first, ...secret()], environment)
      assert.equal(again.code, 0, again.err)
      assert.deepEqual(
        (({ made, there, isNew }: { made: number; there: number; isNew: boolean }) => ({ made, there, isNew }))(
          JSON.parse(again.out),
        ),
        { made: 0, there: 1, isNew: false },
      )
      const second = join(folder, `second ${name}`)
      const exported = await run(['export', second, ...secret()], environment)
      assert.equal(exported.code, 0, exported.err)
      // The old one has counted a login meanwhile: compared is what both exports were made of.
      assert.deepEqual(await contents(second), await contents(first))
      const [before, after] = [filesOf(join(first, 'configuration')), filesOf(join(second, 'configuration'))]
      assert.deepEqual([...after.keys()], [...before.keys()])
      for (const [path, text] of before) assert.equal(after.get(path), text, path)
      // At another address the same tenant serves: what the old one has signed is of its keys, its people log in.
      const moved = join(folder, `moved ${name}`)
      const server = await startTestServer({ environment: { SYMBOLON_DATA: moved } })
      const other = new URL(server.issuer)
      const issuer = `http://127.0.0.1:${other.port}/`
      const at = { SYMBOLON_DATA: moved, SYMBOLON_URL: server.issuer }
      try {
        const there = await run(['import', 'symbolon', first, ...secret(), '--url', issuer], at)
        assert.equal(there.code, 0, `${there.out}${there.err}`)
        const client = { SYMBOLON_URL: issuer, SYMBOLON_CLIENT_ID: CLIENT_ID, SYMBOLON_CLIENT_SECRET: CLIENT_SECRET }
        const differs = await run(['diff', join(first, 'configuration')], client)
        assert.equal(differs.code, 0, `${differs.out}${differs.err}`)
        const jwks = (await (await fetch(`${issuer}.well-known/jwks.json`)).json()) as { keys: { kid: string }[] }
        const [head = ''] = token.access_token.split('.')
        const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string }
        assert.ok(jwks.keys.some((key) => key.kid === kid))
        const body = {
          grant_type: REALM,
          realm: CONNECTION,
          ...LOGIN,
          client_id: made.client_id,
          client_secret: made.client_secret,
          audience: API,
          scope: 'openid',
        }
        const answer = await fetch(`${issuer}oauth/token`, { method: 'POST', body: new URLSearchParams(body) })
        assert.equal(answer.status, 200, await answer.clone().text())
        const { access_token, id_token } = (await answer.json()) as { access_token: string; id_token: string }
        // The secret that signs went along.
        await jwtVerify(id_token, Buffer.from(made.client_secret), { issuer, audience: made.client_id })
        const claims = JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString()) as object
        assert.deepEqual([Reflect.get(claims, 'iss'), Reflect.get(claims, 'sub')], [issuer, made.user_id])
      } finally {
        await server.stop()
      }
    })
  }

  test('its configuration and its people move into an empty tenant too, as those of another product do', async () => {
    const data = join(folder, 'by files')
    const empty = await startTestServer({ environment: { SYMBOLON_DATA: data } })
    const environment = {
      SYMBOLON_DATA: data,
      SYMBOLON_URL: empty.issuer,
      SYMBOLON_CLIENT_ID: CLIENT_ID,
      SYMBOLON_CLIENT_SECRET: CLIENT_SECRET,
    }
    const files = join(folder, 'first', 'configuration')
    const people = ['--users', join(folder, 'first', 'users.ndjson')]
    try {
      const moved = await run(['import', 'auth0', files, ...people, '--yes', '--json'], environment)
      assert.equal(moved.code, 0, `${moved.out}${moved.err}`)
      const { configuration } = JSON.parse(moved.out) as { configuration: { left: { noun: string; says: string }[] } }
      const lost = configuration.left.map(({ noun, says }) => `${noun}: ${says}`)
      assert.ok(
        lost.every((one) => /waits for|secrets|_VALUE_NOT_SHOWN_/.test(one)),
        lost.join('\n'),
      )
      const differs = await run(['diff', files], environment)
      assert.equal(differs.code, 0, `${differs.out}${differs.err}`)
      assert.equal((await ask(empty, 'GET', `/users/${encodeURIComponent(made.user_id)}`))['email'], LOGIN.username)
      assert.equal((await ask(empty, 'GET', `/clients/${made.client_id}`))['name'], 'Till')
    } finally {
      await empty.stop()
    }
  })
})
