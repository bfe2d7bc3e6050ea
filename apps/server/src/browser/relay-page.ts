// GET /relay.html: a frame that auth0.js puts beside its popups, for browsers in which a popup cannot speak to the page that opened it.
// reference: Authentication API, section 16.4.
import type { FastifyPluginAsync } from 'fastify'

/** The popup, which is of this host too, calls it by its name. Whom the message is for is what the popup says. */
const SCRIPT = 'function doPost(message, origin) { if (origin !== "*") window.parent.postMessage(message, origin); }'

export const relayPageRoutes: FastifyPluginAsync = async (wing) => {
  wing.get('/relay.html', async (request, reply) => {
    const nonce = request.tenancy.random(18).toString('base64')
    return reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`,
        'referrer-policy': 'no-referrer',
      })
      .send(
        `<!doctype html><html><head><meta charset="utf-8"><title>Relay</title></head><body><script nonce="${nonce}">${SCRIPT}</script></body></html>`,
      )
  })
}
