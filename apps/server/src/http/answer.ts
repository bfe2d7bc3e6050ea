// http: what every wing needs of HTTP, and nothing of OAuth. An answer is a value until the last moment.
import type { ServerResponse } from 'node:http'
import { jsonText } from './json-text.ts'

export type Answer = {
  readonly status: number
  /** Names and values in turn, as node:http writes them fastest. */
  readonly headers: readonly string[]
  readonly body: string | Buffer
  /** Takes over what follows the head, and holds the response open; `body` is then not sent. */
  readonly hold?: (response: ServerResponse) => void
}

/** On everything that carries a token, a secret or a cookie, and on every error. RFC 6749 §5.1 */
const NO_STORE = ['cache-control', 'no-store', 'pragma', 'no-cache'] as const

const JSON_NO_STORE: readonly string[] = ['content-type', 'application/json', ...NO_STORE]

/** JSON that nobody may keep. */
export const jsonNoStore = (status: number, body: object): Answer => ({
  status,
  headers: JSON_NO_STORE,
  body: jsonText(body),
})

/** Nothing, and nobody may keep it. */
export const emptyNoStore = (status: number): Answer => ({ status, headers: NO_STORE, body: '' })

/** Sends on to another address, which nobody may remember. */
export const sentElsewhere = (location: string): Answer => ({
  status: 302,
  headers: ['location', location, ...NO_STORE],
  body: '',
})

/** Plain text that nobody may keep. */
export const textNoStore = (status: number, body: string): Answer => ({
  status,
  headers: ['content-type', 'text/plain; charset=utf-8', ...NO_STORE],
  body,
})

/** A public document that any origin may read and anyone may keep for `maxAge` seconds. */
export const publicDocument = (contentType: string, body: string | Buffer, maxAge: number): Answer => ({
  status: 200,
  headers: [
    'content-type',
    contentType,
    'cache-control',
    `public, max-age=${maxAge}`,
    'access-control-allow-origin',
    '*',
  ],
  body,
})

/** The same answer with more headers. */
export const withHeaders = (answer: Answer, ...headers: readonly string[]): Answer => ({
  ...answer,
  headers: [...answer.headers, ...headers],
})

/** Headers on every response. reference: Authentication API, section 1.1. */
export const securityHeaders = (isSecure: boolean): readonly string[] => [
  'x-content-type-options',
  'nosniff',
  'x-robots-tag',
  'noindex, nofollow, nosnippet, noarchive',
  ...(isSecure ? ['strict-transport-security', 'max-age=31536000'] : []),
]

/** Writes `answer`, once. */
export function send(
  response: ServerResponse,
  { status, headers, body, hold }: Answer,
  requestId: string,
  always: readonly string[],
): void {
  if (hold) {
    response.writeHead(status, [...headers, 'x-auth0-requestid', requestId, ...always])
    if (response.req.method === 'HEAD') response.end()
    else hold(response)
    return
  }
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  // Where every character is one byte, as in a token, the cheaper encoding writes the same bytes.
  const encoding = length === body.length ? 'latin1' : 'utf8'
  response.writeHead(status, [...headers, 'content-length', String(length), 'x-auth0-requestid', requestId, ...always])
  response.end(body, encoding)
}
