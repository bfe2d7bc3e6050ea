import type { FastifyReply } from 'fastify'
import type { OutgoingHttpHeaders } from 'node:http'
import { sendTogether } from '../http/send-together.ts'

/**
 * Sends the browser on, with the headers that the reply has got so far. After a form it asks anew, without the form. RFC 9700 §4.12
 *
 * @throws Error at once where no header can hold `url`
 */
export function sendOn(reply: FastifyReply, url: string): FastifyReply {
  const { raw, request } = reply
  reply.headers({
    location: url,
    'cache-control': 'no-store',
    pragma: 'no-cache',
    'referrer-policy': 'no-referrer',
    'content-length': '0',
  })
  // Fastify's type knows numbers where node:http has none.
  raw.writeHead(request.method === 'POST' ? 303 : 302, reply.getHeaders() as OutgoingHttpHeaders)
  reply.hijack()
  sendTogether(() => raw.end())
  return reply
}

/** The path of one of our own pages, about the paused request behind `state`. */
export const pagePath = (path: string, state: string): string => `${path}?state=${encodeURIComponent(state)}`
