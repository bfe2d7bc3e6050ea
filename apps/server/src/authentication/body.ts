// Bodies of this wing: JSON, or a form. Each field is read by its name, as text with a bound.
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { FORM_MEDIA_TYPE } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { hasDuplicateNames } from '@symbolon/protocol/oauth/rfc8259-json'
import { oauthRefusal, type Refusal } from './refusal.ts'

/** Most bytes of a body. */
const MAX_BODY = 32_768

const MAX_FIELDS = 100

const utf8 = new TextDecoder('utf-8', { fatal: true })

export type Fields = Readonly<Record<string, unknown>>

const unreadable = (): Refusal => oauthRefusal(400, 'invalid_request', 'The request body cannot be read.')

const decode = (body: Buffer): string => {
  try {
    return utf8.decode(body)
  } catch {
    throw unreadable()
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message repeats what was sent.
    throw unreadable()
  }
}

async function parseJson(_request: FastifyRequest, body: Buffer): Promise<Fields> {
  const text = decode(body)
  const value: unknown = text === '' ? {} : parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value) || hasDuplicateNames(text)) throw unreadable()
  return Object.assign(Object.create(null), value)
}

async function parseForm(_request: FastifyRequest, body: Buffer): Promise<Fields> {
  const fields = Object.create(null)
  let count = 0
  for (const [name, value] of new URLSearchParams(decode(body))) {
    count += 1
    if (name in fields || count > MAX_FIELDS) throw unreadable()
    fields[name] = value
  }
  return fields
}

/** Puts both in the place of whatever the framework reads. */
export const readBodies = (wing: Parameters<FastifyPluginAsync>[0]): void => {
  wing.removeAllContentTypeParsers()
  const how = { parseAs: 'buffer', bodyLimit: MAX_BODY } as const
  wing.addContentTypeParser('application/json', how, parseJson)
  wing.addContentTypeParser(FORM_MEDIA_TYPE, how, parseForm)
}

const isFields = (body: unknown): body is Fields => typeof body === 'object' && body !== null

/** The fields of a body; none when there is none. */
export const fieldsOf = ({ body }: FastifyRequest): Fields => (isFields(body) ? body : {})

/**
 * A field that is text; empty counts as absent.
 *
 * @throws Refusal 400 when it is something else, or too long
 */
export function textOf(fields: Fields, name: string, maxLength: number): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string' || value.length > maxLength || !value.isWellFormed() || value.includes('\0')) {
    throw oauthRefusal(400, 'invalid_request', `Invalid parameter: ${name}`)
  }
  return value
}
