// Texts that a file of a tenant names instead of holding them.
import { basename } from 'node:path'
import type { Document } from '@symbolon/protocol/entities/entity'
import { usageError } from '../command-error.ts'
import { isDocument } from '../management-client.ts'
import { printable } from '../output/printable.ts'
import { folderOf, type SourceFolder } from './source-folder.ts'

/** What looks like the name of a file, and not like code or markup of its own. */
const isFileName = (text: string): boolean => /^\.{0,2}[\w ./()@+-]*\.(?:js|html|liquid|txt|md)$/.test(text.trim())

const textOf = (folder: SourceFolder, named: unknown, from: string): unknown => {
  if (typeof named !== 'string' || !isFileName(named)) return named
  const text = folder.text(named.trim(), folderOf(from))
  if (text !== undefined) return text
  throw usageError(`${printable(from)} names the file ${printable(basename(named))}, which is not in the folder.`)
}

/** `document`, read from the file `from`, with the text that `field` names in its place. @throws CommandError when there is none */
export const included = (folder: SourceFolder, document: Document, field: string, from: string): Document =>
  Object.hasOwn(document, field) ? { ...document, [field]: textOf(folder, document[field], from) } : document

/** A connection with its scripts, and with the letter of one that sends codes by mail. @throws CommandError */
export function scriptsIncluded(folder: SourceFolder, connection: Document, from: string): Document {
  const options = connection['options']
  if (!isDocument(options)) return connection
  const { customScripts, email } = options
  const scripts = isDocument(customScripts)
    ? Object.fromEntries(Object.entries(customScripts).map(([name, named]) => [name, textOf(folder, named, from)]))
    : undefined
  const letter = isDocument(email) ? included(folder, email, 'body', from) : undefined
  return {
    ...connection,
    options: { ...options, ...(scripts ? { customScripts: scripts } : {}), ...(letter ? { email: letter } : {}) },
  }
}
