// The page for browsers that keep no cookie for us on another site's page: it opens a page of the application in a frame, asks it for
// the verifier it has kept, and sends the request again with it. reference: Authentication API, section 16.1.
import type { FastifyReply } from 'fastify'
import type { AuthorizationParameters } from '@symbolon/core/authorize/parameters'
import { originOf } from '@symbolon/core/clients/redirect-uris'
import type { AuthorizationRequest } from '@symbolon/core/one-time'
import { html } from '../pages/html.ts'

/** The application's page, and what it keeps the verifier by. */
export type VerifierFrame = { readonly url: string; readonly origin: string; readonly id: string }

/** What the page knows stands in attributes, so that the script is the same for everybody. */
const SCRIPT = `
(function (win, page) {
  var form = page.forms[0];
  var facts = form.dataset;
  var frame = page.createElement("iframe");
  var isDone = false;
  var finish = function (verifier) {
    if (isDone) return;
    isDone = true;
    if (typeof verifier === "string") form.elements.co_verifier.value = verifier;
    form.submit();
  };
  win.addEventListener("message", function (event) {
    if (event.source !== frame.contentWindow || event.origin !== facts.origin) return;
    var type = event.data && (event.data.type || event.data);
    if (type === "ready") {
      frame.contentWindow.postMessage({ type: "co_verifier_request", request: { id: facts.id } }, facts.origin);
    } else if (type === "co_verifier_response") {
      finish(event.data.response && event.data.response.verifier);
    }
  });
  win.setTimeout(finish, 5000);
  frame.hidden = true;
  frame.src = facts.url.split("#")[0] + "#origin=" + encodeURIComponent(win.location.origin);
  page.body.appendChild(frame);
})(window, document);
`

/** Sends the page. Inside a frame of the application it has to work as well, where the answer goes to that application alone. */
export function sendVerifierPage(
  reply: FastifyReply,
  frame: VerifierFrame,
  { values }: AuthorizationParameters,
  { redirect_uri, response_mode }: AuthorizationRequest,
): FastifyReply {
  const { tenancy } = reply.request
  const inputs = Object.entries({ ...values, co_verifier: '' }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  const form = html`<form method="post" action="/authorize" data-url="${frame.url}" data-origin="${frame.origin}" data-id="${frame.id}">${inputs}`
  const nonce = tenancy.random(18).toString('base64')
  const isMessage = response_mode === 'web_message'
  const origin = isMessage ? undefined : originOf(redirect_uri)
  const target = origin === undefined ? '' : ` ${origin}`
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `frame-src ${frame.origin}`,
    `form-action 'self'${target}`,
    `base-uri 'none'`,
    ...(isMessage ? [] : [`frame-ancestors 'none'`]),
  ]
  return reply
    .code(200)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'content-security-policy': policy.join('; '),
      // A form of ours says where it comes from, and nobody else learns of the ticket.
      'referrer-policy': 'same-origin',
    })
    .send(
      `<!doctype html><html><head><meta charset="utf-8"><title>Logging in</title></head><body>${form.markup}` +
        `<noscript><button type="submit">Continue</button></noscript></form><script nonce="${nonce}">${SCRIPT}</script></body></html>`,
    )
}
