// audit: lines of the tenant log. Flows write them, when they know how it ended. reference: Management API, sections 4 and 15.
import type { LogEventType } from '@symbolon/protocol/auth0/log-events'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import { locationOf } from '../place.ts'
import type { Ports } from '../ports.ts'

type LogPorts = Pick<Ports, 'now' | 'random' | 'findPlace'>

/** What a line says, apart from when: undefined is as good as absent. */
export type LogFacts = { readonly type: LogEventType } & {
  readonly [F in Exclude<keyof LogEvent, 'log_id' | 'date' | 'type'>]?: LogEvent[F] | undefined
}

type Sequence = { readonly origin: string; millisecond: number; prefix: string; count: number }

const ORIGIN_DIGITS = 27
const COUNT_DIGITS = 10

// One for each source of randomness, that is one for each running server: 10,000 lines a second cannot each ask for random bytes.
const sequences = new WeakMap<Ports['random'], Sequence>()

const decimalDigits = (bytes: Buffer): string =>
  BigInt(`0x${bytes.toString('hex')}`)
    .toString()
    .padStart(ORIGIN_DIGITS, '0')
    .slice(-ORIGIN_DIGITS)

const sequenceOf = (random: Ports['random']): Sequence => {
  let sequence = sequences.get(random)
  if (!sequence) {
    sequence = { origin: decimalDigits(random(16)), millisecond: -1, prefix: '', count: 0 }
    sequences.set(random, sequence)
  }
  return sequence
}

/** `yyMMddHHmmssSSS`, UTC. */
const timeDigits = (millisecond: number): string => new Date(millisecond).toISOString().replace(/\D/g, '').slice(2, 17)

/** Before all ids of lines of this millisecond and after all of those before. */
export const logIdsFrom = (millisecond: number): string => `9002${timeDigits(millisecond)}`

/** 56 digits, each greater than the one before, even when the clock goes back. */
const nextLogId = (random: Ports['random'], now: number): string => {
  const sequence = sequenceOf(random)
  if (now > sequence.millisecond) {
    sequence.millisecond = now
    sequence.prefix = `9002${timeDigits(now)}`
    sequence.count = 0
  }
  sequence.count += 1
  return sequence.prefix + String(sequence.count).padStart(COUNT_DIGITS, '0') + sequence.origin
}

/** Characters of one text. */
const MAX_TEXT = 1024

/** Bytes of all texts of a line, nearly; what stands at its top comes first. */
const MAX_EVENT = 15_000

/** Bytes that a value or a name takes at least, with what JSON puts around it: so their number has a bound as well. */
const LEAST = 8

const MAX_DEPTH = 8
const CUT = '…'

/** `text` at most `length` characters long, and a copy: a slice would keep the whole of a request in memory. */
export const cutText = (text: string, length: number): string =>
  text.length <= length ? text : Buffer.from(text.slice(0, length) + CUT).toString()

/** What somebody else's server says, for a line: printable, and no longer than `most` characters. */
export const foreignText = (value: unknown, most = 200): string =>
  typeof value === 'string' ? cutText(value.toWellFormed().replace(/\p{Cc}/gu, ' '), most) : ''

type Left = { bytes: number }

const keptText = (text: string, left: Left): string => {
  const fits = text.length <= MAX_TEXT && Buffer.byteLength(text) <= left.bytes
  // Where it is nearly full, as if each character took the most that it can.
  const kept = fits ? text : cutText(text, Math.min(MAX_TEXT, Math.max(0, Math.floor(left.bytes / 3))))
  left.bytes -= LEAST + Buffer.byteLength(kept)
  return kept
}

const kept = (value: unknown, left: Left, depth: number): unknown => {
  if (typeof value === 'string') return keptText(value, left)
  left.bytes -= LEAST
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0) return CUT
  if (Array.isArray(value)) {
    const items: unknown[] = []
    for (const item of value) {
      if (left.bytes <= 0) return [...items, CUT]
      items.push(kept(item, left, depth - 1))
    }
    return items
  }
  const members: [string, unknown][] = []
  for (const [name, inner] of Object.entries(value)) {
    if (left.bytes <= 0) return Object.fromEntries([...members, [CUT, CUT]])
    if (inner !== undefined) members.push([keptText(name, left), kept(inner, left, depth - 1)])
  }
  return Object.fromEntries(members)
}

/**
 * A line of the tenant log that happens now. Texts are cut at 1024 characters, and details where the line would become longer
 * than about 16 KB.
 */
export const newLogEvent = (ports: LogPorts, facts: LogFacts): LogEvent => {
  const { now, random } = ports
  const date = Math.trunc(now())
  const said: Record<string, unknown> = {}
  let texts = 0
  for (const name in facts) {
    const value = facts[name as keyof LogFacts]
    if (value === undefined) continue
    const text = typeof value === 'string' ? cutText(value, MAX_TEXT) : value
    if (typeof text === 'string') texts += text.length
    said[name] = text
  }
  if (facts.details) said['details'] = kept(facts.details, { bytes: MAX_EVENT - texts }, MAX_DEPTH)
  const location_info = locationOf(ports, facts.ip)
  if (location_info) said['location_info'] = location_info
  return { ...said, log_id: nextLogId(random, date), date, type: facts.type }
}
