// What every API among the examples promises, in whichever language: to be called where the tests of a `describe` stand.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { freePort } from '../ports.ts'
import { CLIENT_ID, type TestServer } from '../server.ts'
import { managed } from '../wire/managed.ts'
import { until } from '../wire/until.ts'
import { beforehand, DEMO_API, readExample, runCommand, startCommand, type Program } from './example.ts'

export type RunningApi = Program & { readonly url: string }

type Options = {
  /** Environment beyond where the server is, and the port. */
  readonly environment?: Readonly<Record<string, string>>
  /** The second command of the README, where more than the environment must know the port. */
  readonly start?: (command: string, port: number) => string
}

/** Starts the API as the second command of its README says, on a port that is free. */
export async function startApi(name: string, server: TestServer, options: Options = {}): Promise<RunningApi> {
  const example = readExample(name)
  const port = await freePort()
  const { environment = {}, start = (command) => command } = options
  const command = start(example.commands[1] ?? '', port)
  const program = startCommand(example, command, { ...beforehand(server), PORT: String(port), ...environment })
  const url = `http://localhost:${port}/messages`
  try {
    await program.ready(() => fetch(url).then(isAnswer, () => false))
  } catch (error) {
    await program.stop()
    throw error
  }
  return { ...program, url }
}

/** A proxy answers before what stands behind it does. */
const isAnswer = ({ status }: Response): boolean => status < 500

export function promisesOfAnApi(
  name: string,
  getServer: () => TestServer,
  start: (server: TestServer) => Promise<RunningApi> = (server) => startApi(name, server),
): { readonly url: () => string } {
  let api: RunningApi
  before(async () => void (api = await start(getServer())))
  after(() => api?.stop())

  const ask = (token?: string, init: RequestInit = {}): Promise<Response> =>
    fetch(api.url, {
      ...init,
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    })

  const refused = async (status: number, token: string | undefined, challenge: RegExp): Promise<void> => {
    const response = await ask(token)
    assert.equal(response.status, status, await response.text())
    assert.match(response.headers.get('www-authenticate') ?? '', challenge)
  }

  test('lets in whoever calls it as its README says', async () => {
    const example = readExample(name)
    const call = (example.commands[2] ?? '').replace('http://localhost:4000/messages', api.url)
    const printed: unknown = JSON.parse(await runCommand(example, call, beforehand(getServer())))
    const shown: unknown = JSON.parse(/^```json\n(.*)\n```$/m.exec(example.readme)?.[1]?.replace('…', CLIENT_ID) ?? '')
    assert.deepEqual(printed, shown)
  })

  test('refuses strangers, forged tokens, and tokens for another API', async () => {
    const server = getServer()
    const token = await server.accessToken(DEMO_API)
    await refused(401, undefined, /^Bearer/)
    await refused(401, 'nonsense', /^Bearer/)
    const [header = '', payload = '', signature = ''] = token.split('.')
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const forged = Buffer.from(JSON.stringify({ ...Object(claims), sub: 'somebody-else' })).toString('base64url')
    await refused(401, `${header}.${forged}.${signature}`, /invalid_token/)
    await refused(401, await server.accessToken(`${server.issuer}api/v2/`, 'read:clients'), /invalid_token/)
  })

  test('looks at what a token allows', async () => {
    const server = getServer()
    await refused(403, await server.accessToken(DEMO_API, 'write:messages'), /insufficient_scope/)
    const text = { method: 'POST', body: JSON.stringify({ text: 'A person was here.' }) }
    const reading = await ask(await server.accessToken(DEMO_API, 'read:messages'), text)
    assert.equal(reading.status, 403)
    const writing = await ask(await server.accessToken(DEMO_API, 'write:messages'), text)
    assert.equal(writing.status, 201)
    assert.ok(Object(await writing.json()).messages.includes('A person was here.'))
  })

  return { url: () => api.url }
}

/** What those promise that hear of revocations. */
export function followsRevocations(url: () => string, getServer: () => TestServer): void {
  test('hears of it when a token is revoked', async () => {
    const server = getServer()
    // Two clients of its own: tokens that are made for the same in the same second are one and the same.
    const [revoked, other] = [await newMachine(server), await newMachine(server)]
    const status = async (token: string): Promise<number> => {
      const response = await fetch(url(), { headers: { authorization: `Bearer ${token}` } })
      await response.text()
      return response.status
    }
    assert.equal(await status(revoked.token), 200)
    const { token, ...client } = revoked
    const body = new URLSearchParams({ token, ...client })
    assert.equal((await fetch(`${server.issuer}oauth/revoke`, { method: 'POST', body })).status, 200)
    await until('the revocation is known', async () => (await status(token)) === 401)
    assert.equal(await status(other.token), 200)
  })
}

type Machine = { readonly client_id: string; readonly client_secret: string; readonly token: string }

async function newMachine(server: TestServer): Promise<Machine> {
  const fields = { name: 'Machine', app_type: 'non_interactive', grant_types: ['client_credentials'] }
  const made = await managed<Omit<Machine, 'token'>>(server, 201, 'POST', '/clients', fields)
  const { client_id, client_secret } = made
  const grant = { client_id, audience: DEMO_API, scope: ['read:messages'] }
  await managed(server, 201, 'POST', '/client-grants', grant)
  const answer = await server.token({ grant_type: 'client_credentials', client_id, client_secret, audience: DEMO_API })
  return { client_id, client_secret, token: String(Object(await answer.json()).access_token) }
}
