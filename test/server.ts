// A Symbolon for one test: its own folder, database, port and clock, started through the same door as the real one.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@symbolon/server/config'
import { startServer, type Running } from '@symbolon/server/start'
import { freePort } from './ports.ts'
import { localCertificate } from './tls.ts'

export const CLIENT_ID = 'test_first_client'
export const CLIENT_SECRET = 'test-first-client-secret-0123456789abcdef'

type Options = {
  /** Speak HTTPS, with a certificate that NODE_EXTRA_CA_CERTS names for the processes of the tests. */
  readonly tls?: boolean
  /** Default: a SQLite file of its own. */
  readonly database?: string
  readonly now?: () => number
  readonly environment?: Readonly<Record<string, string>>
}

export type TestServer = {
  /** With its trailing slash. */
  readonly issuer: string
  /** `localhost:PORT`. */
  readonly host: string
  readonly running: Running
  /** POST /oauth/token with a form body. */
  readonly token: (parameters: Record<string, string>, headers?: Record<string, string>) => Promise<Response>
  /** An access token of the first client; throws when it is refused. */
  readonly accessToken: (audience: string, scope?: string) => Promise<string>
  /** A call to the Management API as the first client, which may do everything. */
  readonly manage: (method: string, path: string, body?: unknown) => Promise<Response>
  readonly stop: () => Promise<void>
}

export async function startTestServer(options: Options = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'symbolon-test-'))
  const port = await freePort()
  const issuer = `${options.tls ? 'https' : 'http'}://localhost:${port}/`
  const running = await startServer(
    readConfig({
      SYMBOLON_URL: issuer,
      SYMBOLON_PORT: String(port),
      SYMBOLON_DATA: folder,
      SYMBOLON_DATABASE: options.database ?? '',
      SYMBOLON_LOG_LEVEL: 'error',
      SYMBOLON_BOOTSTRAP_CLIENT_ID: CLIENT_ID,
      SYMBOLON_BOOTSTRAP_CLIENT_SECRET: CLIENT_SECRET,
      ...(options.tls ? { SYMBOLON_TLS_CERT: localCertificate().cert, SYMBOLON_TLS_KEY: localCertificate().key } : {}),
      ...options.environment,
    }),
    options.now,
  )
  return {
    ...callsTo(issuer),
    issuer,
    host: `localhost:${port}`,
    running,
    stop: async () => {
      await running.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The calls that tests make to a server at `issuer`, wherever it runs. */
export function callsTo(issuer: string): Pick<TestServer, 'token' | 'accessToken' | 'manage'> {
  const token: TestServer['token'] = (parameters, headers = {}) =>
    fetch(`${issuer}oauth/token`, { method: 'POST', headers, body: new URLSearchParams(parameters) })

  const accessToken: TestServer['accessToken'] = async (audience, scope) => {
    const client = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET }
    const wanted = scope === undefined ? { audience } : { audience, scope }
    const response = await token({ grant_type: 'client_credentials', ...client, ...wanted })
    const body: unknown = await response.json()
    if (isTokens(body)) return body.access_token
    throw new Error(`No token: ${response.status} ${JSON.stringify(body)}`)
  }

  let managementToken: Promise<string> | undefined
  const manage: TestServer['manage'] = async (method, path, body) => {
    managementToken ??= accessToken(`${issuer}api/v2/`)
    const headers = new Headers({ authorization: `Bearer ${await managementToken}` })
    const init: RequestInit = { method, headers }
    if (body !== undefined) {
      headers.set('content-type', 'application/json')
      init.body = JSON.stringify(body)
    }
    return fetch(`${issuer}api/v2${path}`, init)
  }

  return { token, accessToken, manage }
}

const isTokens = (body: unknown): body is { access_token: string } =>
  typeof body === 'object' && body !== null && 'access_token' in body && typeof body.access_token === 'string'
