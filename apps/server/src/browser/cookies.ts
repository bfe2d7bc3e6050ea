// The cookies of this server, all of them handles that only it reads. Over TLS their names say that no other host or path can have
// set them, and they go along into frames of other sites, without which nobody is logged in silently; without TLS browsers allow
// neither. reference: Authentication API, section 23.2.
import type { FastifyReply, FastifyRequest } from 'fastify'
import '../http/request.ts'

/** What a cookie is for, and its name without `__Host-`, which it has in front of it over TLS. */
export const COOKIES = {
  /** What the browser is signed in as. */
  session: 'auth0',
  /** The same for the applications in which an administrator tries connections, who stays signed in as he is. */
  trial: 'auth0_trial',
  /** Which browser it is, from before anybody logs in: what began in one cannot be finished in another. */
  browser: 'auth0_browser',
  /** The verifier of a login on another origin (`/co/authenticate`). */
  cross_origin: 'auth0_co',
} as const

export type CookieKind = keyof typeof COOKIES

/** Longest value that is read, characters. */
const MAX_VALUE = 256

const isSecure = ({ tenancy }: FastifyRequest): boolean => tenancy.tenant.issuer.startsWith('https:')

const nameOf = (request: FastifyRequest, kind: CookieKind): string =>
  (isSecure(request) ? '__Host-' : '') + COOKIES[kind]

/** The value of ours behind `start` among what may be cookies; undefined where there is none, or one that cannot be ours. */
function valueAmong(pairs: readonly string[], start: string): string | undefined {
  for (const part of pairs) {
    const pair = part.trim()
    if (!pair.startsWith(start)) continue
    const value = pair.slice(start.length)
    return value.length <= MAX_VALUE && /^[\w-]+$/.test(value) ? value : undefined
  }
  return undefined
}

/** The value that the browser sends; undefined when it sends none, or one that cannot be ours. */
export const readCookie = (request: FastifyRequest, kind: CookieKind): string | undefined =>
  valueAmong((request.headers.cookie ?? '').split(';'), `${nameOf(request, kind)}=`)

/** The value that the browser has after this reply, as it stands: what was given last, or what it has sent. */
export function cookieAfter(reply: FastifyReply, kind: CookieKind): string | undefined {
  const given = [reply.getHeader('set-cookie') ?? []].flat().map((line) => String(line).split(';', 1)[0] ?? '')
  return valueAmong(given.toReversed(), `${nameOf(reply.request, kind)}=`) ?? readCookie(reply.request, kind)
}

/** Gives the browser a cookie. Without `maxAge` (seconds) it goes when the browser ends. */
export function setCookie(reply: FastifyReply, kind: CookieKind, value: string, maxAge?: number): void {
  const { request } = reply
  const site = isSecure(request) ? '; Secure; SameSite=None' : '; SameSite=Lax'
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`
  reply.header('set-cookie', `${nameOf(request, kind)}=${value}; Path=/; HttpOnly${site}${age}`)
}

/** Takes a cookie away. */
export const clearCookie = (reply: FastifyReply, kind: CookieKind): void => setCookie(reply, kind, '', 0)
