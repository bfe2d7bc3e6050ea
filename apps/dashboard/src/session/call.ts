// Calls to the Management API, and what is made of its refusals.
import { fetchAsAdministrator, ISSUER } from './client.ts'

/** What the API refused. `field` is the one that its words name. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused'
  readonly status: number
  readonly field: string | undefined

  constructor(status: number, message: string) {
    const [, problem, field] =
      /^(?:Payload|Query) validation error: '(.*)'(?: on property ([\w.[\]]*[\w\]]))?\.?$/s.exec(message) ?? []
    super(problem ?? message)
    this.status = status
    this.field = field
  }
}

const messageIn = (answer: unknown): string =>
  String(Object(answer).message ?? Object(answer).error_description ?? Object(answer).error ?? '')

/** What a response holds. @throws CallRefused */
async function read(response: Response): Promise<unknown> {
  const text = await response.text()
  const answer: unknown = text === '' ? undefined : JSON.parse(text)
  if (!response.ok) throw new CallRefused(response.status, messageIn(answer) || response.statusText)
  return answer
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** What `path` below /api/v2 answers, which is believed to be a `T`. @throws CallRefused, LoginError */
export async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const init: RequestInit =
    body === undefined
      ? { method }
      : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return (await read(await fetchAsAdministrator(`${ISSUER}api/v2${path}`, init))) as T
}

/** What the token endpoint gives an application for its own credentials. @throws CallRefused */
export async function askForToken(
  parameters: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${ISSUER}oauth/token`, { method: 'POST', body: new URLSearchParams(parameters) })
  return Object(await read(response))
}
