// Texts with stars in them, in the words of each database.
import { type RawBuilder, sql } from 'kysely'
import type { Desk } from '../desk.ts'

type Words = RawBuilder<unknown>

/** The first text, in byte order, that comes after all that begin with `prefix`; undefined when there is none. */
const afterPrefix = (prefix: string): string | undefined => {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  while (points.length > 0) {
    const last = points.pop() ?? 0
    if (last < 0x10_ff_ff) return String.fromCodePoint(...points, last === 0xd7_ff ? 0xe0_00 : last + 1)
  }
  return undefined
}

/** `abc*`: what stands before the star, when it is the only one and at the end. */
export const prefixOf = (pattern: string): string | undefined =>
  pattern.indexOf('*') === pattern.length - 1 && pattern.length > 1 ? pattern.slice(0, -1) : undefined

/** `*@example.com`: what stands behind the at sign. */
export const domainOf = (pattern: string): string | undefined => /^\*@([^*@]+)$/.exec(pattern)?.[1]

const beginsWith = (text: Words, prefix: string): Words => {
  const end = afterPrefix(prefix)
  return end === undefined ? sql`${text} >= ${prefix}` : sql`(${text} >= ${prefix} and ${text} < ${end})`
}

/** Whether `text` is like `pattern`, in which a star stands for any text. */
export const isLike = ({ dialect }: Desk, text: Words, pattern: string): Words => {
  const prefix = prefixOf(pattern)
  if (prefix !== undefined) return beginsWith(text, prefix)
  if (!pattern.includes('*')) return sql`${text} = ${pattern}`
  // SQLite's LIKE takes small letters and capitals for the same.
  if (dialect === 'sqlite') return sql`${text} glob ${pattern.replaceAll(/[?[]/g, '[$&]')}`
  return sql`${text} like ${pattern.replaceAll(/[\\%_]/g, String.raw`\$&`).replaceAll('*', '%')}`
}
