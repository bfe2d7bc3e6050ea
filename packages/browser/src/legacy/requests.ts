// Requests to the embedded login's endpoints, with errors as programs written for auth0.js read them.

export type RequestError = {
  readonly code: string
  readonly description: unknown
  readonly statusCode: number
  readonly name?: string
  readonly policy?: string
}

export class RequestRefused extends Error {
  readonly refusal: RequestError

  constructor(refusal: RequestError) {
    super(refusal.code)
    this.refusal = refusal
  }
}

const refusalIn = (body: unknown, statusCode: number): RequestError => {
  const { code, error, description, error_description, message, name, policy } = Object(body)
  return {
    code: code ?? error ?? 'request_error',
    description: description ?? error_description ?? message ?? (typeof body === 'string' ? body : ''),
    statusCode,
    ...(name === undefined ? {} : { name }),
    ...(policy === undefined ? {} : { policy }),
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

async function answerTo(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, { cache: 'no-store', ...init }).catch(() => {
    throw new RequestRefused({ code: 'request_error', description: 'The issuer did not answer', statusCode: 0 })
  })
  const body = await bodyOf(response)
  if (!response.ok) throw new RequestRefused(refusalIn(body, response.status))
  return body
}

/** @param credentials - whether cookies of the issuer come and go with it @throws RequestRefused */
export const post = (url: string, body: object, credentials: RequestCredentials = 'omit'): Promise<unknown> =>
  answerTo(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    credentials,
  })

/** @throws RequestRefused */
export const getWithToken = (url: string, token: string): Promise<unknown> =>
  answerTo(url, { headers: { authorization: `Bearer ${token}` }, credentials: 'omit' })
