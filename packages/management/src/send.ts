// One request, bounded in time, never redirected, tried again when the server asks for it.
import { refusalIn } from './errors.ts'

export type Sending = {
  /** Default: the platform's own. */
  readonly fetch?: typeof fetch
  /** How long one try may take, milliseconds; default 30 s. */
  readonly timeout?: number
  /** How often a request is tried again after 429, and after 503 where it may be repeated; default 3. */
  readonly retries?: number
  /** Waits; in tests something else. Milliseconds. */
  readonly pause?: (milliseconds: number) => Promise<void>
}

/** Longest wait that a server may ask for, milliseconds. */
const LONGEST_WAIT = 60_000

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** `Retry-After`, in seconds or as a date. RFC 9110 §10.2.3 */
const waitAfter = ({ headers }: Response, tries: number): number => {
  const said = headers.get('retry-after')
  const seconds = said === null || said.trim() === '' ? NaN : Number(said)
  const date = said === null ? NaN : Date.parse(said) - Date.now()
  const wanted = Number.isFinite(seconds) ? seconds * 1000 : Number.isFinite(date) ? date : 500 * 2 ** tries
  return Math.min(Math.max(wanted, 0), LONGEST_WAIT)
}

/** A request that was refused with 429 has done nothing; after a 503 only what changes nothing, or ends the same, is safe. */
const mayRepeat = (status: number, method = 'GET'): boolean =>
  status === 429 || (status === 503 && ['GET', 'PUT', 'DELETE'].includes(method))

const parsed = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The answer's JSON; undefined where it says nothing. @throws ManagementError when it is a refusal */
export async function send(url: string, request: RequestInit, sending: Sending): Promise<unknown> {
  const { timeout = 30_000, retries = 3, pause = sleep } = sending
  const ask = sending.fetch ?? fetch
  for (let tries = 0; ; tries += 1) {
    const response = await ask(url, { ...request, redirect: 'error', signal: AbortSignal.timeout(timeout) })
    const body = parsed(await response.text())
    if (response.ok) return body
    if (tries >= retries || !mayRepeat(response.status, request.method)) throw refusalIn(response.status, body)
    await pause(waitAfter(response, tries))
  }
}
