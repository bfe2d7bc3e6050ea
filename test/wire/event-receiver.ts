// A product of somebody else's to which security events are pushed: it takes down what comes, and answers as a test wants.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { SecurityEvent } from '@symbolon/protocol/signals/security-event'
import { createRemoteJWKSet, decodeJwt, jwtVerify, type JWTVerifyGetKey } from 'jose'

export type Delivery = { readonly set: string; readonly jti: string; readonly headers: IncomingHttpHeaders }

export type EventReceiver = {
  /** Loopback, with a port of its own. */
  readonly url: string
  /** All that has come, in order, repeats too. */
  readonly deliveries: readonly Delivery[]
  /** What is answered from now on; 202 and nothing until then. */
  readonly answer: (how: (delivery: Delivery, response: ServerResponse) => void) => void
  /** The events that have come, each once, in the order of their first coming. @throws when a signature is wrong */
  readonly events: (issuer: string, audience: string, keys?: JWTVerifyGetKey) => Promise<readonly SecurityEvent[]>
  readonly stop: () => Promise<void>
}

export async function startReceiver(): Promise<EventReceiver> {
  const deliveries: Delivery[] = []
  let answer = (_delivery: Delivery, response: ServerResponse): void => void response.writeHead(202).end()
  const server = createServer((request, response) => {
    const take = async (): Promise<void> => {
      const set = await text(request)
      const delivery: Delivery = { set, jti: String(decodeJwt(set).jti), headers: request.headers }
      deliveries.push(delivery)
      answer(delivery, response)
    }
    // What is no token, or broken off, is no delivery.
    take().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/events?of=mail`,
    deliveries,
    answer: (how) => (answer = how),
    events: async (issuer, audience, keys = createRemoteJWKSet(new URL(`${issuer}.well-known/jwks.json`))) => {
      const once = new Map(deliveries.map(({ jti, set }) => [jti, set]))
      const events: SecurityEvent[] = []
      for (const set of once.values()) {
        const { payload } = await jwtVerify<SecurityEvent>(set, keys, { typ: 'secevent+jwt', issuer, audience })
        events.push(payload)
      }
      return events
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
