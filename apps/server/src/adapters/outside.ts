// The one way out for requests that tenants' code makes: to addresses that egress allows, without following redirects, within bounds
// of time and size. Bodies travel as base64.
import type { IncomingMessage, RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import type { CallOutside, OutsideRequest, OutsideResponse } from '@symbolon/core/outside-call'
import { request as httpRequest } from '../http/node-http.ts'
import type { Egress } from './egress.ts'

/** Milliseconds that a request may take, unless it asks for less. */
const MOST_TIME = 10_000

/** Bytes of an answer. */
const MOST_BYTES = 1_048_576

/** Bytes of a request's body. */
const MOST_SENT = 262_144

const MOST_HEADERS = 50

// What would let a request pretend to be another, or leave its connection to the next one.
const OWN_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'keep-alive',
  'proxy-connection',
])

/** Others change what a connection is for. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Makes requests to where `findAddress` lets them go. */
export const outsideCaller =
  (findAddress: Egress): CallOutside =>
  async (asked) => {
    const url = readUrl(asked.url)
    if (!METHODS.has(asked.method)) throw new Error('Requests of this method cannot be made')
    const address = await findAddress(url.hostname)
    const body = readBody(asked.body)
    const options: RequestOptions = {
      method: asked.method,
      // Of a body without a length, which node:http gives to some methods only, the other side would make a second request.
      headers: { ...readHeaders(asked.headers), ...(body ? { 'content-length': String(body.length) } : {}) },
      // The address that was judged is the address that is called.
      lookup: (_hostname, wanted, answer) => {
        const family = isIP(address)
        if (wanted.all) answer(null, [{ address, family }])
        else answer(null, address, family)
      },
      signal: AbortSignal.timeout(Math.min(Math.max(asked.timeout ?? MOST_TIME, 1), MOST_TIME)),
      agent: false,
    }
    return send(url, options, body)
  }

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error('Only http and https addresses can be called')
  return url
}

function readHeaders(headers: OutsideRequest['headers']): Record<string, string> {
  if (headers.length > MOST_HEADERS) throw new Error('The request has too many headers')
  return Object.fromEntries(headers.filter(([name]) => !OWN_HEADERS.has(name.toLowerCase())))
}

function readBody(base64: string | undefined): Buffer | undefined {
  if (base64 === undefined) return undefined
  const body = Buffer.from(base64, 'base64')
  if (body.length > MOST_SENT) throw new Error(`The body of a request may have ${MOST_SENT} bytes`)
  return body
}

const send = (url: URL, options: RequestOptions, body: Buffer | undefined): Promise<OutsideResponse> =>
  new Promise((resolve, reject) => {
    const open = url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = open(url, options, (response) => {
      readAll(response).then(
        (bytes) =>
          resolve({
            status: response.statusCode ?? 0,
            statusText: response.statusMessage ?? '',
            headers: headersOf(response),
            body: bytes.toString('base64'),
            url: url.href,
          }),
        reject,
      )
    })
    request.on('error', reject)
    request.end(body)
  })

const headersOf = ({ headers }: IncomingMessage): readonly (readonly [string, string])[] =>
  Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]))

async function readAll(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk as Uint8Array)
    length += bytes.length
    if (length > MOST_BYTES) {
      response.destroy()
      throw new Error(`The answer is larger than ${MOST_BYTES} bytes`)
    }
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}
