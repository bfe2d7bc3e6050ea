// The rows of a file with a JSON object a line, of any size: never more of it in memory than a line and what was read ahead. Also as the
// deploy and export tools compress it.
import { createReadStream, statSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip } from 'node:zlib'
import { usageError } from '../command-error.ts'
import { printable } from '../output/printable.ts'

export type FileRow = { readonly line: number; readonly text: string }

export type FileRows = {
  readonly rows: AsyncIterable<FileRow>
  /** How much of the file has been read, from 0 to 1. */
  readonly share: () => number
}

/** Longest line, characters. */
const MAX_LINE = 1024 * 1024

/** Opens the file at `path`. @throws CommandError when there is none */
export function rowsOfFile(path: string): FileRows {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat?.isFile()) throw usageError(`There is no file ${printable(path)}.`)
  let read = 0
  async function* bytes(): AsyncGenerator<Buffer> {
    const file = createReadStream(path)
    file.on('data', (chunk) => (read += chunk.length))
    if (!path.endsWith('.gz')) return yield* file as AsyncIterable<Buffer>
    const opened = createGunzip()
    file.on('error', (error) => opened.destroy(error))
    yield* file.pipe(opened) as AsyncIterable<Buffer>
  }
  async function* rows(): AsyncGenerator<FileRow> {
    const decoder = new StringDecoder('utf8')
    let rest = ''
    let line = 0
    const row = (text: string): FileRow => {
      if (line === 1 && text.startsWith('[')) throw oneALine(path)
      return { line, text }
    }
    for await (const chunk of bytes()) {
      const parts = (rest + decoder.write(chunk)).split('\n')
      rest = parts.pop() ?? ''
      for (const text of parts) {
        line += 1
        if (text.trim() !== '') yield row(text)
      }
      if (rest.length > MAX_LINE) throw usageError(`Line ${line + 1} of ${printable(path)} is longer than 1 MiB.`)
    }
    line += 1
    if (rest.trim() !== '') yield row(rest)
  }
  return { rows: explained(rows(), path), share: () => (stat.size === 0 ? 1 : Math.min(read / stat.size, 1)) }
}

const oneALine = (path: string) =>
  usageError(
    `${printable(path)} is a list, and a JSON object a line is wanted (NDJSON): jq -c '.[]' makes such a file.`,
  )

/** What the file system or the decompression throws, as a sentence. */
async function* explained(rows: AsyncIterable<FileRow>, path: string): AsyncGenerator<FileRow> {
  try {
    yield* rows
  } catch (error) {
    const isOurs = error instanceof Error && 'code' in error
    if (!isOurs) throw error
    throw usageError(`${printable(path)} cannot be read to its end.`)
  }
}
