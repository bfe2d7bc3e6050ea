// `symbolon` as people run it: the file that npm links, in a process of its own, with nothing in its environment but what a
// test says.
import { spawn, type ChildProcess } from 'node:child_process'
import { join, resolve } from 'node:path'

const BIN = join(resolve(import.meta.dirname, '../..'), 'node_modules/.bin/symbolon')

export type Ended = { readonly code: number | string; readonly out: string; readonly err: string }

export type Started = {
  readonly child: ChildProcess
  readonly out: () => string
  readonly ended: Promise<Ended>
}

type Surroundings = {
  readonly environment?: Readonly<Record<string, string>>
  /** Standard input; nothing by default. */
  readonly input?: string | Buffer
  readonly cwd?: string
  /** The program that runs the file; the test's own Node by default. */
  readonly node?: string
}

/** Starts `symbolon` with these arguments. */
export function startSymbolon(words: readonly string[], surroundings: Surroundings = {}): Started {
  const { environment = {}, input, cwd, node = process.execPath } = surroundings
  const { PATH = '' } = process.env
  const child = spawn(node, [BIN, ...words], { cwd, env: { PATH, ...environment }, stdio: 'pipe' })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  // A command may end without reading all that it was given.
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  const ended = new Promise<Ended>((done, fail) => {
    child.on('error', fail)
    child.on('close', (code, signal) => done({ code: code ?? signal ?? 'unknown', out, err }))
  })
  return { child, out: () => out, ended }
}

/** Runs `symbolon` to its end. */
export const symbolon = (words: readonly string[], surroundings: Surroundings = {}): Promise<Ended> =>
  startSymbolon(words, surroundings).ended
