// Reads a request's body once, up to a limit.
import type { IncomingMessage } from 'node:http'

/** Why there is no body. */
export type NoBody = 'too-large' | 'aborted'

/** The whole body, or why not. Reading stops at the first byte over `limit`. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | NoBody> {
  // One that announces no body never says that it has ended.
  if (request.readableEnded) return Promise.resolve(Buffer.alloc(0))
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve('too-large')
  return new Promise((resolve) => {
    let first: Buffer | undefined
    let rest: Buffer[] | undefined
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) return resolve('too-large')
      if (first) (rest ??= []).push(chunk)
      else first = chunk
    })
    request.on('end', () => resolve(rest && first ? Buffer.concat([first, ...rest]) : (first ?? Buffer.alloc(0))))
    request.on('error', () => resolve('aborted'))
    request.on('close', () => resolve('aborted'))
  })
}
