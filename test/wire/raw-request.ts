// Bytes as they are: what fetch would never send, to a server that has to answer all the same.
import { connect, type Socket } from 'node:net'
import { requireNoStore } from './secrets-not-stored.ts'

export type RawResponse = {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Milliseconds after which nobody waits for an answer any longer. */
const PATIENCE = 60_000

/** Sends `parts` one after the other and reads the first response. */
export async function sendRaw(port: number, parts: readonly (string | Buffer)[]): Promise<RawResponse> {
  const socket = connect(port, '127.0.0.1')
  try {
    for (const part of parts) socket.write(part)
    return await readResponse(socket)
  } finally {
    socket.destroy()
  }
}

/** The first response that arrives on `socket`. Rejects when the server hangs up before, or says nothing. */
export function readResponse(socket: Socket): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const timer = setTimeout(() => reject(new Error(`No answer; so far: ${received.toString()}`)), PATIENCE)
    const settle = (isOver: boolean): void => {
      const response = parse(received, isOver)
      if (!response && !isOver) return
      clearTimeout(timer)
      if (response) resolve(response)
      else reject(new Error(`The server hung up after ${received.length} bytes: ${received.toString()}`))
    }
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, Buffer.from(chunk)])
      settle(false)
    })
    socket.on('end', () => settle(true))
    socket.on('error', (error) => {
      const response = parse(received, true)
      clearTimeout(timer)
      if (response) resolve(response)
      else reject(error)
    })
  })
}

/** A POST of `body` to the token endpoint, with `headers` in front of what HTTP needs. */
export function tokenRequest(host: string, body: string | Uint8Array, headers: readonly string[] = []): Buffer {
  const has = (name: string): boolean => headers.some((line) => line.toLowerCase().startsWith(`${name}:`))
  const lines = [
    'POST /oauth/token HTTP/1.1',
    ...(has('host') ? [] : [`Host: ${host}`]),
    ...(has('content-type') ? [] : ['Content-Type: application/x-www-form-urlencoded']),
    ...(has('content-length') || has('transfer-encoding') ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ...headers,
  ]
  return Buffer.concat([
    Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'),
    typeof body === 'string' ? Buffer.from(body) : body,
  ])
}

function parse(received: Buffer, isOver: boolean): RawResponse | undefined {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [first = '', ...lines] = received.subarray(0, end).toString('latin1').split('\r\n')
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const length = Number(headers.get('content-length') ?? NaN)
  const body = received.subarray(end + 4)
  if (!isOver && !(body.length >= length)) return undefined
  const text = body.toString()
  requireNoStore(headers.get('cache-control') ?? null, text)
  return { status: Number(first.split(' ')[1]), headers, body: text }
}
