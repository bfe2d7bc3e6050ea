// JSON as it may come in: UTF-8, no name twice in an object, since two readers of such a text may see different values.
import type { FastifyRequest } from 'fastify'
import { ApiError } from '@symbolon/core/errors'
import { hasDuplicateNames } from '@symbolon/protocol/oauth/rfc8259-json'

const utf8 = new TextDecoder('utf-8', { fatal: true })

const malformed = (cause?: unknown): ApiError =>
  new ApiError(400, 'Invalid request payload JSON format', 'invalid_body', cause)

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message repeats what was sent.
    throw malformed()
  }
}

const decode = (body: Buffer): string => {
  try {
    return utf8.decode(body)
  } catch {
    throw malformed()
  }
}

/** The value of a body; undefined when it is empty. @throws ApiError 400 */
export const parseJsonBody = async (_request: FastifyRequest, body: Buffer): Promise<unknown> => {
  const text = decode(body)
  if (text === '') return undefined
  const value = parse(text)
  if (hasDuplicateNames(text))
    throw new ApiError(400, "Payload validation error: 'Duplicate property name'.", 'invalid_body')
  return value
}
