/** One figure of the report. */
export type Figure = {
  readonly name: string
  readonly value: number
  /** The value as people read it. */
  readonly text: string
  readonly goal?: { readonly text: string; readonly met: boolean }
}

/** The answer to one question. */
export type Section = {
  readonly name: string
  readonly title: string
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  readonly figures: readonly Figure[]
  readonly notes: readonly string[]
}

/** A value with the least it should be. */
export const atLeast = (name: string, value: number, least: number, unit = ''): Figure => ({
  name,
  value,
  text: `${round(value)}${unit}`,
  goal: { text: `at least ${least}${unit}`, met: value >= least },
})

/** A value with what it should stay below. */
export const below = (name: string, value: number, limit: number, unit = ''): Figure => ({
  name,
  value,
  text: `${round(value)}${unit}`,
  goal: { text: `below ${limit}${unit}`, met: value < limit },
})

/** A value with the most it may be. */
export const atMost = (name: string, value: number, most: number, unit = ''): Figure => ({
  name,
  value,
  text: `${round(value)}${unit}`,
  goal: { text: `at most ${most}${unit}`, met: value <= most },
})

/** A value that only informs. */
export const plain = (name: string, value: number, unit = ''): Figure => ({
  name,
  value,
  text: `${round(value)}${unit}`,
})

/** Digits that mean something: none behind the point of a large number, three of a small one. */
export function round(value: number): string {
  if (Number.isNaN(value)) return '-'
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US')
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3)
}
