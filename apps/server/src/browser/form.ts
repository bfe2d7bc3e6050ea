// Queries and forms, read once: names and values, and what was wrong with each. Nothing is refused here for a parameter that nobody
// may care about; what cannot be read at all is.
import { isUtf8 } from 'node:buffer'
import type { FastifyRequest } from 'fastify'
import type { AuthorizationParameters } from '@symbolon/core/authorize/parameters'
import { OAuthError } from '@symbolon/core/errors'

/** Longest query, characters. security.md G10 */
const MAX_QUERY = 8192

const MAX_PARAMETERS = 100

const decode = (text: string): string | undefined => {
  try {
    const spaced = text.replaceAll('+', ' ')
    const decoded = spaced.includes('%') ? decodeURIComponent(spaced) : spaced
    return decoded.includes('\0') ? undefined : decoded
  } catch {
    return undefined
  }
}

const shown = (name: string): string => (/^[\w.:-]{1,64}$/.test(name) ? name : 'with a strange name')

/** The parameters of a query or a form. @throws OAuthError `invalid_request` when there are too many */
export function readForm(text: string): AuthorizationParameters {
  const values: Record<string, string> = Object.create(null)
  const faults = new Map<string, string>()
  const seen = new Set<string>()
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals)) ?? pair.slice(0, 64)
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1))
    if (seen.has(name)) faults.set(name, `Parameter ${shown(name)} is given more than once.`)
    else if (value === undefined) faults.set(name, `Parameter ${shown(name)} is not text.`)
    else if (value !== '') values[name] = value
    seen.add(name)
    if (seen.size > MAX_PARAMETERS) throw new OAuthError('invalid_request', `More than ${MAX_PARAMETERS} parameters.`)
  }
  for (const name of faults.keys()) delete values[name]
  return { values, faults }
}

/** The query of a request. @throws OAuthError `invalid_request` when it is too long */
export function queryOf({ raw: { url = '' } }: FastifyRequest): AuthorizationParameters {
  const start = url.indexOf('?')
  const query = start < 0 ? '' : url.slice(start + 1)
  if (query.length > MAX_QUERY) {
    throw new OAuthError('invalid_request', `The query is longer than ${MAX_QUERY} characters.`, { status: 414 })
  }
  return readForm(query)
}

const NOTHING: AuthorizationParameters = { values: {}, faults: new Map() }

/** What this wing makes of a body: only forms arrive here. @throws OAuthError `invalid_request` */
export async function parseForm(_request: FastifyRequest, body: Buffer): Promise<AuthorizationParameters> {
  if (!isUtf8(body)) throw new OAuthError('invalid_request', 'The form is not UTF-8.')
  return readForm(body.toString())
}

const isForm = (body: unknown): body is AuthorizationParameters =>
  typeof body === 'object' && body !== null && 'values' in body && 'faults' in body

/** The form of a request; without any parameter when it has none. */
export const formOf = ({ body }: FastifyRequest): AuthorizationParameters => (isForm(body) ? body : NOTHING)
