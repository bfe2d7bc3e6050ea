// The token endpoint, asked by a public client. RFC 6749, section 3.2.
import type { Prover } from './dpop.ts'
import { LoginError } from './errors.ts'

export type TokenAnswer = {
  readonly access_token: string
  readonly token_type: string
  /** Seconds. */
  readonly expires_in: number
  readonly scope?: string
  readonly refresh_token?: string
  readonly id_token?: string
}

/** Milliseconds before a request whose answer was lost is made again. */
const PAUSES = [300, 1500] as const

const isAnswer = (value: unknown): value is TokenAnswer => {
  const { access_token, token_type, expires_in } = Object(value)
  return typeof access_token === 'string' && /^(?:bearer|dpop)$/i.test(token_type) && typeof expires_in === 'number'
}

export type Asking = {
  readonly prover: Prover | undefined
  /** Whether the same request may be made again when the answer was lost: a code is good once, a refresh token is not lost. */
  readonly isRepeatable: boolean
}

/**
 * Tokens for what `parameters` hold.
 *
 * @throws LoginError `unreachable`, `bad_answer`, or the issuer's own code
 */
export async function requestTokens(
  url: string,
  parameters: Readonly<Record<string, string>>,
  { prover, isRepeatable }: Asking,
): Promise<TokenAnswer> {
  const pauses = isRepeatable ? PAUSES : []
  const first = await send(url, parameters, prover, pauses)
  const isAskedForNonce = first.response.status === 400 && prover?.learn(first.response) === true
  const { response, text } = isAskedForNonce ? await send(url, parameters, prover, pauses) : first
  const answer = parsed(text)
  if (response.ok && isAnswer(answer)) return answer
  const { error, error_description } = Object(answer)
  if (response.ok || typeof error !== 'string') {
    throw new LoginError(
      response.status >= 500 ? 'unreachable' : 'bad_answer',
      `The issuer answered ${response.status}`,
    )
  }
  throw new LoginError(error, typeof error_description === 'string' ? error_description : error)
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An answer that has arrived as a whole: one that was cut off in the middle is lost as well. */
type Whole = { readonly response: Response; readonly text: string }

async function send(
  url: string,
  parameters: Readonly<Record<string, string>>,
  prover: Prover | undefined,
  pauses: readonly number[],
): Promise<Whole> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: prover ? { dpop: await prover.prove('POST', url) } : {},
      body: new URLSearchParams(parameters),
      credentials: 'omit',
      cache: 'no-store',
    })
    const whole = { response, text: await response.text() }
    if (response.status < 500) return whole
    const [pause, ...later] = pauses
    return pause === undefined ? whole : await sendAfter(pause, url, parameters, prover, later)
  } catch (error) {
    if (error instanceof LoginError) throw error
    const [pause, ...later] = pauses
    if (pause === undefined) throw new LoginError('unreachable', 'The issuer did not answer')
    return sendAfter(pause, url, parameters, prover, later)
  }
}

async function sendAfter(
  pause: number,
  url: string,
  parameters: Readonly<Record<string, string>>,
  prover: Prover | undefined,
  later: readonly number[],
): Promise<Whole> {
  await new Promise((resolve) => setTimeout(resolve, pause))
  return send(url, parameters, prover, later)
}
