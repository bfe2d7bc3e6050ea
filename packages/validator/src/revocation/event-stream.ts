// Server-sent events, as far as the feed has them. WHATWG HTML §9.2

/** Longest line and longest event, characters. */
const LONGEST = 1024 * 1024

export class StreamBroken extends Error {
  override readonly name = 'StreamBroken'
}

/** The data of each event of `body`, in order. Throws StreamBroken for a line without end. */
export async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let rest = ''
  let data: string[] = []
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop() ?? ''
      if (rest.length > LONGEST) throw new StreamBroken('an event is too long')
      for (const line of lines) {
        if (line.startsWith('data:')) data.push(line.slice(line.startsWith('data: ') ? 6 : 5))
        if (line !== '') continue
        if (data.length > 0) yield data.join('\n')
        data = []
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
