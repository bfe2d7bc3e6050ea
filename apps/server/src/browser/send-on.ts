import type { FastifyReply } from 'fastify'

/** Sends the browser on. After a form it asks anew, without the form. RFC 9700 §4.12 */
export const sendOn = (reply: FastifyReply, url: string): FastifyReply =>
  reply
    .code(reply.request.method === 'POST' ? 303 : 302)
    .headers({ location: url, 'cache-control': 'no-store', pragma: 'no-cache', 'referrer-policy': 'no-referrer' })
    .send('')

/** The path of one of our own pages, about the paused request behind `state`. */
export const pagePath = (path: string, state: string): string => `${path}?state=${encodeURIComponent(state)}`
