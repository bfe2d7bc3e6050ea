// An example as its README tells people to run it: its commands, in its folder, on ports that are free.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { after } from 'node:test'
import { CLIENT_ID, CLIENT_SECRET, type TestServer } from '../server.ts'
import { until } from '../wire/until.ts'

/** The API that a new tenant has, for which all examples are. */
export const DEMO_API = 'https://api.example.com/'

/** Milliseconds that a program has to begin: a page is built first, whatever else the machine does. */
const PATIENCE = 300_000

const EXAMPLES = resolve(import.meta.dirname, '../../examples')
const BIN = resolve(import.meta.dirname, '../../node_modules/.bin')

/** Fetches the packages of an example that has some of its own, where they are not there. @throws Error with what npm said */
export async function bringPackages(example: Example): Promise<void> {
  if (!existsSync(join(example.folder, 'node_modules/.package-lock.json'))) await runCommand(example, 'npm ci', {})
}

type Environment = Readonly<Record<string, string>>

export type Example = {
  readonly folder: string
  readonly readme: string
  /** What its README says to run, in that order. */
  readonly commands: readonly string[]
}

export function readExample(name: string): Example {
  const folder = join(EXAMPLES, name)
  const readme = readFileSync(join(folder, 'README.md'), 'utf8')
  const block = /^## Run it$[\s\S]*?^```sh\n([\s\S]*?)^```$/m.exec(readme)?.[1]
  if (block === undefined) throw new Error(`The README of ${name} does not say how to run it`)
  const commands = block.replaceAll('\\\n', ' ').trimEnd().split('\n')
  return { folder, readme, commands: commands.map((command) => command.replace(/ +# .*$/, '')) }
}

/** What `text` shows for a terminal, the block that begins with `start`. */
export function shownBlock({ readme }: Example, start: string): string {
  const block = [...readme.matchAll(/^```\w*\n([\s\S]*?)\n```$/gm)].find(([, text = '']) => text.startsWith(start))
  if (block?.[1] === undefined) throw new Error(`The README shows nothing that begins with ${start}`)
  return block[1]
}

/** `npx` and `npm start` without npm, which would only find the same program; what is to be installed is there (`bringPackages`). */
function asRun({ folder }: Example, command: string): string {
  const { scripts } = Object(
    JSON.parse(command === 'npm start' ? readFileSync(join(folder, 'package.json'), 'utf8') : '{}'),
  )
  const after = command.replace(/^npm install && /, '')
  return `npx() { "$@"; }; ${command === 'npm start' ? scripts.start : after}`
}

export type Outcome = { readonly code: number | string; readonly out: string; readonly err: string }

export type Program = {
  readonly out: () => string
  readonly ended: Promise<Outcome>
  /** Waits until `isReady`; rejects when the program ends before. */
  readonly ready: (isReady: () => Promise<boolean> | boolean) => Promise<void>
  readonly stop: () => Promise<void>
}

const running = new Set<ChildProcess>()
// A test that failed leaves its programs behind.
after(() => running.forEach(endAll))

/** Ends a program and what it has started. */
const endAll = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

/** Starts a command of an example in its folder. */
export function startCommand(example: Example, command: string, environment: Environment): Program {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn('bash', ['-c', asRun(example, command)], {
    cwd: example.folder,
    // A group of its own, so that it ends with all that it has started.
    detached: true,
    env: {
      PATH: `${join(example.folder, 'node_modules/.bin')}:${BIN}:${dirname(process.execPath)}:${PATH}`,
      HOME,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let out = ''
  let err = ''
  let over = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = new Promise<Outcome>((done, fail) => {
    child.on('error', (error) => {
      over = true
      fail(error)
    })
    child.on('close', (code, signal) => {
      over = true
      running.delete(child)
      done({ code: code ?? signal ?? 'unknown', out, err })
    })
  })
  return {
    out: () => out,
    ended,
    ready: async (isReady) => {
      await until(`${command} is ready`, async () => over || isReady(), PATIENCE)
      if (over) throw new Error(`${command} has ended: ${JSON.stringify(await ended)}`)
    },
    stop: async () => {
      endAll(child)
      await ended
    },
  }
}

/** Runs a command of an example to its end. @throws when it fails */
export async function runCommand(example: Example, command: string, environment: Environment): Promise<string> {
  const { code, out, err } = await startCommand(example, command, environment).ended
  if (code !== 0) throw new Error(`${command}: ${code}\n${out}${err}`)
  return out
}

/** What people have in their terminal before they begin: the first client, and where the server is. */
export const beforehand = ({ issuer }: TestServer): Environment => ({
  SYMBOLON_URL: issuer,
  SYMBOLON_CLIENT_ID: CLIENT_ID,
  SYMBOLON_CLIENT_SECRET: CLIENT_SECRET,
  ISSUER: issuer,
  ...(process.env.NODE_EXTRA_CA_CERTS === undefined ? {} : { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS }),
})

/**
 * Makes the client as the first command says, and gives what the second one would export.
 *
 * @param ports - the port that is free in place of each one in the command
 */
export async function makeClient(
  example: Example,
  server: TestServer,
  ports: Readonly<Record<string, number>> = {},
): Promise<Environment> {
  const [create = '', exporting = ''] = example.commands
  const command = create.replace(/localhost:(\d+)/g, (host, port: string) =>
    Object.hasOwn(ports, port) ? `localhost:${ports[port]}` : host,
  )
  const printed = await runCommand(example, command, beforehand(server))
  const names = [...exporting.matchAll(/\b(?:VITE_)?(CLIENT_ID|CLIENT_SECRET)=…/g)]
  if (names.length === 0) throw new Error(`Nothing is exported by ${exporting}`)
  return Object.fromEntries(
    names.map(([text, name = '']) => {
      const value = new RegExp(`^${name.toLowerCase()} +(\\S+)$`, 'm').exec(printed)?.[1]
      if (value === undefined) throw new Error(`No ${name} among what was printed: ${printed}`)
      return [text.slice(0, text.indexOf('=')), value]
    }),
  )
}
