// An answer as a message to the window that asked: the one that opened this one, or the one that this is a frame of. So the page can
// be framed by anybody, and says its answer to one origin alone. reference: Authentication API, section 3.3; sdk-traps 6 to 13.
import type { FastifyReply } from 'fastify'
import { originOf } from '@symbolon/core/clients/redirect-uris'
import type { AuthorizationResponse } from '@symbolon/core/authorize/respond'
import { OAuthError } from '@symbolon/core/errors'
import type { Tenancy } from '@symbolon/core/tenancy'

/** A frame of the page that asks, which is to get the answer instead; or a page that must ask for it first, as old popups do. */
export type Relay = { readonly uri: string; readonly target: string } | 'old-popup'

/** `value` as a text that is the same in JSON, in a script and in HTML, whoever wrote what stands in it. */
const inScript = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&'`]|[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const script = (targetOrigin: string, webMessageRequest: object, authorizationResponse: object): string => `
(function (win) {
  var targetOrigin = ${inScript(targetOrigin)};
  var webMessageRequest = ${inScript(webMessageRequest)};
  var authorizationResponse = ${inScript(authorizationResponse)};
  var main = win.opener || win.parent;
  if (webMessageRequest.web_message_uri && webMessageRequest.web_message_target) {
    win.addEventListener("message", function (event) {
      if (event.source !== main || event.origin !== targetOrigin) return;
      if (!event.data || event.data.type !== "relay_response") return;
      var frame = main.frames[webMessageRequest.web_message_target];
      if (!frame) return;
      frame.postMessage(authorizationResponse, webMessageRequest.web_message_uri);
      win.close();
    });
    main.postMessage({ type: "relay_request" }, targetOrigin);
  } else {
    main.postMessage(authorizationResponse, targetOrigin);
  }
})(this);
`

function message(targetOrigin: string, response: object, relay: Exclude<Relay, 'old-popup'> | undefined): string {
  const relayOrigin = relay && originOf(relay.uri)
  const request = relay && relayOrigin ? { web_message_uri: relayOrigin, web_message_target: relay.target } : {}
  return script(targetOrigin, request, { type: 'authorization_response', response })
}

/** The popup says that it is ready, is asked, and answers, each time in a text. reference: Authentication API, section 16.4. */
const oldPopupScript = (targetOrigin: string, response: object): string => `
(function (win) {
  var targetOrigin = ${inScript(targetOrigin)};
  var answer = ${inScript(JSON.stringify({ a: 'response', d: response }))};
  var main = win.opener;
  if (!main) return;
  win.addEventListener("message", function (event) {
    if (event.source !== main || event.origin !== targetOrigin) return;
    if (!/"a":"request"/.test(String(event.data))) return;
    main.postMessage(answer, targetOrigin);
  });
  main.postMessage('{"a":"ready"}', targetOrigin);
})(this);
`

/** Sends the page. */
export function sendWebMessage(
  reply: FastifyReply,
  { random }: Pick<Tenancy, 'random'>,
  { redirect_uri, parameters }: AuthorizationResponse,
  relay: Relay | undefined,
): FastifyReply {
  const targetOrigin = originOf(redirect_uri)
  if (targetOrigin === undefined) throw new OAuthError('invalid_request', 'A message can only be sent to an origin.')
  const text =
    relay === 'old-popup' ? oldPopupScript(targetOrigin, parameters) : message(targetOrigin, parameters, relay)
  const nonce = random(18).toString('base64')
  return reply
    .code(200)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      // No frame-ancestors, no X-Frame-Options, no Cross-Origin-Opener-Policy: it is of use in frames and popups only.
      'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`,
      'referrer-policy': 'no-referrer',
    })
    .send(
      `<!doctype html><html><head><meta charset="utf-8"><title>Authorization Response</title></head><body><script nonce="${nonce}">${text}</script></body></html>`,
    )
}
