// Security events by poll: a receiver says what it has, and is given what comes next. RFC 8936
import type { SignalStream } from '@symbolon/protocol/entities/signal-stream'
import type { Tenancy } from '../tenancy.ts'
import { lastPlaceOf, placeOf, securityEventToken, seqOf, signalsOf, type Signal } from './security-events.ts'

/** Revocations of one look at the database, and looks of one poll: most revocations are nothing that a receiver hears of. */
const AT_ONCE = 500
const MOST_LOOKS = 20

/** Most events of an answer. */
const MOST_EVENTS = 100

/** What a poll answers. RFC 8936 §2.4 */
export type Polled = {
  /** Security Event Tokens, by their `jti`. */
  readonly sets: Readonly<Record<string, string>>
  readonly moreAvailable?: true
}

/**
 * Takes note of what the receiver has (`settled`: each `jti` that it acknowledges or refuses), and answers with at most `most` events
 * that it has not. A stream goes on in its order: what comes behind an event that has not been settled is told again.
 */
export async function poll(
  tenancy: Tenancy,
  stream: SignalStream,
  settled: readonly string[],
  most: number = MOST_EVENTS,
): Promise<Polled> {
  const { store } = tenancy
  const start = (await store.signalStreamPlace(stream.id)) ?? lastPlaceOf(stream.begins_after)
  const places = new Set(settled.map((jti) => placeOf(stream, jti)))
  const { place, due, isAll } = await lookOn(tenancy, stream, start, places, most)
  if (place > start) await store.moveSignalStream(stream.id, place)
  const shown = due.slice(0, Math.min(most, MOST_EVENTS))
  const sets = await Promise.all(
    shown.map(async ({ event }) => [event.jti, await securityEventToken(tenancy, event)] as const),
  )
  return { sets: Object.fromEntries(sets), ...(isAll && shown.length === due.length ? {} : { moreAvailable: true }) }
}

type Look = {
  /** Up to here nothing is left to be told. */
  readonly place: number
  /** What comes then, at most one more than wanted. */
  readonly due: readonly Signal[]
  readonly isAll: boolean
}

async function lookOn(
  tenancy: Tenancy,
  stream: SignalStream,
  start: number,
  settled: ReadonlySet<number | undefined>,
  most: number,
): Promise<Look> {
  const due: Signal[] = []
  const enough = Math.min(most, MOST_EVENTS) + 1
  let place = start
  let after = Math.max(seqOf(start) - 1, 0)
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const { events, through, head } = await tenancy.store.revocationsAfter(after, AT_ONCE)
    for (const { seq, event } of events) {
      for (const signal of signalsOf(tenancy, stream, seq, event)) {
        if (signal.place <= start) continue
        if (due.length === 0 && settled.has(signal.place)) place = signal.place
        else due.push(signal)
        if (due.length === enough) return { place, due, isAll: false }
      }
    }
    if (due.length === 0 && seqOf(start) <= through) place = Math.max(place, lastPlaceOf(through))
    if (through >= head) return { place, due, isAll: true }
    after = through
  }
  return { place, due, isAll: false }
}
