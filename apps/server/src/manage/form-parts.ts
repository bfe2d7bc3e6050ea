// multipart/form-data, for the endpoints that take a file. RFC 7578. A form is small enough to be held whole: its bound is the file's, and
// a little for what stands around it.
import { Busboy } from '@fastify/busboy'
import type { FastifyError, FastifyPluginAsync, FastifyRequest } from 'fastify'
import { ApiError } from '@symbolon/core/errors'
import type { Parts } from '@symbolon/core/manage/endpoint'
import { FILE_TOO_LARGE, MAX_FILE_BYTES } from '@symbolon/core/manage/jobs'
import { speakError } from './speak-error.ts'

/** Most bytes of boundaries, headers and the other parts. */
const MAX_REST = 16_384

/** None of our forms has as many parts. */
const LIMITS = { parts: 16, headerPairs: 16, headerSize: 4096, fileSize: MAX_FILE_BYTES + 1 }

/** Bytes that are read before it is seen whether the form has been refused: a hundred thousand parts would take a second. */
const PIECE = 8192

const malformed = (): ApiError => new ApiError(400, 'Invalid multipart payload format', 'invalid_body')

/** The parts of a form. @throws ApiError 400 when it is none, names a part twice, or has too many */
export const readParts = (contentType: string, body: Buffer): Promise<Parts> =>
  new Promise((resolve, reject) => {
    const parts = new Map<string, Buffer>()
    const refused = new AbortController()
    const refuse = (): void => {
      refused.abort()
      reject(malformed())
    }
    // Every part is read as the bytes that it is, whether or not it has a file's name.
    const form = new Busboy({
      headers: { 'content-type': contentType },
      limits: LIMITS,
      isPartAFile: () => true,
      // It is all there: nothing waits for anything. A part that nobody reads, for want of headers, would be waited for without end.
      highWaterMark: body.length + 1,
      fileHwm: body.length + 1,
    })
    form.on('file', (name: string | undefined, stream) => {
      const pieces: Buffer[] = []
      stream.on('error', refuse)
      stream.on('data', (piece: Buffer) => void pieces.push(piece))
      stream.on('end', () => {
        if (name === undefined || parts.has(name)) refuse()
        else parts.set(name, Buffer.concat(pieces))
      })
    })
    form.on('partsLimit', refuse)
    form.on('error', refuse)
    form.on('finish', () => resolve(parts))
    for (let at = 0; at < body.length && !refused.signal.aborted; at += PIECE) form.write(body.subarray(at, at + PIECE))
    form.end()
    // Nothing of it waits for the world outside: what has not come to an end by the next turn never does.
    setImmediate(refuse)
  })

const parse = async (request: FastifyRequest, body: Buffer): Promise<Parts> => {
  try {
    return await readParts(request.headers['content-type'] ?? '', body)
  } catch (error) {
    // A form without a boundary is none.
    throw error instanceof ApiError ? error : malformed()
  }
}

/** A plugin in which `addRoutes` adds routes that take forms, beside JSON. */
export const takeParts =
  (addRoutes: (wing: Parameters<FastifyPluginAsync>[0]) => void): FastifyPluginAsync =>
  async (wing) => {
    wing.addContentTypeParser('multipart/form-data', { parseAs: 'buffer', bodyLimit: MAX_FILE_BYTES + MAX_REST }, parse)
    wing.setErrorHandler((error: FastifyError, request, reply) => {
      const isTooLarge = error.code === 'FST_ERR_CTP_BODY_TOO_LARGE'
      return speakError(isTooLarge ? new ApiError(413, FILE_TOO_LARGE) : error, request, reply)
    })
    addRoutes(wing)
  }
