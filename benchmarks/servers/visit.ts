// A browser of a few lines: it keeps cookies and tells where it is sent.
import type { Server } from './server.ts'

/** A person who is logged in, and the application that knows it. */
export type Person = {
  readonly server: Server
  /** Path and query that lead to a code for `scope`, for the API or, without one, for an opaque token. */
  readonly authorize: (scope: string, forApi: boolean) => string
  readonly userinfo: string
  /** The cookies of the browser. */
  readonly cookie: string
}

export type Jar = Map<string, string>

export const cookieOf = (jar: Jar): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')

/** One request of a browser; follows nothing. */
export async function visit(jar: Jar, url: string, form?: Readonly<Record<string, string>>): Promise<Response> {
  const headers = { cookie: cookieOf(jar) }
  const body = form && new URLSearchParams(form)
  const answer = await fetch(url, { redirect: 'manual', headers, ...(body ? { method: 'POST', body } : {}) })
  for (const cookie of answer.headers.getSetCookie()) {
    const [pair = ''] = cookie.split(';')
    jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
  }
  return answer
}

export type Tokens = { readonly access_token: string; readonly refresh_token?: string }

/** RFC 7636, appendix B. */
export const pkce = {
  verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
} as const

export const callback = 'https://app.bench.example/callback'

/** One whole code flow in the browser where the person is logged in. */
export async function redeem({ server, authorize, cookie }: Person, scope: string, forApi: boolean): Promise<Tokens> {
  const base = `http://127.0.0.1:${server.port}`
  const sent = await fetch(base + authorize(scope, forApi), { redirect: 'manual', headers: { cookie } })
  const code = /[?&]code=([^&]+)/.exec(sent.headers.get('location') ?? '')?.[1]
  if (code === undefined) throw new Error(`${server.name} gave no code: ${sent.status} ${await sent.text()}`)
  const body = new URLSearchParams({ ...server.form, grant_type: 'authorization_code', code })
  const answer = await fetch(base + server.path, { method: 'POST', body })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${server.name} did not redeem its code: ${answer.status} ${text}`)
  const tokens: Tokens = JSON.parse(text)
  return tokens
}
