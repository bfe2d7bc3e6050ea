// Options that take an object: JSON as it is typed, or the name of a file that holds it; "-" is standard input.
import type { Document } from '@symbolon/protocol/entities/entity'
import { usageError } from '../command-error.ts'
import { isDocument } from '../management-client.ts'
import { readFileOrExplain, type Terminal } from '../terminal.ts'

/** The object that `text` spells or names. @throws CommandError that names `option` */
export async function readObject(text: string, option: string, terminal: Terminal): Promise<Document> {
  const isTyped = text.trimStart().startsWith('{')
  const json = isTyped
    ? text
    : text === '-'
      ? await terminal.readInput()
      : readFileOrExplain(text, `The file of ${option},`)
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw usageError(`What ${option} gives is no JSON.`)
  }
  if (!isDocument(value)) throw usageError(`What ${option} gives must be a JSON object: { "name": value, … }.`)
  return value
}

/** The same where every value is a text: secrets. Never says a value. @throws CommandError */
export async function readTexts(
  text: string | undefined,
  option: string,
  terminal: Terminal,
): Promise<Readonly<Record<string, string>>> {
  if (text === undefined) return {}
  const entries = Object.entries(await readObject(text, option, terminal))
  const odd = entries.find(([, value]) => typeof value !== 'string')
  if (odd) throw usageError(`What ${option} gives has a value that is no text.`)
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}
