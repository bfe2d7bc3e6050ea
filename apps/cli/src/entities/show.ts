// A document for people and for programs. Secrets are never among it, but for one that was made a moment ago.
import type { Document } from '@symbolon/protocol/entities/entity'
import { isDocument } from '../management-client.ts'
import { printable, printableJson, shown } from '../output/printable.ts'
import { labelled } from '../output/table.ts'
import type { Terminal } from '../terminal.ts'

const SECRETS = ['client_secret', 'signing_secret']

/** Most characters of one value that people are shown. */
const LONGEST = 600
/** Most characters of a list of structures. */
const LONGEST_LIST = 200

/** Without its secrets. */
export const withoutSecrets = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).filter(([field]) => !SECRETS.includes(field)))

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

const isListOfMaps = (value: unknown): value is readonly object[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'object' && item !== null)

const valueText = (field: string, value: unknown): string => {
  if (field === 'scopes' && isListOfMaps(value)) {
    return valueText('', value.map((scope) => String(Reflect.get(scope, 'value'))).join(' '))
  }
  if (isListOfMaps(value) && JSON.stringify(value).length > LONGEST_LIST) return `${value.length}, see --json`
  const text = field === 'scope' && Array.isArray(value) ? printable(value.join(' ')) : shown(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters; whole with --json)` : text
}

/** A structure takes a line for each of its fields. */
const opened = ([field, value]: readonly [string, unknown]): readonly (readonly [string, unknown])[] =>
  isDocument(value)
    ? Object.entries(value).map(([inner, below]) => [`${field}.${inner}`, below] as const)
    : [[field, value] as const]

/** Field by field, what is empty left out. */
export const documentLetter = (document: Document, columns: number | undefined): string =>
  labelled(
    Object.entries(document)
      .flatMap(opened)
      .filter(([, value]) => !isEmpty(value))
      .map(([field, value]) => [printable(field), valueText(field, value)]),
    columns,
  ).join('\n')

type Manner = {
  readonly json: boolean
  /** Just now, with a secret that is shown this once. */
  readonly made?: boolean
  /** All that people are shown of it; undefined: everything. */
  readonly brief?: readonly string[] | undefined
}

const only = (document: Document, fields: readonly string[]): Document =>
  Object.fromEntries(
    [...fields, ...SECRETS].filter((field) => Object.hasOwn(document, field)).map((field) => [field, document[field]]),
  )

/** Writes `document` as asked for. */
export function showDocument(document: Document, { json, made = false, brief }: Manner, terminal: Terminal): void {
  // An application that proves itself by none has no use for a secret, and a page of it no place for one.
  const isPublic = document['token_endpoint_auth_method'] === 'none'
  const open = made && !isPublic ? document : withoutSecrets(document)
  terminal.write(json ? printableJson(open) : documentLetter(brief ? only(open, brief) : open, terminal.columns))
  if (made && !json && SECRETS.some((field) => Object.hasOwn(open, field))) {
    terminal.remark('The secret is shown this once. Keep it where only those who need it can read it.')
  }
}
