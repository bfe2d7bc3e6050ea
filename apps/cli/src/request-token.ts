// A token of the token endpoint, by client credentials. RFC 6749 §4.4
import { CLIENT_ASSERTION_TYPE } from '@symbolon/protocol/oauth/rfc7523-client-assertion'
import { clientAssertion } from './client-assertion.ts'
import { CommandError } from './command-error.ts'
import type { Credentials } from './connection.ts'
import { printable } from './output/printable.ts'
import { send, textAt } from './send.ts'

export type Wish = { readonly audience?: string | undefined; readonly scope?: string | undefined }

/** What the server answered, with the token in it. */
export type Tokens = { readonly access_token: string; readonly body: object }

const proofOf = (issuer: string, { client_id, proof }: Credentials, now: number): Record<string, string> =>
  'secret' in proof
    ? { client_id, client_secret: proof.secret }
    : {
        client_id,
        client_assertion_type: CLIENT_ASSERTION_TYPE,
        client_assertion: clientAssertion({ client_id, issuer, ...proof }, now),
      }

/** What to do about it, where that is known. */
const advice = (says: string, { client_id }: Credentials, { audience }: Wish): string => {
  if (audience === undefined) return ''
  const api = printable(audience)
  if (says.startsWith('Service not enabled')) return `There is no API ${api} here.`
  if (!says.startsWith('Client is not authorized')) return ''
  return `The client has no grant for ${api}. Make one: symbolon client-grant create ${printable(client_id)} ${api}`
}

const refusal = (issuer: string, credentials: Credentials, wish: Wish, status: number, body: unknown): CommandError => {
  const code = textAt(body, 'error')
  const says = textAt(body, 'error_description') ?? code
  if (status === 404 && code === undefined)
    return new CommandError(`There is no Symbolon at ${issuer}: it answers 404.`)
  if (code === undefined)
    return new CommandError(`There is no Symbolon at ${issuer}: its answer, ${status}, is no JSON.`)
  if (status === 401) {
    const shown = 'secret' in credentials.proof ? 'this secret' : 'this key'
    return new CommandError(
      `The server does not accept ${shown} for the client ${printable(credentials.client_id)}: ${printable(says ?? '')}.`,
    )
  }
  const known = advice(says ?? '', credentials, wish)
  return new CommandError(known || `The server gives no token: ${printable(says ?? '').replace(/\.?$/, '.')}`)
}

/**
 * Asks `issuer` for an access token.
 *
 * @param now seconds since the epoch
 * @throws CommandError when there is none, in one sentence
 */
export async function requestToken(issuer: string, credentials: Credentials, wish: Wish, now: number): Promise<Tokens> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...proofOf(issuer, credentials, now) })
  if (wish.audience !== undefined) form.set('audience', wish.audience)
  if (wish.scope !== undefined) form.set('scope', wish.scope)
  const { status, body } = await send(`${issuer}oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  })
  const access_token = textAt(body, 'access_token')
  if (status !== 200 || access_token === undefined || typeof body !== 'object' || body === null) {
    throw refusal(issuer, credentials, wish, status, body)
  }
  return { access_token, body }
}
