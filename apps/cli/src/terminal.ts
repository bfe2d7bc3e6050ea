// What a command has around it: where it writes, whom it can ask, what time it is. Tests bring their own.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { CommandError, usageError } from './command-error.ts'
import { printable } from './output/printable.ts'

export type Terminal = {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Writes a result to standard output, and ends the line. */
  readonly write: (text: string) => void
  /** Writes a remark to standard error, and ends the line. */
  readonly remark: (text: string) => void
  /** Shows how far something is, in the place of what it showed before; nothing where nobody looks. An empty text ends it. */
  readonly progress: (text: string) => void
  /** Columns to fit into; undefined when a program reads, which gets everything. */
  readonly columns: number | undefined
  /** All of standard input, without the end of its last line. @throws CommandError when it is too much */
  readonly readInput: () => Promise<string>
  /** What a person answers; undefined when nobody is there. */
  readonly ask: (question: string) => Promise<string | undefined>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Characters of standard input that any command looks at. */
const MAX_INPUT = 2 * 1024 * 1024

const readInput = async (): Promise<string> => {
  if (process.stdin.isTTY) process.stderr.write('Type or paste it, then end with Ctrl-D on a line of its own.\n')
  let text = ''
  process.stdin.setEncoding('utf8')
  for await (const chunk of process.stdin) {
    text += chunk
    if (text.length > MAX_INPUT) throw new CommandError('Standard input is longer than 2 MiB, which is too much.')
  }
  return text.replace(/\r?\n$/, '')
}

const ask = async (question: string): Promise<string | undefined> => {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await lines.question(question)
  } finally {
    lines.close()
  }
}

/** The terminal of this process. */
export const processTerminal = (): Terminal => ({
  environment: process.env,
  write: (text) => void process.stdout.write(`${text}\n`),
  remark: (text) => void process.stderr.write(`${text}\n`),
  progress: (text) => {
    // To the beginning of the line, and empty what stood there.
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
  },
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  readInput,
  ask,
  now: Date.now,
})

/** Largest file that an option may name, characters. */
const MAX_FILE = 2 * 1024 * 1024

/** The text of the file at `path`. @throws CommandError in the words of who named it */
export function readFileOrExplain(path: string, what: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw usageError(`${what} ${printable(path)} cannot be read.`)
  }
  if (text.length > MAX_FILE) throw usageError(`${what} ${printable(path)} is longer than 2 MiB, which is too much.`)
  return text
}
