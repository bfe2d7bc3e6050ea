// A form or JSON body becomes parameters: strings, each at most once, empty ones left out. RFC 6749 §3.1 and §3.2;
// reference: Authentication API, section 1.1.
import { isUtf8 } from 'node:buffer'
import { parseUniqueJsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { FORM_MEDIA_TYPE } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { OAuthError } from '@symbolon/core/errors'

export type Parameters = Readonly<Record<string, string>>

/** Most parameters in one request. */
const MAX_PARAMETERS = 100

const invalid = (description: string): OAuthError => new OAuthError('invalid_request', description)

/**
 * The parameters in `body`.
 *
 * @throws OAuthError `invalid_request` for another content type, text that is not UTF-8, broken encoding, broken JSON, or a
 * parameter that stands there twice
 */
export function readParameters(contentType: string | undefined, body: Buffer): Parameters {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  if (!isUtf8(body)) throw invalid('The body of your request is not UTF-8.')
  if (mediaType === FORM_MEDIA_TYPE) return readForm(body.toString())
  if (mediaType === 'application/json') return readJson(body.toString())
  throw invalid(`The content type must be ${FORM_MEDIA_TYPE} or application/json.`)
}

function readForm(text: string): Parameters {
  const parameters: Record<string, string> = Object.create(null)
  const seen = new Set<string>()
  for (const pair of text.split('&', MAX_PARAMETERS + 1)) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    if (seen.has(name)) throw invalid(`Parameter ${quote(name)} is given more than once.`)
    seen.add(name)
    if (seen.size > MAX_PARAMETERS) throw invalid(`More than ${MAX_PARAMETERS} parameters.`)
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1))
    if (value !== '') parameters[name] = requireText(name, value)
  }
  return parameters
}

function decode(text: string): string {
  try {
    const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
    return spaced.includes('%') ? decodeURIComponent(spaced) : spaced
  } catch {
    throw invalid(
      'The body of your request is not well-formed: a percent sign without two hexadecimal digits of UTF-8.',
    )
  }
}

function readJson(text: string): Parameters {
  const body = parseUniqueJsonObject(text)
  if (!body) throw invalid('The body of your request was not a well-formed JSON.')
  const entries = Object.entries(body)
  if (entries.length > MAX_PARAMETERS) throw invalid(`More than ${MAX_PARAMETERS} parameters.`)
  const parameters: Record<string, string> = Object.create(null)
  for (const [name, value] of entries) {
    const words = jsonValue(name, value)
    if (words !== undefined && words !== '') parameters[name] = requireText(name, words)
  }
  return parameters
}

/** Parameters that some endpoint reads; another one may be of any kind, since it is ignored. */
const READ = new Set([
  'audience',
  'client_assertion',
  'client_assertion_type',
  'client_id',
  'client_secret',
  'code',
  'code_verifier',
  'grant_type',
  'organization',
  'password',
  'realm',
  'redirect_uri',
  'refresh_token',
  'resource',
  'token',
  'username',
])

function jsonValue(name: string, value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (value === null) return undefined
  if (name === 'scope') {
    if (Array.isArray(value) && value.every((word) => typeof word === 'string')) return value.join(' ')
    throw new OAuthError('invalid_scope', 'Scope must be an array or a string')
  }
  if (READ.has(name)) throw invalid(`Parameter ${name} must be a string.`)
  return undefined
}

/** No database and no log can be trusted with a NUL or half a character. */
function requireText(name: string, value: string): string {
  if (value.includes('\0') || !value.isWellFormed()) throw invalid(`Parameter ${quote(name)} is not text.`)
  return value
}

const quote = (name: string): string => (/^[\w.:-]{1,64}$/.test(name) ? name : 'with a strange name')
