// audit: lines of the tenant log. Flows write them, when they know how it ended. reference: Management API, sections 4 and 15.
import type { LogEventType } from '@symbolon/protocol/auth0/log-events'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import type { Ports } from '../ports.ts'

type LogPorts = Pick<Ports, 'now' | 'random'>

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

const MAX_TEXT = 1024

const kept = (value: unknown): unknown =>
  typeof value === 'string' && value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value

/** A line of the tenant log that happens now. Texts are cut at 1024 characters. */
export const newLogEvent = ({ now, random }: LogPorts, facts: LogFacts): LogEvent => {
  const date = Math.trunc(now())
  const said: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(facts)) if (value !== undefined) said[name] = kept(value)
  return { ...said, log_id: nextLogId(random, date), date, type: facts.type }
}
