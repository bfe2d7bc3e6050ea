// The token for the Management API: got when first needed, kept, and renewed before it ends. RFC 6749 §4.4
import { ManagementError } from './errors.ts'
import { send, type Sending } from './send.ts'

export type Credentials = { readonly client_id: string; readonly client_secret: string }

/** Gives the token; `renewed` asks for another than the one that was just refused. */
export type TokenSource = (refused?: string) => Promise<string>

/** Renewed so long before it ends, milliseconds. */
const AHEAD = 60_000

type Kept = { readonly token: string; readonly until: number }

const read = (body: unknown): Kept => {
  const { access_token, expires_in }: { readonly access_token?: unknown; readonly expires_in?: unknown } = Object(body)
  if (typeof access_token !== 'string') throw new ManagementError(200, 'The token endpoint answers without a token')
  const lifetime = typeof expires_in === 'number' ? expires_in * 1000 : 0
  return { token: access_token, until: Date.now() + Math.max(lifetime - AHEAD, lifetime / 2) }
}

/** A source of tokens by client credentials: one request for all that ask at the same time. */
export function clientCredentials(issuer: string, credentials: Credentials, sending: Sending): TokenSource {
  let kept: Promise<Kept> | undefined
  const request = (): Promise<Kept> => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      ...credentials,
      audience: `${issuer}api/v2/`,
    })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const made = send(`${issuer}oauth/token`, { method: 'POST', headers, body: form.toString() }, sending).then(read)
    // Who asks next tries again.
    made.catch(() => {
      if (kept === made) kept = undefined
    })
    return made
  }
  return async (refused) => {
    const before = kept
    const known = await before
    const isOver = !known || known.until <= Date.now() || known.token === refused
    // Of several that find it over, the first asks.
    if (isOver && kept === before) kept = request()
    return (await (kept ??= request())).token
  }
}
