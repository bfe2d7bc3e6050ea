// An answer as a form that sends itself to the application. OAuth 2.0 Form Post Response Mode §2; reference: Authentication API,
// section 3.2.
import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { AuthorizationResponse } from '@symbolon/core/authorize/respond'
import { policySource } from '../pages/brand.ts'
import { html } from '../pages/html.ts'

// The same for every answer, so that the policy of the page allows this text and no other.
const SCRIPT = 'document.forms[0].submit()'
const SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`

/** Sends the page. The address has been matched with the client's callbacks, as for every other mode. security.md C5 */
export function sendFormPost(reply: FastifyReply, { redirect_uri, parameters }: AuthorizationResponse): FastifyReply {
  const inputs = Object.entries(parameters).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  const form = html`<form method="post" action="${redirect_uri}">${inputs}`
  const page = [
    '<!doctype html><html><head><meta charset="utf-8"><title>Submit This Form</title></head><body>',
    form.markup,
    '<noscript><p>Script is disabled. Press Continue to go on.</p><button type="submit">Continue</button></noscript>',
    `</form><script>${SCRIPT}</script></body></html>`,
  ]
  return reply
    .code(200)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'content-security-policy': `default-src 'none'; script-src ${SCRIPT_SOURCE}; form-action ${policySource(redirect_uri) ?? "'none'"}; base-uri 'none'; frame-ancestors 'none'`,
      'x-frame-options': 'DENY',
      // The application may look at where the form comes from.
      'referrer-policy': 'strict-origin',
    })
    .send(page.join('\n'))
}
