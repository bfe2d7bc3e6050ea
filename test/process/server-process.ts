// The real thing: what `npm start` runs, in a process of its own, in a folder of its own.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after } from 'node:test'
import { until } from '../wire/until.ts'
import '../wire/secrets-not-stored.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const START: string = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts.start

/** The arguments of `node` in the start script, with the path of the program from the root. */
const ARGUMENTS = START.split(' ')
  .slice(1)
  .map((word) => (word.startsWith('-') ? word : join(ROOT, word)))

export type Environment = Readonly<Record<string, string>>

export type ServerProcess = {
  readonly child: ChildProcess
  readonly output: () => string
  readonly errors: () => string
  /** The exit code; the name of the signal where one ended it. */
  readonly exited: Promise<number | string>
  /** Waits for the line that says so; rejects when the process ends before. */
  readonly ready: () => Promise<void>
  readonly kill: (signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL') => Promise<number | string>
}

const running = new Set<ChildProcess>()
// A test that failed leaves its processes behind.
after(() => running.forEach((child) => child.kill('SIGKILL')))

/** Starts Symbolon in `cwd` with no setting but those in `environment`. */
export function startProcess(cwd: string, environment: Environment = {}): ServerProcess {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [...ARGUMENTS], {
    cwd,
    env: { PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  let over = false
  const exited = new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => {
      over = true
      running.delete(child)
      resolve(code ?? signal ?? 'unknown')
    })
  })
  return {
    child,
    output: () => output,
    errors: () => errors,
    exited,
    ready: async () => {
      await until('the server is ready', () => over || output.includes('Symbolon is ready at '))
      if (!output.includes('Symbolon is ready at ')) throw new Error(`It has ended: ${errors}${output}`)
    },
    kill: (signal) => {
      child.kill(signal)
      return exited
    },
  }
}

/** A new folder, and how to remove it. */
export function newFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'symbolon-process-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export type Shown = { readonly client_id: string; readonly client_secret: string }

/** The credentials in what a first start printed; undefined when it printed none. */
export function shownCredentials(output: string): Shown | undefined {
  const client_id = /^ {2}client_id +(\S+)$/m.exec(output)?.[1]
  const client_secret = /^ {2}client_secret +(\S+)$/m.exec(output)?.[1]
  return client_id && client_secret ? { client_id, client_secret } : undefined
}

/** The lines in JSON that the server has written for its operator. */
export const logLines = (output: string): readonly Record<string, unknown>[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))

/** A token request for the demo API. */
export const askToken = (issuer: string, credentials: Shown, more: Record<string, string> = {}): Promise<Response> =>
  fetch(`${issuer}oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      audience: 'https://api.example.com/',
      ...credentials,
      ...more,
    }),
  })

export async function statusOf(response: Response): Promise<number> {
  await response.text()
  return response.status
}
