// Secrets in what code writes: the values that it was given as secrets are made unreadable before anything is kept or shown. What
// code has turned into something else (a hash, base64) cannot be known again.
import type { ConsoleLine } from '../kept-execution.ts'

export type Mask = (text: string) => string

const MASK = '***'

/** Below this a value counts only as a word of its own: it would be found in everything. */
const SHORT = 4

const exactly = (value: string): string => {
  const pattern = RegExp.escape(value)
  return value.length < SHORT ? `(?<![A-Za-z0-9])${pattern}(?![A-Za-z0-9])` : pattern
}

/** As it stands in JSON. */
const quoted = (value: string): string => JSON.stringify(value).slice(1, -1)

/** How much of the end of `text` is the beginning of `value`: a line is cut where it becomes too long. */
const begun = (text: string, value: string): number => {
  for (let length = Math.min(text.length, value.length - 1); length >= SHORT; length -= 1) {
    if (text.endsWith(value.slice(0, length))) return length
  }
  return 0
}

/** Hides these values, also where they stand in JSON, and also their beginning at the end of a text. */
export const maskOf = (secrets: Iterable<string>): Mask => {
  const values = [...new Set([...secrets].flatMap((value) => [value, quoted(value)]))]
    .filter((value) => value !== '')
    .toSorted((one, other) => other.length - one.length)
  if (values.length === 0) return (text) => text
  const pattern = new RegExp(values.map(exactly).join('|'), 'g')
  return (text) => {
    const masked = text.replace(pattern, MASK)
    const cut = Math.max(...values.map((value) => begun(masked, value)))
    return cut === 0 ? masked : masked.slice(0, -cut) + MASK
  }
}

export const maskLines = (lines: readonly ConsoleLine[], mask: Mask): readonly ConsoleLine[] =>
  lines.map(({ level, text }) => ({ level, text: mask(text) }))

/** Every text within a value; the names of its members stay as they are. */
export const maskWithin = (value: unknown, mask: Mask): unknown => {
  if (typeof value === 'string') return mask(value)
  if (Array.isArray(value)) return value.map((item) => maskWithin(item, mask))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, maskWithin(inner, mask)]))
}
