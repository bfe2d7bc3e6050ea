import { randomBytes } from 'node:crypto'
import { startServer } from '../machine/child.ts'
import { freePort, untilAnswered } from './server.ts'
import type { Algorithm, Server } from './server.ts'
import { callback, cookieOf, pkce, visit } from './visit.ts'
import type { Jar, Person } from './visit.ts'

const resource = 'https://people.bench.example/'

/** Logs in on the pages that it has for development, which are not part of what is measured. */
async function logIn(base: string, path: string): Promise<string> {
  const jar: Jar = new Map()
  let where = base + path
  for (let step = 0; step < 10; step++) {
    const isPage = where.includes('/interaction/')
    const answer = await visit(jar, where, isPage ? { prompt: 'login', login: 'anna', password: 'x' } : undefined)
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`oidc-provider did not log in: ${answer.status} ${await answer.text()}`)
    if (location.startsWith(callback)) return cookieOf(jar)
    where = new URL(location, base).href
  }
  throw new Error('oidc-provider did not come to an end with its login')
}

/** `oidc-provider` with a person who is logged in; everything in its own memory. */
export async function startOidcProviderWithPerson(
  alg: Algorithm,
  cores: string | undefined,
): Promise<Person & AsyncDisposable> {
  const port = await freePort()
  const [client_id, client_secret] = [randomBytes(16).toString('hex'), randomBytes(32).toString('base64url')]
  const child = startServer({
    script: new URL('oidc-provider-process.ts', import.meta.url).pathname,
    arguments: [`${port}`, alg],
    environment: { CLIENT_ID: client_id, CLIENT_SECRET: client_secret, AUDIENCE: resource, CALLBACK: callback },
    cores,
  })
  const authorize = (scope: string, forApi: boolean): string => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id,
      redirect_uri: callback,
      scope: scope.replace('offline_access', 'renew'),
      state: 'state',
      code_challenge: pkce.challenge,
      code_challenge_method: 'S256',
      ...(forApi ? { resource } : {}),
    })
    return `/auth?${query.toString()}`
  }
  try {
    const base = `http://127.0.0.1:${port}`
    await untilAnswered(child, () => fetch(`${base}/.well-known/openid-configuration`))
    const cookie = await logIn(base, authorize('openid profile email read renew', true))
    const form = { client_id, client_secret, redirect_uri: callback, code_verifier: pkce.verifier }
    const host = `127.0.0.1:${port}`
    const server: Server = { name: 'oidc-provider', port, host, path: '/token', form, alg, process: child }
    return { server, authorize, userinfo: '/me', cookie, [Symbol.asyncDispose]: child.stop }
  } catch (error) {
    await child.stop()
    throw error
  }
}
