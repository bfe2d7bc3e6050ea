// A browser for tests: it keeps cookies, follows redirects within the server, sends forms as browsers do, and runs no script.
import assert from 'node:assert/strict'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import type { Session } from '@symbolon/core/records'
import { startSession } from '@symbolon/core/sessions/session'
import type { User } from '@symbolon/protocol/entities/user'
import type { World } from './world.ts'

/** Where a walk through the server ended: at a page, or with a URL of somebody else. */
export type Arrival = {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

export type Browser = {
  readonly cookies: Map<string, string>
  /** One request, without following anything. */
  readonly send: (url: string, init?: RequestInit) => Promise<Response>
  /** A navigation: follows redirects as long as they stay at the server. */
  readonly visit: (url: string, init?: RequestInit) => Promise<Arrival>
  /** Sends a form from the page at `url` to that page, and follows. */
  readonly submit: (url: string, fields: Readonly<Record<string, string>>) => Promise<Arrival>
}

const MOST_HOPS = 10

/** A browser that has never been anywhere. Paths are of the server at `issuer`; `ask` is how it is reached. */
export function newBrowser(
  issuer: string,
  cookies = new Map<string, string>(),
  ask: (url: URL, init: RequestInit) => Promise<Response> = fetch,
): Browser {
  const send: Browser['send'] = async (url, init = {}) => {
    const headers = new Headers(init.headers)
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await ask(new URL(url, issuer), { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) keep(cookies, line)
    return response
  }
  const visit: Browser['visit'] = async (url, init) => {
    let at = new URL(url, issuer).href
    let response = await send(at, init)
    for (let hops = 0; hops < MOST_HOPS; hops += 1) {
      const location = response.headers.get('location')
      const body = await response.text()
      if (location === null) return { url: at, status: response.status, headers: response.headers, body }
      const next = URL.canParse(location, at) ? new URL(location, at) : undefined
      if (next?.origin !== new URL(issuer).origin) {
        return { url: location, status: response.status, headers: response.headers, body }
      }
      at = next.href
      response = await send(at)
    }
    throw new Error(`Going round in circles at ${at}`)
  }
  const submit: Browser['submit'] = (url, fields) =>
    visit(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: new URL(issuer).origin, 'sec-fetch-site': 'same-origin' },
    })
  return { cookies, send, visit, submit }
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const equals = pair.indexOf('=')
  const name = pair.slice(0, equals)
  if (attributes.includes('Max-Age=0')) cookies.delete(name)
  else cookies.set(name, pair.slice(equals + 1))
}

/** Signs a browser in as the login page would. */
export async function signIn(
  { tenancy }: World,
  browser: Browser,
  user: User,
  client_id = 'a client',
): Promise<Session> {
  const connection = await tenancy.store.find('connections', { name: FIRST_CONNECTION })
  assert.ok(connection)
  const login = { user, connection, method: 'pwd', client_id, visitor: { ip: undefined, user_agent: undefined } }
  const { session, handle } = await startSession(tenancy, login)
  browser.cookies.set('auth0', handle)
  return session
}

/** `/authorize` with these parameters. */
export const authorizePath = (parameters: Readonly<Record<string, string>>): string =>
  `/authorize?${new URLSearchParams(parameters)}`

/** What an application is told by a URL: from its query, or from its fragment. */
export const toldBy = ({ url }: Pick<Arrival, 'url'>): Readonly<Record<string, string>> => {
  const { search, hash } = new URL(url)
  return Object.fromEntries(new URLSearchParams(hash === '' ? search : hash.slice(1)))
}

/** The message in a page that posts one, and the origin that it is for. */
export function messageIn({ body }: Pick<Arrival, 'body'>): {
  readonly origin: unknown
  readonly message: { readonly type: string; readonly response: Readonly<Record<string, unknown>> }
} {
  const valueOf = (name: string) => JSON.parse(new RegExp(`var ${name} = (.*);`).exec(body)?.[1] ?? 'null')
  return { origin: valueOf('targetOrigin'), message: valueOf('authorizationResponse') }
}
