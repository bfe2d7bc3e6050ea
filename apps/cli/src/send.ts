// One way out: every request of the command line goes through here, bounded in time and size, never redirected, and its
// failures become one sentence.
import { CommandError } from './command-error.ts'
import { printable } from './output/printable.ts'

export type Request = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type Reply = {
  readonly status: number
  /** What the answer says as JSON; undefined when it is empty or no JSON. */
  readonly body: unknown
}

const TIMEOUT = 30_000
const MAX_ANSWER = 16 * 1024 * 1024
/** Longest wait before the one retry, milliseconds. */
const MAX_WAIT = 10_000

const causeOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return 'it does not answer'
  if (cause.name === 'TimeoutError') return `no answer within ${TIMEOUT / 1000} s`
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  if (code === 'ECONNREFUSED') return 'nothing listens there. Is Symbolon running? See symbolon start --help'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no such host'
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') return 'the connection broke'
  if (/CERT|SIGNATURE|ISSUER/.test(code))
    return 'its certificate is not trusted here; name its authority in NODE_EXTRA_CA_CERTS'
  return printable(cause.message || code || 'it does not answer')
}

const readBody = async (response: Response): Promise<string> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > MAX_ANSWER) throw new Error('the answer is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const waitFor = (response: Response): number => {
  const seconds = Number(response.headers.get('retry-after') ?? '1')
  return Math.min(Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : 1000, MAX_WAIT)
}

/**
 * Sends one request and reads the answer. Too many requests (429) and a server that is not ready (503) get one more try.
 *
 * @throws CommandError when there is no answer
 */
export async function send(url: string, request: Request = {}): Promise<Reply> {
  try {
    const ask = () => fetch(url, { ...request, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) })
    let response = await ask()
    if (response.status === 429 || response.status === 503) {
      await response.body?.cancel()
      await new Promise((resolve) => setTimeout(resolve, waitFor(response)))
      response = await ask()
    }
    return { status: response.status, body: parse(await readBody(response)) }
  } catch (error) {
    const { origin } = new URL(url)
    throw new CommandError(`No usable answer from ${origin}/: ${causeOf(error)}.`)
  }
}

/** The text at `name` in an answer; undefined when there is none. */
export const textAt = (body: unknown, name: string): string | undefined => {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
  return typeof value === 'string' ? value : undefined
}
