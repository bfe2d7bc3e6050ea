// The rows of an import's file as a whole: which of them name somebody again, and what of one is told when it could not be imported.
import { FORMS } from '../users/normalize.ts'

const NAMES = { ...FORMS, user_id: (text: string) => text }

const isObject = (row: unknown): row is Readonly<Record<string, unknown>> =>
  typeof row === 'object' && row !== null && !Array.isArray(row)

/** Rows that have an identifier of a row before them, and which. */
export function repeatedRows(rows: readonly unknown[]): ReadonlyMap<number, string> {
  const seen = new Set<string>()
  const repeated = new Map<number, string>()
  for (const [at, row] of rows.entries()) {
    if (!isObject(row)) continue
    for (const [kind, form] of Object.entries(NAMES)) {
      const value = row[kind]
      const key = typeof value === 'string' ? form(value) : undefined
      if (key === undefined) continue
      if (seen.has(`${kind} ${key}`) && !repeated.has(at)) repeated.set(at, kind)
      seen.add(`${kind} ${key}`)
    }
  }
  return repeated
}

/** Members that are, or may be, secrets, wherever in a row they stand. */
const SECRET = /pass|pwd|hash|salt|secret|mfa|otp|token|key|credential|private/i

/** Longest row that is told whole, as JSON. */
const MAX_SHOWN = 4096

/** Deeper than any row that can be imported: what lies below is not told. */
const MAX_DEPTH = 12

const withoutSecrets = (value: unknown, depth = 0): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return null
  if (Array.isArray(value)) return value.map((item: unknown) => withoutSecrets(item, depth + 1))
  const open = Object.entries(value).filter(([name]) => !SECRET.test(name))
  return Object.fromEntries(open.map(([name, inner]) => [name, withoutSecrets(inner, depth + 1)]))
}

/** A row without its password, without whatever else may be a secret, and without what is too long to tell: then by its identifiers. */
export function shownRow(row: unknown): unknown {
  const shown = withoutSecrets(row) ?? null
  if (JSON.stringify(shown).length <= MAX_SHOWN) return shown
  if (!isObject(shown)) return null
  const isShort = ([name, value]: readonly [string, unknown]): boolean =>
    Object.hasOwn(NAMES, name) && typeof value === 'string' && value.length <= 320
  return Object.fromEntries(Object.entries(shown).filter(isShort))
}
