// Follows the feed of revocations as a stranger would who has read docs/revocation.md: held open, checked, taken up again where it broke.
import { setTimeout as wait } from 'node:timers/promises'
import type { RevocationPage } from '@symbolon/protocol/revocation/feed'
import { jwtVerify, type JWTVerifyGetKey } from 'jose'

export type Following = {
  /** Milliseconds on the clock of `performance` at which each key was known. */
  readonly known: ReadonlyMap<string, number>
  /** What was wrong with what it was told. */
  readonly faults: readonly string[]
  readonly position: () => number
  /** How often it has connected. */
  readonly connected: () => number
  /** Breaks its connection; it does not come back until `mend`. */
  readonly cut: () => void
  readonly mend: () => void
  readonly stop: () => Promise<void>
}

type Event = { readonly event: string; readonly id: string; readonly data: string }

const read = (block: string): Event => {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
  return { event: fields.get('event') ?? '', id: fields.get('id') ?? '', data: fields.get('data') ?? '' }
}

const NAMES = ['revocations', 'heartbeat']

async function readPage({ event, data }: Event, keys: JWTVerifyGetKey, issuer: string) {
  if (!NAMES.includes(event)) return undefined
  return (await jwtVerify<RevocationPage>(data, keys, { typ: 'revocations+jwt', issuer })).payload
}

/** What is wrong with a page, for who knows everything up to `position`. */
function faultsOf({ since, seq, events }: RevocationPage, id: string, position: number): readonly string[] {
  const isOrdered = events.every((one, at) => one.seq > (events[at - 1]?.seq ?? since) && one.seq <= seq)
  return [
    ...(since > position ? [`from ${since} when only ${position} was known`] : []),
    ...(id === String(seq) ? [] : [`the id ${id} is not ${seq}`]),
    ...(isOrdered ? [] : [`out of order between ${since} and ${seq}`]),
  ]
}

/** `connect` opens the feed at one of the servers. */
export function followFeed(
  connect: (since: number, signal: AbortSignal) => Promise<Response>,
  keys: JWTVerifyGetKey,
  issuer: string,
): Following {
  const known = new Map<string, number>()
  const faults: string[] = []
  let position = 0
  let connections = 0
  let isCut = false
  let isOver = false
  let line = new AbortController()

  const take = async (event: Event): Promise<void> => {
    const page = await readPage(event, keys, issuer)
    if (!page) return
    faults.push(...faultsOf(page, event.id, position))
    for (const { key } of page.events) if (!known.has(key)) known.set(key, performance.now())
    position = Math.max(position, page.seq)
  }
  const listen = async (): Promise<void> => {
    line = new AbortController()
    const response = await connect(position, line.signal)
    if (!response.ok || !response.body) throw new Error(`refused with ${response.status}`)
    connections += 1
    let text = ''
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        await take(read(text.slice(0, end)))
        text = text.slice(end + 2)
      }
    }
  }
  const run = async (): Promise<void> => {
    for (;;) {
      if (isOver) return
      if (!isCut) await listen().catch(() => {})
      await wait(50 + Math.random() * 100)
    }
  }
  const running = run()
  return {
    known,
    faults,
    position: () => position,
    connected: () => connections,
    cut: () => {
      isCut = true
      line.abort()
    },
    mend: () => void (isCut = false),
    stop: () => {
      isOver = true
      line.abort()
      return running
    },
  }
}
