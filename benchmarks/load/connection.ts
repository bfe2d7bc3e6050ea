// load: the customers. Keep-alive connections that ask again as soon as they are answered.
import { connect } from 'node:net'

/** One keep-alive connection, one request at a time. */
export type Connection = {
  /** Sends a whole request and answers with the body of a 200. Throws on any other status. */
  ask(request: string): Promise<string>
  /** The same for an answer of any status. */
  askAnyhow(request: string): Promise<string>
  /** Sends a whole request and answers with where a redirect leads. Throws on any other answer. */
  askWhere(request: string): Promise<string>
  close(): void
}

type Expected = 'body' | 'any' | 'location'

type Waiting = {
  readonly expected: Expected
  readonly resolve: (text: string) => void
  readonly reject: (error: Error) => void
}

/** The text of a request that posts a form. `host` is the host header, which need not be where it is sent to. */
export function postForm(host: string, path: string, form: Readonly<Record<string, string>>): string {
  const body = new URLSearchParams(form).toString()
  return [
    `POST ${path} HTTP/1.1`,
    `host: ${host}`,
    'content-type: application/x-www-form-urlencoded',
    `content-length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
}

/** The text of a request that only asks. `headers`: whole lines. */
export function getRequest(host: string, path: string, headers: readonly string[]): string {
  return [`GET ${path} HTTP/1.1`, `host: ${host}`, ...headers, '', ''].join('\r\n')
}

type Answer = { readonly status: string; readonly head: string; readonly body: string }

/** What was expected, or undefined when the answer is another. */
function expectedPart({ status, head, body }: Answer, expected: Expected): string | undefined {
  if (expected === 'any') return body
  if (expected === 'body') return status === '200' ? body : undefined
  return status.startsWith('30') ? /\r\nlocation: *([^\r]+)/i.exec(head)?.[1] : undefined
}

/** The answer at the beginning of `text`, or undefined as long as it is not complete. */
function readAnswer(text: string): Answer | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1]
  if (length === undefined) throw new Error(`an answer without content-length: ${text.slice(0, 200)}`)
  const body = text.slice(end + 4)
  return body.length < Number(length) ? undefined : { status: text.slice(9, 12), head: text.slice(0, end + 2), body }
}

/**
 * Opens a connection to a server on this machine. It is a bare socket, because an HTTP client that costs as much as
 * the server would be what is measured. Answers are read as Latin-1, so that a character is a byte.
 */
export function openConnection(port: number): Promise<Connection> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  socket.setEncoding('latin1')
  let received = ''
  let waiting: Waiting | undefined

  function settle(how: (waiter: Waiting) => void): void {
    const waiter = waiting
    waiting = undefined
    received = ''
    if (waiter !== undefined) how(waiter)
  }

  function receive(text: string): void {
    received += text
    try {
      const answer = readAnswer(received)
      if (answer === undefined) return
      settle(({ expected, resolve, reject }) => {
        const part = expectedPart(answer, expected)
        if (part === undefined) reject(new Error(`refused: ${answer.status} ${answer.body.slice(0, 300)}`))
        else resolve(part)
      })
    } catch (error) {
      settle((waiter) => waiter.reject(error instanceof Error ? error : new Error(String(error))))
    }
  }

  return new Promise((resolve, reject) => {
    socket.on('data', (text) => receive(String(text)))
    socket.on('close', () => settle((waiter) => waiter.reject(new Error('the server closed the connection'))))
    socket.on('error', (error) => (reject(error), settle((waiter) => waiter.reject(error))))
    const send = (request: string, expected: Expected): Promise<string> =>
      new Promise((resolveAnswer, rejectAnswer) => {
        waiting = { expected, resolve: resolveAnswer, reject: rejectAnswer }
        socket.write(request, 'latin1')
      })
    socket.once('connect', () =>
      resolve({
        ask: (request) => send(request, 'body'),
        askAnyhow: (request) => send(request, 'any'),
        askWhere: (request) => send(request, 'location'),
        close: () => void socket.destroy(),
      }),
    )
  })
}
