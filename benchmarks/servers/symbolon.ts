import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '../machine/child.ts'
import type { Child } from '../machine/child.ts'
import { freePort, untilAnswered } from './server.ts'
import type { Algorithm, Server } from './server.ts'

const root = new URL('../../', import.meta.url)

/** What `npm start` runs: `node`, its flags, and the program. */
const [, ...start] = (JSON.parse(readFileSync(new URL('package.json', root), 'utf8')).scripts.start as string).split(
  ' ',
)
const flags = start.filter((word) => word.startsWith('-'))
const main = new URL(start.at(-1) ?? '', root).pathname

/**
 * A deployment of Symbolon: its data, and the first client, which may do everything. It runs no process by itself, and none
 * may run on it any more when it is disposed of: its data goes with it.
 */
export type Deployment = AsyncDisposable & {
  readonly folder: string
  /** `sqlite:PATH` or `postgres://…` */
  readonly database: string
  /** The port in the issuer; the tenant is found by it, whatever port a process listens on. */
  readonly port: number
  readonly url: string
  readonly client: Credentials
}

export type Credentials = { readonly client_id: string; readonly client_secret: string }

/** A deployment in a folder of its own under the system's temporary folder, with nothing in it yet. */
export async function newDeployment(database?: string): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), 'symbolon-bench-'))
  const port = await freePort()
  return {
    folder,
    database: database ?? `sqlite:${join(folder, 'symbolon.db')}`,
    port,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
    client: { client_id: 'BenchBootstrapClient000000000000', client_secret: randomBytes(32).toString('base64url') },
  }
}

/** Starts a process on the deployment without waiting for it. */
export function startSymbolon(deployment: Deployment, cores: string | undefined, port = deployment.port): Child {
  return startServer({
    script: main,
    flags,
    environment: {
      SYMBOLON_URL: deployment.url,
      SYMBOLON_HOST: '127.0.0.1',
      SYMBOLON_PORT: `${port}`,
      SYMBOLON_DATABASE: deployment.database,
      SYMBOLON_DATA: deployment.folder,
      SYMBOLON_BOOTSTRAP_CLIENT_ID: deployment.client.client_id,
      SYMBOLON_BOOTSTRAP_CLIENT_SECRET: deployment.client.client_secret,
    },
    cores,
  })
}

/** Resolves when the process says that it is ready. */
export async function untilReady(child: Child, port: number): Promise<void> {
  await untilAnswered(child, () => fetch(`http://127.0.0.1:${port}/ready`))
}

const json = { 'content-type': 'application/json' }

async function post<T>(url: string, headers: Record<string, string>, body: unknown): Promise<T> {
  const answer = await fetch(url, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`POST ${url}: ${answer.status} ${await answer.text()}`)
  // The server's own tests hold what these answers look like.
  const result: T = JSON.parse(await answer.text())
  return result
}

type Make = <T>(path: string, body: unknown) => Promise<T>

/** The header of an administrator's request: of the first client, with all rights or those of `scope`. */
export async function administratorHeaders(
  { url, client }: Deployment,
  scope?: string,
): Promise<{ readonly authorization: string }> {
  const form = { ...client, grant_type: 'client_credentials', audience: `${url}/api/v2/`, ...(scope && { scope }) }
  const { access_token } = await post<{ access_token: string }>(`${url}/oauth/token`, {}, form)
  return { authorization: `Bearer ${access_token}` }
}

/** How an administrator makes something through the Management API of the running deployment. */
export async function asAdministrator(deployment: Deployment): Promise<Make> {
  const { url } = deployment
  const headers = await administratorHeaders(deployment)
  return (path, body) => post(`${url}/api/v2/${path}`, headers, body)
}

/** Makes an API that signs with `alg` and a client that may ask for it. Answers with the form that gets a token. */
export async function makeClient(deployment: Deployment, alg: Algorithm): Promise<Server['form']> {
  const grant_type = 'client_credentials'
  const identifier = `https://${alg.toLowerCase()}.bench.example/`
  const make = await asAdministrator(deployment)
  await make('resource-servers', { name: alg, identifier, signing_alg: alg, scopes: [{ value: 'read' }] })
  const { client_id, client_secret } = await make<Credentials>('clients', {
    name: `bench ${alg}`,
    app_type: 'non_interactive',
    grant_types: [grant_type],
  })
  await make('client-grants', { client_id, audience: identifier, scope: ['read'] })
  return { grant_type, client_id, client_secret, audience: identifier }
}

/** What a load needs to know of a running process of the deployment. */
export function serverOf(deployment: Deployment, child: Child, alg: Algorithm, form: Server['form']): Server {
  const { port } = deployment
  return { name: 'Symbolon', port, host: `127.0.0.1:${port}`, path: '/oauth/token', form, alg, process: child }
}
