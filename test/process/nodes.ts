// Several processes of one tenant on one PostgreSQL. Each answers for the issuer, whichever port it listens on.
import { randomBytes } from 'node:crypto'
import type { TestPostgres } from '../databases/postgres.ts'
import { freePort } from '../ports.ts'
import { startProcess, type ServerProcess } from './server-process.ts'

const FIRST_CLIENT = { client_id: 'test_first_client', client_secret: 'test-first-client-secret-0123456789abcdef' }

export type Node = { readonly port: number; readonly server: ServerProcess }

export type Nodes = {
  readonly issuer: string
  readonly nodes: readonly Node[]
  /** Asks one of them as a proxy would that stands before all. */
  readonly ask: (node: Node, path: string, init?: RequestInit) => Promise<Response>
  /** Opens the feed of revocations at one of them. */
  readonly listen: (node: Node, since: number, signal?: AbortSignal) => Promise<Response>
}

export async function startNodes(
  postgres: TestPostgres,
  folder: string,
  count: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<Nodes> {
  const ports = await Promise.all(Array.from({ length: count }, freePort))
  const issuer = `http://localhost:${ports[0]}/`
  const shared = {
    SYMBOLON_BOOTSTRAP_CLIENT_ID: FIRST_CLIENT.client_id,
    SYMBOLON_BOOTSTRAP_CLIENT_SECRET: FIRST_CLIENT.client_secret,
    SYMBOLON_URL: issuer,
    SYMBOLON_DATABASE: await postgres.createDatabase(),
    SYMBOLON_MASTER_KEY: randomBytes(32).toString('base64'),
    SYMBOLON_TRUSTED_PROXIES: '127.0.0.1,::1',
    SYMBOLON_LOG_LEVEL: 'error',
    ...environment,
  }
  const nodes: Node[] = []
  for (const port of ports) {
    const server = startProcess(folder, { ...shared, SYMBOLON_PORT: String(port) })
    await server.ready()
    nodes.push({ port, server })
  }
  const { host } = new URL(issuer)
  const ask: Nodes['ask'] = ({ port }, path, init = {}) => {
    const headers = new Headers(init.headers)
    headers.set('x-forwarded-host', host)
    return fetch(`http://localhost:${port}${path}`, { ...init, headers })
  }
  return {
    issuer,
    nodes,
    ask,
    listen: (node, since, signal) =>
      ask(node, `/.well-known/revocations?since=${since}`, {
        headers: { accept: 'text/event-stream' },
        ...(signal ? { signal } : {}),
      }),
  }
}
