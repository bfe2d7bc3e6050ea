// Lines for the operator on standard output: JSON for machines, a short line for a person at a terminal.
import type { OperatorLog } from '@symbolon/core/ports'

const LEVELS = { info: 30, warn: 40, error: 50 } as const

type Output = { readonly isTTY?: boolean; write(text: string): unknown }

/** Writes lines of `level` and above to `output`. An Error among the fields is written with its stack and causes. */
export function operatorLog(level: keyof typeof LEVELS, output: Output, now: () => number): OperatorLog {
  const write = output.isTTY ? writePlain : writeJson
  return (lineLevel, message, fields = {}) => {
    if (LEVELS[lineLevel] >= LEVELS[level]) output.write(`${write(lineLevel, message, fields, now())}\n`)
  }
}

type Write = (level: string, message: string, fields: Record<string, unknown>, time: number) => string

const writeJson: Write = (level, message, fields, time) =>
  JSON.stringify({ time: new Date(time).toISOString(), level, message, ...spoken(fields) })

const writePlain: Write = (level, message, fields, time) => {
  const facts = Object.entries(spoken(fields)).map(([name, value]) => `${name}=${plain(value)}`)
  return [new Date(time).toISOString().slice(11, 19), level.padEnd(5), message, ...facts].join(' ')
}

// Control characters could forge a line.
const plain = (value: unknown): string =>
  typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) ? value : (JSON.stringify(value) ?? 'undefined')

const spoken = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, asText(value)]])),
  )

function asText(value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const cause = value.cause === undefined ? '' : `\ncaused by ${String(asText(value.cause))}`
  return `${value.stack ?? value.message}${cause}`
}
