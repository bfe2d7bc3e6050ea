// A token, written out for people.
import { printable, shown } from '../output/printable.ts'
import { labelled } from '../output/table.ts'
import { moment } from '../output/time-words.ts'
import { isTimeClaim, wordFor } from './claim-words.ts'
import { recognize } from './recognize.ts'

type Fields = Readonly<Record<string, unknown>>

/** Most characters of one value, and of one name, that people are shown. */
const LONGEST_VALUE = 2000
const LONGEST_NAME = 40

const shorten = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text

const rowsOf = (fields: Fields, now: number): readonly (readonly string[])[] =>
  Object.entries(fields).map(([name, value]) => [
    shorten(printable(name), LONGEST_NAME),
    wordFor(name),
    isTimeClaim(name) && typeof value === 'number' ? moment(value, now) : shorten(shown(value), LONGEST_VALUE),
  ])

/**
 * Header and claims with their meaning, times in words.
 *
 * @param size of the token, bytes
 * @param now seconds since the epoch
 * @param columns to fit into; undefined: no bound
 */
export function tokenLetter(
  { header, claims }: { readonly header: Fields; readonly claims: Fields },
  size: number,
  now: number,
  columns: number | undefined,
): string {
  const inHeader = rowsOf(header, now)
  const rows = labelled([...inHeader, ...rowsOf(claims, now)], columns, '  ')
  const title = `${recognize(header, claims).kind}, ${size} bytes`
  return [title, '', 'Header', ...rows.slice(0, inHeader.length), '', 'Claims', ...rows.slice(inHeader.length)].join(
    '\n',
  )
}
