// The feed over HTTP: pages until there are no more, then a connection that is held open, or pages again where that cannot be had.
import { REVOCATION_HEARTBEAT, REVOCATION_PAGE_TYPE } from '@symbolon/protocol/revocation/feed'
import { fetchText, IssuerAway } from '../issuer/fetch-text.ts'
import type { KeySet } from '../issuer/key-set.ts'
import type { IssuerSettings, Settings } from '../settings.ts'
import { eventData } from './event-stream.ts'
import type { Knowledge } from './knowledge.ts'
import { readPage } from './page.ts'
import { letGo, pause } from './pause.ts'

/** The issuer is there, and has no feed. */
export class NoFeed extends Error {
  override readonly name = 'NoFeed'
}

/** Milliseconds after which a connection that says nothing is dead. */
const SILENCE = 2.5 * REVOCATION_HEARTBEAT * 1000

/** Milliseconds between two pages where no connection is held. */
const BETWEEN_PAGES = 2000

/** Pages in a row without an end: more than any issuer has. */
const MOST_PAGES = 100_000

export type Feed = {
  /** Reads until there is no more. Throws NoFeed, IssuerAway, BadPage. */
  readonly catchUp: () => Promise<void>
  /** Whether more is known to have happened than has been read. */
  readonly isBehind: () => boolean
  /** Listens until the connection ends. Throws the same. */
  readonly listen: () => Promise<void>
}

const saysThereIsNone = (error: unknown): boolean =>
  error instanceof IssuerAway &&
  error.status !== undefined &&
  error.status >= 300 &&
  error.status < 500 &&
  error.status !== 408 &&
  error.status !== 429

const PAGE = `application/${REVOCATION_PAGE_TYPE}`

/** The text of the page at `url`. */
async function fetchPage(fetch: Settings['fetch'], url: string): Promise<string> {
  try {
    const { text, type } = await fetchText(fetch, url, { headers: { accept: PAGE } })
    if (type === PAGE) return text
  } catch (error) {
    if (!saysThereIsNone(error)) throw error
  }
  throw new NoFeed('there is no feed of revocations')
}

/** A connection that is held open; undefined where the issuer gives none. */
async function connect(
  fetch: Settings['fetch'],
  url: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array> | undefined> {
  const response = await fetch(url, { headers: { accept: 'text/event-stream' }, redirect: 'manual', signal })
  const isStream = response.status === 200 && response.headers.get('content-type')?.startsWith('text/event-stream')
  if (isStream && response.body) return response.body
  await response.body?.cancel()
  return undefined
}

/** Calls `work` with a signal that is aborted when nothing has been heard for a while, or `closed` is. */
async function whileHeard(closed: AbortSignal, work: (signal: AbortSignal, heard: () => void) => Promise<void>) {
  const ending = new AbortController()
  const end = (): void => ending.abort()
  let silence = setTimeout(end, SILENCE)
  letGo(silence)
  closed.addEventListener('abort', end)
  try {
    await work(ending.signal, () => {
      clearTimeout(silence)
      silence = setTimeout(end, SILENCE)
      letGo(silence)
    })
  } finally {
    clearTimeout(silence)
    closed.removeEventListener('abort', end)
  }
}

export function newFeed(
  { issuer, revocations }: IssuerSettings,
  keys: KeySet,
  { fetch, now }: Settings,
  knowledge: Knowledge,
  closed: AbortSignal,
): Feed {
  const url = (): string => {
    const { url } = revocations
    return `${url}${url.includes('?') ? '&' : '?'}since=${knowledge.position()}`
  }

  let isBehind = false

  const take = async (text: string): Promise<void> => {
    isBehind = true
    isBehind = knowledge.take(await readPage(text, issuer, keys), now() / 1000)
  }

  const catchUp = async (): Promise<void> => {
    for (let count = 0; count < MOST_PAGES && !closed.aborted; count += 1) {
      await take(await fetchPage(fetch, url()))
      if (!isBehind) return
    }
  }

  const poll = async (): Promise<void> => {
    while (!closed.aborted) {
      await pause(BETWEEN_PAGES * (0.5 + Math.random()), closed)
      if (!closed.aborted) await catchUp()
    }
  }

  const listen = async (): Promise<void> => {
    let isHeld = true
    await whileHeard(closed, async (signal, heard) => {
      const body = await connect(fetch, url(), signal)
      isHeld = body !== undefined
      if (!body) return
      for await (const data of eventData(body)) {
        heard()
        await take(data)
      }
    })
    if (!isHeld) await poll()
  }

  return { catchUp, isBehind: () => isBehind, listen }
}
