// POST /co/authenticate: a page of another origin logs somebody in. reference: Authentication API, section 16.1.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isAllowedOrigin } from '@symbolon/core/clients/redirect-uris'
import { authenticateCrossOrigin } from '@symbolon/core/login/cross-origin'
import { LoginRefused } from '@symbolon/core/login/refusal'
import type { Client } from '@symbolon/protocol/entities/client'
import { setCookie } from '../browser/cookies.ts'
import { visitorOf } from '../browser/visitor.ts'
import { fieldsOf, textOf, type Fields } from './body.ts'
import { clientOf } from './caller.ts'
import { oauthRefusal, Refusal } from './refusal.ts'

const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'

/** How long the browser keeps the verifier, seconds. */
const VERIFIER_LIFETIME = 900

const MISSING =
  'Invalid request body. All and only of client_id, credential_type, username, password, realm are required.'

/** Where the page is that asks; it must be the client's, and the client must want this. @throws Refusal */
function requireOrigin(request: FastifyRequest, client: Client): string {
  const { origin } = request.headers
  if (origin === undefined || !isAllowedOrigin(client, origin)) {
    throw new Refusal(403, `Origin ${(origin ?? 'null').slice(0, 300)} is not allowed.`)
  }
  const isWanted = client.cross_origin_authentication === true || client.cross_origin_auth === true
  if (!isWanted) throw oauthRefusal(401, 'unauthorized_client', 'Cross origin login not allowed.')
  return origin
}

/** Who wants to be logged in, and where. @throws Refusal */
function credentialsOf(fields: Fields) {
  const type = textOf(fields, 'credential_type', 256)
  const username = textOf(fields, 'username', 400)
  if (type !== PASSWORD_REALM && type !== 'password') {
    throw type === undefined
      ? oauthRefusal(400, 'invalid_request', MISSING)
      : oauthRefusal(400, 'unsupported_credential_type', 'Unknown credential type parameter.')
  }
  const connection = type === PASSWORD_REALM ? textOf(fields, 'realm', 128) : undefined
  if (
    username === undefined ||
    fields['password'] === undefined ||
    (type === PASSWORD_REALM && connection === undefined)
  ) {
    throw oauthRefusal(400, 'invalid_request', MISSING)
  }
  return { username, password: textOf(fields, 'password', 4096) ?? '', connection }
}

/** In the words of this endpoint. */
function inOwnWords(error: LoginRefused, realm: string | undefined): Refusal {
  const { code, message, status } = error
  if (code === 'invalid_user_password') return oauthRefusal(403, 'access_denied', message)
  if (code === 'blocked_user') return oauthRefusal(403, 'blocked_user', 'Blocked user')
  if (code === 'invalid_connection') return oauthRefusal(400, 'invalid_request', `Unknown realm ${realm ?? ''}.`)
  return oauthRefusal(status, code, message)
}

export async function authenticateHere(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const fields = fieldsOf(request)
  const client = await clientOf(request, fields)
  const origin = requireOrigin(request, client)
  const credentials = credentialsOf(fields)
  try {
    const answer = await authenticateCrossOrigin(request.tenancy, {
      ...credentials,
      client,
      origin,
      visitor: visitorOf(request),
    })
    setCookie(reply, 'cross_origin', answer.co_verifier, VERIFIER_LIFETIME)
    return await reply.send(answer)
  } catch (error) {
    throw error instanceof LoginRefused ? inOwnWords(error, credentials.connection) : error
  }
}
