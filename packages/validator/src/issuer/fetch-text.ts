// The one way out: no redirects, a limit in time and size, and only to URLs that the author or the issuer's metadata names.

const TIMEOUT = 5000
const MAX_BYTES = 1024 * 1024

/** The issuer could not be asked, or its answer is none. */
export class IssuerAway extends Error {
  override readonly name = 'IssuerAway'
  /** HTTP status, where it answered at all. */
  readonly status: number | undefined

  constructor(message: string, { status, cause }: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(message, cause === undefined ? {} : { cause })
    this.status = status
  }
}

export type TextAnswer = { readonly text: string; readonly type: string; readonly headers: Headers }

/** The body as text, as far as it is no longer than allowed. */
const readText = async (response: Response): Promise<string> => {
  if (!response.body) return ''
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  let text = ''
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    length += value.byteLength
    if (length > MAX_BYTES) {
      await reader.cancel()
      throw new IssuerAway(`the answer is longer than ${MAX_BYTES} bytes`)
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** What stands at `url`. Throws IssuerAway for every answer but 200. */
export async function fetchText(call: typeof fetch, url: string, init: RequestInit = {}): Promise<TextAnswer> {
  let response: Response
  try {
    response = await call(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) })
  } catch (cause) {
    throw new IssuerAway(`${new URL(url).host} cannot be reached`, { cause })
  }
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new IssuerAway(`${new URL(url).host} answered with ${response.status}`, { status: response.status })
  }
  try {
    const type = (response.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
    return { text: await readText(response), type, headers: response.headers }
  } catch (cause) {
    if (cause instanceof IssuerAway) throw cause
    throw new IssuerAway(`${new URL(url).host} broke off its answer`, { cause })
  }
}
