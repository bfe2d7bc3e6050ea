// Keywords of a tenant's files: `@@NAME@@` is a value of any kind, `##NAME##` a piece of text. auth0-deploy-cli, keyword replacement.
import { isDocument } from '../management-client.ts'

/** The value of a keyword; undefined where nobody has said one. */
export type FindKeyword = (name: string) => unknown

const VALUE = /(["']?)@@([A-Za-z_][A-Za-z0-9_]*)@@\1/g
const PIECE = /##([A-Za-z_][A-Za-z0-9_]*)##/g

/** What an export has in the place of a value that nobody is shown. */
const NOT_SHOWN = '_VALUE_NOT_SHOWN_'

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const fillValues = (text: string, find: FindKeyword): string =>
  text.replace(VALUE, (whole, _quote, name: string) => {
    const value = find(name)
    return value === undefined ? whole : JSON.stringify(value)
  })

const fillPieces = (text: string, find: FindKeyword): string =>
  text.replace(PIECE, (whole, name: string) => {
    const value = find(name)
    return value === undefined ? whole : textOf(value)
  })

/** A script or a page with its keywords filled in. */
export const fillText = (text: string, find: FindKeyword): string => fillPieces(fillValues(text, find), find)

/** The text of a JSON or YAML file with the values of its keywords; one that nobody has said stays, as a text. */
export const fillSource = (text: string, find: FindKeyword): string =>
  fillValues(text, find).replace(/(?<!["'\w@])@@([A-Za-z_][A-Za-z0-9_]*)@@(?!["'\w@])/g, '"@@$1@@"')

/** What was read from such a file, with the pieces filled in: only now, so that their values may hold quotation marks. */
export function fillParsed(value: unknown, find: FindKeyword): unknown {
  if (typeof value === 'string') return fillPieces(value, find)
  if (Array.isArray(value)) return value.map((item: unknown) => fillParsed(item, find))
  if (!isDocument(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fillParsed(inner, find)]))
}

/** The keyword for which `value` still stands, or that its value is in no export; undefined for a value of its own. */
const openIn = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  if (value === NOT_SHOWN) return 'a value that the export does not show'
  return /(?:##|@@)([A-Za-z_][A-Za-z0-9_]*)(?:##|@@)/.exec(value)?.[1]
}

/** `value` without the members that nobody has said, and the names of these, with what each waits for. */
export function withoutOpen(
  value: unknown,
  path: string,
): { readonly value: unknown; readonly open: readonly string[] } {
  const keyword = openIn(value)
  if (keyword !== undefined) return { value: undefined, open: [`${path} waits for ${keyword}`] }
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, at) => withoutOpen(item, `${path}[${at}]`))
    return {
      value: items.flatMap((item) => (item.value === undefined ? [] : [item.value])),
      open: items.flatMap(({ open }) => open),
    }
  }
  if (!isDocument(value)) return { value, open: [] }
  const members = Object.entries(value).map(([name, inner]) => [name, withoutOpen(inner, `${path}.${name}`)] as const)
  return {
    value: Object.fromEntries(
      members.filter(([, { value }]) => value !== undefined).map(([name, { value }]) => [name, value]),
    ),
    open: members.flatMap(([, { open }]) => open),
  }
}
