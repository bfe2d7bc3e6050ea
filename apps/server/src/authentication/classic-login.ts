// POST /usernamepassword/login: the login of a page of this very host, in two steps. This one answers with a form, which the page
// sends to /login/callback by itself. reference: Authentication API, section 16.2.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { authenticateCrossOrigin } from '@symbolon/core/login/cross-origin'
import { setCookie } from '../browser/cookies.ts'
import { visitorOf } from '../browser/visitor.ts'
import { fieldsOf, textOf, type Fields } from './body.ts'
import { clientOf } from './caller.ts'
import { legacyRefusal, oauthRefusal } from './refusal.ts'

/** What goes on to /login/callback and from there to /authorize, which judges it. */
const CONTEXT = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'audience',
  'state',
  'nonce',
  'connection',
  'code_challenge',
  'code_challenge_method',
] as const

const MAX_CONTEXT = 4096

/** How long the form may take to arrive, seconds. */
const FORM_LIFETIME = 60

/** Only a page of this host: scripts of others cannot read the answer, and may not cause it either. */
function requireSameHost(request: FastifyRequest): string {
  const ours = new URL(request.tenancy.tenant.issuer).origin
  const { origin = ours } = request.headers
  if (origin !== ours) throw oauthRefusal(403, 'access_denied', 'This login is for pages of the server itself.')
  return ours
}

function contextOf(fields: Fields): string {
  const known = CONTEXT.map((name) => [name, textOf(fields, name, MAX_CONTEXT)] as const)
  return JSON.stringify({
    strategy: 'auth0',
    protocol: 'oauth2',
    ...Object.fromEntries(known.filter(([, value]) => value !== undefined)),
  })
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)

export async function loginHere(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const origin = requireSameHost(request)
  const fields = fieldsOf(request)
  const client = await clientOf(request, fields)
  const username = textOf(fields, 'username', 400) ?? textOf(fields, 'email', 400)
  if (username === undefined) throw legacyRefusal(400, 'invalid_request', 'Missing required parameter: username')
  const { login_ticket, co_verifier } = await authenticateCrossOrigin(request.tenancy, {
    client,
    origin,
    connection: textOf(fields, 'connection', 128),
    username,
    password: textOf(fields, 'password', 4096) ?? '',
    visitor: visitorOf(request),
  })
  setCookie(reply, 'cross_origin', co_verifier, FORM_LIFETIME)
  // The page takes the first node of it for the form: nothing may stand before.
  const form = `<form method="post" name="hiddenform" action="${escape(request.tenancy.tenant.issuer)}login/callback">
<input type="hidden" name="wa" value="wsignin1.0">
<input type="hidden" name="wresult" value="${escape(login_ticket)}">
<input type="hidden" name="wctx" value="${escape(contextOf(fields))}">
<noscript><p>Script is disabled. Click Submit to continue.</p><input type="submit" value="Submit"></noscript>
</form>`
  return reply.type('text/html; charset=utf-8').send(form)
}
