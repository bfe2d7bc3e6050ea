import { randomBytes } from 'node:crypto'
import { startServer } from '../machine/child.ts'
import { freePort, untilServing } from './server.ts'
import type { Algorithm } from './server.ts'

/** The best known peer on Node: `oidc-provider` in its published version, doing the same work. */
export async function startOidcProvider(alg: Algorithm, cores: string | undefined) {
  const port = await freePort()
  const client_id = randomBytes(16).toString('hex')
  const client_secret = randomBytes(32).toString('base64url')
  const resource = 'https://api.bench.example/'
  const child = startServer({
    script: new URL('oidc-provider-process.ts', import.meta.url).pathname,
    arguments: [`${port}`, alg],
    environment: { CLIENT_ID: client_id, CLIENT_SECRET: client_secret, AUDIENCE: resource },
    cores,
  })
  return untilServing({
    name: 'oidc-provider',
    port,
    host: `127.0.0.1:${port}`,
    path: '/token',
    form: { grant_type: 'client_credentials', client_id, client_secret, resource, scope: 'read' },
    alg,
    process: child,
  })
}
