// What the judges find: a server whose clock can be moved, with an API for every algorithm and every dialect, and a machine that may
// call them all.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { startTestServer, type TestServer } from '../server.ts'

export type Algorithm = ResourceServer['signing_alg']
export type Dialect = NonNullable<ResourceServer['token_dialect']>

/** Life of the arranged APIs' tokens, seconds. */
export const LIFETIME = 600

/** What every arranged API knows. */
export const SCOPES = ['read:orders', 'write:orders'] as const

export type Credentials = { readonly client_id: string; readonly client_secret: string }

export type Arranged = TestServer & {
  /** Moves the server's clock to so many seconds from now; 0 is the present again. */
  readonly moveClock: (seconds: number) => void
  /** Some client with client grants for every arranged API. */
  readonly machine: Credentials
  /** A token of the machine. */
  readonly machineToken: (audience: string, scope?: string) => Promise<string>
}

/** Fields of POST /api/v2/resource-servers. */
type ApiFields = { readonly identifier: string } & Readonly<Record<string, unknown>>

type Options = { readonly tls?: boolean }

/** A server whose clock can be moved and which may be stopped twice, with nothing in it yet but what a first start makes. */
export async function startMovableServer({ tls = false }: Options = {}): Promise<
  TestServer & Pick<Arranged, 'moveClock'>
> {
  let shift = 0
  let stopping: Promise<void> | undefined
  const server = await startTestServer({ tls, now: () => Date.now() + shift * 1000 })
  return {
    ...server,
    stop: () => (stopping ??= server.stop()),
    moveClock: (seconds) => void (shift = seconds),
  }
}

/** A server with the APIs of `fields` (identifier and whatever else), and a machine that may call them. */
export async function arrange(apis: readonly ApiFields[], options: Options = {}): Promise<Arranged> {
  const server = await startMovableServer(options)
  const machine = await furnish(server, apis).catch(async (error: unknown) => {
    await server.stop()
    throw error
  })
  const machineToken: Arranged['machineToken'] = async (audience, scope) => {
    const wanted = scope === undefined ? { audience } : { audience, scope }
    const response = await server.token({ grant_type: 'client_credentials', ...machine, ...wanted })
    return textOf(await response.json(), 'access_token')
  }
  return { ...server, machine, machineToken }
}

async function furnish(server: TestServer, apis: readonly ApiFields[]): Promise<Credentials> {
  const machine = await makeMachine(server)
  for (const api of apis) {
    await makeApi(server, api)
    await grantAll(server, machine.client_id, api.identifier)
  }
  return machine
}

/** A client for machines; `fields` are those of POST /api/v2/clients. */
export async function makeMachine(
  server: TestServer,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<Credentials> {
  const client = await make(server, '/clients', {
    name: 'Order robot',
    app_type: 'non_interactive',
    grant_types: ['client_credentials'],
    ...fields,
  })
  return { client_id: textOf(client, 'client_id'), client_secret: textOf(client, 'client_secret') }
}

/** An API with the scopes above and short lived tokens. */
const makeApi = (server: TestServer, fields: ApiFields): Promise<unknown> =>
  make(server, '/resource-servers', {
    scopes: SCOPES.map((value) => ({ value })),
    token_lifetime: LIFETIME,
    ...fields,
  })

/** Lets a client ask for all scopes of an API. */
export async function grantAll(server: TestServer, client_id: string, audience: string): Promise<void> {
  await make(server, '/client-grants', { client_id, audience, scope: SCOPES })
}

/** The secret with which an API with HS256 verifies. */
export async function signingSecret(server: TestServer, identifier: string): Promise<string> {
  const response = await server.manage('GET', `/resource-servers/${encodeURIComponent(identifier)}`)
  return textOf(await response.json(), 'signing_secret')
}

/** Lets the next RS256 key sign. The key set must have been public for as long as anybody may keep a copy: the clock is moved past that. */
export async function rotateKey(server: Arranged): Promise<void> {
  server.moveClock(60)
  await expectStatus(201, await server.manage('POST', '/keys/signing/rotate'))
}

/** Revokes the key that signed `token`. */
export async function revokeKeyOf(server: TestServer, token: string): Promise<void> {
  const kid = textOf(partOf(token, 0), 'kid')
  await expectStatus(200, await server.manage('PUT', `/keys/signing/${kid}/revoke`))
}

async function make(server: TestServer, path: string, fields: Readonly<Record<string, unknown>>): Promise<unknown> {
  const response = await server.manage('POST', path, fields)
  await expectStatus(201, response)
  return response.json()
}

async function expectStatus(status: number, response: Response): Promise<void> {
  if (response.status !== status)
    throw new Error(`${response.url}: ${response.status} ${await response.clone().text()}`)
}

/** The member `name` of a JSON object. @throws when it is not a text */
export function textOf(body: unknown, name: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
  if (typeof value !== 'string') throw new Error(`No ${name} in ${JSON.stringify(body)}`)
  return value
}

/** The header (0) or payload (1) of a JWT, unverified. */
export function partOf(token: string, part: 0 | 1): unknown {
  return JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString('utf8'))
}
