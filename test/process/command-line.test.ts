import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { freePort } from '../ports.ts'
import { CLIENT_ID, CLIENT_SECRET, startTestServer, type TestServer } from '../server.ts'
import { until } from '../wire/until.ts'
import { startSymbolon, symbolon, type Ended } from './command-line.ts'

const DEMO = 'https://api.example.com/'

/** The value beside a label. */
const valueOf = (text: string, label: string): string => new RegExp(`^${label} +(\\S+)`, 'm').exec(text)?.[1] ?? ''

const segment = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')

describe('symbolon, run as people run it', () => {
  let server: TestServer
  let folder: string
  before(async () => {
    server = await startTestServer()
    folder = mkdtempSync(join(tmpdir(), 'symbolon-cli-'))
  })
  after(async () => {
    rmSync(folder, { recursive: true, force: true })
    await server.stop()
  })

  const me = () => ({
    SYMBOLON_URL: server.issuer,
    SYMBOLON_CLIENT_ID: CLIENT_ID,
    SYMBOLON_CLIENT_SECRET: CLIENT_SECRET,
  })
  const run = (...words: string[]): Promise<Ended> => symbolon(words, { environment: me() })
  const pipe = (input: string | Buffer, ...words: string[]): Promise<Ended> =>
    symbolon(words, { environment: me(), input })
  const done = async (...words: string[]): Promise<string> => {
    const { code, out, err } = await run(...words)
    assert.equal(code, 0, err)
    return out
  }
  const refused = async (expected: RegExp, code: number, ...words: string[]): Promise<void> => {
    const ended = await run(...words)
    assert.match(ended.err, expected)
    assert.equal(ended.code, code)
    assert.equal(ended.out, '')
    assert.equal(ended.err.trim().split('\n').length, 1, 'one sentence')
  }

  describe('token', () => {
    test('prints the token and nothing else', async () => {
      assert.match(await done('token', '--audience', DEMO), /^ey[\w-]+\.[\w-]+\.[\w-]+\n$/)
    })

    test('takes the credentials of the first start when nothing else is set', async () => {
      const environment = {
        SYMBOLON_URL: server.issuer,
        SYMBOLON_BOOTSTRAP_CLIENT_ID: CLIENT_ID,
        SYMBOLON_BOOTSTRAP_CLIENT_SECRET: CLIENT_SECRET,
      }
      assert.equal((await symbolon(['token', '--audience', DEMO], { environment })).code, 0)
    })

    test('answers with lifetime and scopes when a program asks', async () => {
      const answer = JSON.parse(await done('token', '--audience', DEMO, '--scope', 'read:messages', '--json'))
      assert.equal(answer.scope, 'read:messages')
      assert.equal(answer.expires_in, 8000)
    })

    test('reads the secret from a pipe, so that no command line shows it', async () => {
      const ended = await symbolon(['token', '--audience', DEMO, '--client-id', CLIENT_ID, '--client-secret', '-'], {
        environment: { SYMBOLON_URL: server.issuer },
        input: `${CLIENT_SECRET}\n`,
      })
      assert.equal(ended.code, 0, ended.err)
    })

    test('says in one sentence what is wrong, and never shows the secret', async () => {
      const secret = 'a-secret-that-nobody-should-see-0123'
      await refused(/does not accept this secret/, 1, 'token', '--audience', DEMO, '--client-secret', secret)
      const { err } = await run('token', '--audience', DEMO, '--client-secret', secret)
      assert.equal(err.includes(secret), false)
      await refused(/There is no API https:\/\/nowhere\/ here/, 1, 'token', '--audience', 'https://nowhere/')
      await refused(/--url must be an http or https URL/, 2, 'token', '--url', 'ftp://x')
      await refused(/cannot be read/, 2, 'token', '--key', join(folder, 'absent.pem'))
      await refused(/nknown option/, 2, 'token', '--sope', 'x')
    })

    test('says that nobody listens, and that nobody was named', async () => {
      const nowhere = `http://localhost:${await freePort()}`
      await refused(/nothing listens there/, 1, 'token', '--url', nowhere)
      const unnamed = await symbolon(['token'], { environment: { SYMBOLON_URL: server.issuer } })
      assert.match(unnamed.err, /Which client asks\?/)
      assert.equal(unnamed.code, 2)
    })

    test('tries once more when the server says that it is not ready', async () => {
      let asked = 0
      const busy = createServer((_, response) => {
        asked += 1
        if (asked === 1) response.writeHead(503, { 'retry-after': '0' }).end()
        else response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":"second"}')
      })
      const port = await freePort()
      await new Promise<void>((listening) => busy.listen(port, '127.0.0.1', () => listening()))
      const ended = await run('token', '--url', `http://127.0.0.1:${port}`)
      busy.close()
      assert.equal(ended.out, 'second\n')
      assert.equal(asked, 2)
    })

    test('sends no secret after a redirect', async () => {
      const bodies: string[] = []
      const port = await freePort()
      const thief = createServer((request, response) => {
        bodies.push(request.url ?? '')
        response.writeHead(307, { location: '/stolen' }).end()
      })
      await new Promise<void>((listening) => thief.listen(port, '127.0.0.1', () => listening()))
      const ended = await run('token', '--url', `http://127.0.0.1:${port}`)
      thief.close()
      assert.equal(ended.code, 1)
      assert.deepEqual(bodies, ['/oauth/token'])
    })
  })

  describe('a client with a key instead of a secret', () => {
    for (const [alg, make] of [
      ['RS256', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
      ['PS256', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
      ['ES256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ] as const) {
      test(`gets a token with ${alg}`, async () => {
        const { privateKey, publicKey } = make()
        const [own, shared] = [join(folder, `${alg}.pem`), join(folder, `${alg}.pub.pem`)]
        writeFileSync(own, privateKey.export({ format: 'pem', type: 'pkcs8' }))
        writeFileSync(shared, publicKey.export({ format: 'pem', type: 'spki' }))
        const id = valueOf(await done('client', 'create', `Key ${alg}`, '--grant', `${DEMO}:*`), 'client_id')
        const credential = valueOf(
          await done('client-credential', 'create', id, '--pem', `@${shared}`, '--alg', alg),
          'id',
        )
        const methods = JSON.stringify({ private_key_jwt: { credentials: [{ id: credential }] } })
        await done('client', 'update', id, '--client-authentication-methods', methods)
        const words = ['token', '--audience', DEMO, '--client-id', id, '--key', own, '--key-alg', alg]
        const { code, out, err } = await symbolon(words, { environment: { SYMBOLON_URL: server.issuer } })
        assert.equal(code, 0, err)
        assert.match(out, /^ey/)
      })
    }
  })

  describe('decode', () => {
    test('finds a token valid, says what stands in it, and ends with 0', async () => {
      const { code, out } = await pipe(await server.accessToken(DEMO), 'decode')
      assert.equal(code, 0)
      assert.match(out, /^Access token, Auth0 layout \(access_token\), \d+ bytes\n/)
      assert.match(out, /exp +expires +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, in 2 h 1[0-3] min\n/)
      assert.match(out, /\nValid: signed by .+, and not expired\.\n$/)
    })

    test('finds a changed token, and one of an unknown key, not valid, and ends with 1', async () => {
      const [header = '', claims = '', signature = ''] = (await server.accessToken(DEMO)).split('.')
      const fields: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString())
      const changed = segment({ ...Object(fields), scope: 'everything' })
      const forged = await run('decode', `${header}.${changed}.${signature}`)
      assert.match(forged.out, /Not valid: the signature is wrong/)
      assert.equal(forged.code, 1)
      const foreign = await run('decode', `${segment({ alg: 'RS256', kid: 'x\u001b[2J' })}.${claims}.${signature}`)
      assert.match(foreign.out, /publishes no key x\\u001b\[2J/)
      assert.equal(foreign.code, 1)
    })

    test('never asks an address that only the token names', async () => {
      let asked = 0
      const trap = createServer((_, response) => {
        asked += 1
        response.end('{}')
      })
      const port = await freePort()
      await new Promise<void>((listening) => trap.listen(port, '127.0.0.1', () => listening()))
      const lure = `${segment({ alg: 'RS256' })}.${segment({ iss: `http://127.0.0.1:${port}/` })}.AAAA`
      const { code, out } = await run('decode', lure)
      assert.equal(asked, 0)
      assert.match(out, /Not checked: it names another issuer/)
      assert.equal(code, 1)
      await run('decode', '--issuer', `http://127.0.0.1:${port}/`, lure)
      trap.close()
      assert.equal(asked, 1, 'asked once somebody has named it')
    })

    test('never lets a token speak to the terminal', async () => {
      const claims = { iss: server.issuer, '\u001b]0;evil\u0007': '\u001b[2J\u202e\u0000' }
      const { out, err } = await run('decode', '--no-verify', `${segment({ alg: 'RS256' })}.${segment(claims)}.AAAA`)
      assert.match(out, /\\u001b\[2J\\u202e\\u0000/)
      // oxlint-disable-next-line no-control-regex -- these are what must not come through
      assert.doesNotMatch(out + err, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    })

    test('answers garbage, huge and binary input with one sentence', async () => {
      const inputs = ['garbage', 'a.b', 'a.b.c', 'x'.repeat(100_000), 'y'.repeat(3_000_000), Buffer.alloc(5000, 0xff)]
      for (const input of inputs) {
        const { code, out, err } = await pipe(input, 'decode')
        assert.equal(code, 1, err)
        assert.equal(out, '')
        assert.equal(err.trim().split('\n').length, 1)
      }
      assert.equal((await pipe('', 'decode')).code, 2)
    })
  })

  describe('api, client and key', () => {
    test('an API is made, shown, changed and deleted', async () => {
      const url = 'https://orders.example.com/'
      await done(
        'api',
        'create',
        url,
        '--scope',
        'read:x',
        '--scope',
        'write:x',
        '--alg',
        'ES256',
        '--lifetime',
        '3600',
      )
      assert.match(await done('api', 'list'), /^https:\/\/orders\.example\.com\/ .* ES256 +1 h +2$/m)
      await done('api', 'update', url, '--name', 'Orders', '--allow-offline-access', 'true')
      const shown = JSON.parse(await done('api', 'show', url, '--json'))
      assert.equal(shown.name, 'Orders')
      assert.equal(shown.allow_offline_access, true)
      assert.equal(shown.token_lifetime, 3600)
      assert.deepEqual(shown.scopes, [{ value: 'read:x' }, { value: 'write:x' }])
      await refused(/say --yes/, 2, 'api', 'delete', url)
      assert.equal((await run('api', 'delete', url, '--yes')).code, 0)
      await refused(/The resource server does not exist: https:\/\/orders/, 1, 'api', 'show', url)
    })

    test('a secret is shown when it is made, and never again', async () => {
      const made = await done('api', 'create', 'https://hs.example.com/', '--alg', 'HS256')
      assert.match(made, /^signing_secret +\S{16,}$/m)
      assert.doesNotMatch(await done('api', 'show', 'https://hs.example.com/', '--json'), /signing_secret/)
      assert.doesNotMatch(await done('api', 'list', '--json'), /signing_secret/)
    })

    test('a client is made with its grant, in one command, and gets a token', async () => {
      const made = await run('client', 'create', 'Nightly', '--grant', `${DEMO}:read:messages`)
      assert.equal(made.code, 0, made.err)
      const [id, secret] = [valueOf(made.out, 'client_id'), valueOf(made.out, 'client_secret')]
      const environment = { ...me(), SYMBOLON_CLIENT_ID: id, SYMBOLON_CLIENT_SECRET: secret }
      const token = await symbolon(['token', '--audience', DEMO, '--json'], { environment })
      assert.equal(JSON.parse(token.out).scope, 'read:messages')
      const forbidden = await symbolon(['client', 'list'], { environment })
      assert.match(forbidden.err, /has no grant for .+api\/v2\//)
      assert.equal(forbidden.code, 1)
    })

    test('an application for people is made with its connection, in one command, as its kind is', async () => {
      const directory = 'Username-Password-Authentication'
      const callback = 'http://localhost:5173/'
      const page = await run(
        'client',
        'create',
        'Page',
        '--type',
        'spa',
        '--callbacks',
        callback,
        '--connection',
        directory,
      )
      assert.equal(page.code, 0, page.err)
      assert.match(page.err, /^Users of Username-Password-Authentication may log in to it\.\n$/)
      assert.match(page.out, /^grant_types +authorization_code, refresh_token$/m)
      assert.doesNotMatch(page.out, /client_secret/)
      const client_id = valueOf(page.out, 'client_id')
      const shown = JSON.parse(await done('client', 'show', client_id, '--json'))
      assert.equal(shown.token_endpoint_auth_method, 'none')
      const [connection] = JSON.parse(await done('connection', 'list', '--json'))
      assert.ok(connection.enabled_clients.includes(client_id))
      const service = await done('client', 'create', 'Shop', '--type', 'regular_web', '--grant', `${DEMO}:*`)
      assert.match(service, /^grant_types +authorization_code, refresh_token, client_credentials$/m)
      assert.match(service, /^client_secret +\S{32,}$/m)
    })

    test('a rotated secret replaces the old one, at once or after a while', async () => {
      const made = await done('client', 'create', 'Rotating', '--grant', `${DEMO}:*`)
      const id = valueOf(made, 'client_id')
      const tokenWith = (secret: string) =>
        run('token', '--audience', DEMO, '--client-id', id, '--client-secret', secret)
      const second = valueOf(await done('client', 'rotate', id, '--grace', '3600'), 'client_secret')
      assert.equal((await tokenWith(valueOf(made, 'client_secret'))).code, 0)
      const third = valueOf(await done('client', 'rotate', id), 'client_secret')
      assert.equal((await tokenWith(second)).code, 1)
      assert.equal((await tokenWith(third)).code, 0)
    })

    test('nothing is made when a grant means no API or no scope, or a connection is unknown', async () => {
      const count = async () => JSON.parse(await done('client', 'list', '--json')).length
      const known = await count()
      await refused(/No API is meant/, 1, 'client', 'create', 'Bad', '--grant', 'https://nowhere/:read:x')
      await refused(/has no scope read:x/, 1, 'client', 'create', 'Bad', '--grant', `${DEMO}:read:x`)
      await refused(/There is no connection Nowhere/, 1, 'client', 'create', 'Bad', '--connection', 'Nowhere')
      assert.equal(await count(), known)
    })

    test('a missing scope, an unknown id and bad fields are one sentence each', async () => {
      const grant = `${server.issuer}api/v2/:read:clients`
      const made = await done('client', 'create', 'Reader', '--grant', grant)
      const environment = {
        ...me(),
        SYMBOLON_CLIENT_ID: valueOf(made, 'client_id'),
        SYMBOLON_CLIENT_SECRET: valueOf(made, 'client_secret'),
      }
      const ended = await symbolon(['api', 'list'], { environment })
      assert.match(ended.err, /may not do that\. Insufficient scope, expected any of: read:resource_servers\.\n$/)
      assert.equal(ended.code, 1)
      await refused(/The client does not exist: nobody/, 1, 'client', 'show', 'nobody')
      await refused(/It must be one of/, 2, 'api', 'create', 'https://x/', '--token-dialect', 'latin')
      await refused(/is no JSON/, 2, 'api', 'create', 'https://x/', '--data', '{')
      await refused(
        /Additional properties not allowed: colour/,
        1,
        'api',
        'create',
        'https://x/',
        '--data',
        '{"colour":1}',
      )
      await refused(/Nothing to change/, 2, 'api', 'update', DEMO)
    })

    test('fields come from a pipe as well', async () => {
      const { code, out, err } = await pipe('{"name":"Piped"}', 'client', 'create', '--data', '-', '--json')
      assert.equal(code, 0, err)
      assert.equal(JSON.parse(out).name, 'Piped')
    })

    test('every entity there is has a command', async () => {
      const help = await done('--help')
      for (const name of ['api', 'client', 'client-credential', 'client-grant', 'tenant-settings']) {
        assert.match(help, new RegExp(`^  ${name} `, 'm'))
      }
      assert.match(await done('tenant-settings', 'show'), /^session_lifetime +168$/m)
      assert.match(await done('client-grant', 'list'), /^cgr_/m)
    })

    test('keys are shown by what they do; a rotation that comes too early says so', async () => {
      assert.match(await done('key', 'list'), /RS256 +current +\d/)
      await done('api', 'create', 'https://ed.example.com/', '--alg', 'EdDSA')
      await refused(/has just been published/, 1, 'key', 'rotate', '--alg', 'EdDSA')
      await refused(/No enum match/, 1, 'key', 'rotate', '--alg', 'none')
      await refused(/does not exist/, 1, 'key', 'revoke', 'nothing', '--yes')
    })

    test('a reader that stops reading is no error', async () => {
      const started = startSymbolon(['api', 'show', `${server.issuer}api/v2/`, '--json'], { environment: me() })
      started.child.stdout?.destroy()
      const { code, err } = await started.ended
      assert.deepEqual({ code, err }, { code: 0, err: '' })
    })
  })

  test('says its version; a command that there is not is a wrong question', async () => {
    assert.match((await run('--version')).out, /^\d+\.\d+\.\d+\n$/)
    assert.match((await run('token', '--help')).out, /^Usage: symbolon token/)
    await refused(/Did you mean token\?/, 2, 'tokne')
  })
})

describe('symbolon start and tenant', () => {
  test('starts on the options given, answers, and ends with 0 on SIGTERM', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'symbolon-cli-'))
    const port = await freePort()
    const started = startSymbolon(['start', '--port', String(port), '--data', 'here'], { cwd })
    await until('the server is ready', () => started.out().includes('Symbolon is ready at '))
    assert.equal((await fetch(`http://localhost:${port}/health`)).status, 200)
    const made = await symbolon(['tenant', 'create', `http://b.localhost:${port}`, '--data', 'here'], { cwd })
    assert.equal(made.code, 0, made.err)
    const url = `http://b.localhost:${port}`
    const twice = await symbolon(['tenant', 'create', url, '--data', 'here'], { cwd })
    assert.match(twice.err, /There is a tenant for b\.localhost/)
    const moved = await symbolon(['tenant', 'move', url, `http://c.localhost:${port}`, '--data', 'here'], { cwd })
    assert.equal(moved.code, 0, moved.err)
    const listed = await symbolon(['tenant', 'list', '--data', 'here', '--json'], { cwd })
    const issuers = JSON.parse(listed.out).map(({ issuer }: { issuer: string }) => issuer)
    assert.deepEqual(issuers.toSorted(), [`http://c.localhost:${port}/`, `http://localhost:${port}/`])
    started.child.kill('SIGTERM')
    assert.equal((await started.ended).code, 0)
    rmSync(cwd, { recursive: true, force: true })
  })

  test('makes no database by looking for one, and says which settings are wrong', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'symbolon-cli-'))
    const { code, err } = await symbolon(['tenant', 'list'], { cwd })
    assert.match(err, /There is no database .+ yet/)
    assert.equal(code, 1)
    assert.equal(existsSync(join(cwd, 'data')), false)
    const wrong = await symbolon(['start', '--port', 'many'], { cwd })
    assert.match(wrong.err, /SYMBOLON_PORT must be a port/)
    assert.equal(wrong.code, 1)
    rmSync(cwd, { recursive: true, force: true })
  })
})

// Any node may stand first on the PATH. Where the machine has an old one, it must find the one that npm brought.
const systemNode = ['/usr/bin/node', '/usr/local/bin/node', '/opt/node/bin/node'].find((path) => {
  if (!existsSync(path)) return false
  const major = Number(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.slice(1).split('.')[0])
  return major >= 14 && major < 24
})

if (systemNode !== undefined) {
  describe('symbolon on an old Node', () => {
    test('runs all the same, and hands through input, output and exit code', async () => {
      const ended = await symbolon(['decode'], { node: systemNode, input: 'garbage' })
      assert.match(ended.err, /no JSON Web Token/)
      assert.equal(ended.code, 1)
    })

    for (const [signal, expected] of [
      ['SIGTERM', 0],
      ['SIGKILL', 'SIGKILL'],
    ] as const) {
      test(`leaves no server behind when it gets ${signal}`, async () => {
        const cwd = mkdtempSync(join(tmpdir(), 'symbolon-cli-'))
        const port = await freePort()
        const started = startSymbolon(['start', '--port', String(port)], { cwd, node: systemNode })
        await until('the server is ready', () => started.out().includes('Symbolon is ready at '))
        started.child.kill(signal)
        assert.equal((await started.ended).code, expected)
        await assert.rejects(fetch(`http://localhost:${port}/health`))
        rmSync(cwd, { recursive: true, force: true })
      })
    }
  })
}
