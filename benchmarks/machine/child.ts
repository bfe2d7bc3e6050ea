import { spawn } from 'node:child_process'

/** How a program of ours is started: its file, its arguments, and where it may run. */
export type Program = {
  /** Path of a TypeScript file; it runs on the Node of this process. */
  readonly script: string
  readonly arguments?: readonly string[]
  /** Flags for Node. */
  readonly flags?: readonly string[]
  /** Added to our own environment, from which every setting of Symbolon has been removed. */
  readonly environment?: Readonly<Record<string, string>>
  /** Cores to pin it to, in the words of taskset. */
  readonly cores?: string | undefined
}

export type Child = AsyncDisposable & {
  readonly pid: number
  /** `performance.now()` just before the process was made. */
  readonly startedAt: number
  /** Rejects when the process ends before `stop` was called. */
  readonly ended: Promise<never>
  /** Ends exactly this process: politely, then after five seconds for certain. It is also what disposes of it. */
  stop(): Promise<void>
}

const complaintLimit = 4000

function environmentOf(program: Program): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('SYMBOLON_') && name !== 'NODE_OPTIONS')
  return { ...Object.fromEntries(own), NODE_ENV: 'production', ...program.environment }
}

function launch(program: Program, stdout: 'ignore' | 'pipe') {
  const line = [process.execPath, ...(program.flags ?? []), program.script, ...(program.arguments ?? [])]
  const [command = '', ...rest] = program.cores === undefined ? line : ['taskset', '-c', program.cores, ...line]
  const child = spawn(command, rest, { env: environmentOf(program), stdio: ['ignore', stdout, 'pipe'] })
  let complaint = ''
  child.stderr?.on('data', (text) => (complaint = (complaint + text).slice(-complaintLimit)))
  const exit = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${program.script}: ${error.message}`))
    child.once('close', (code, signal) => resolve(`${program.script} ended (${code ?? signal}) ${complaint}`))
  })
  return { child, exit }
}

/** Starts a server and lets it run. */
export function startServer(program: Program): Child {
  const startedAt = performance.now()
  const { child, exit } = launch(program, 'ignore')
  let stopping = false
  const ended = new Promise<never>((_, reject) => {
    void exit.then((how) => stopping || reject(new Error(how)))
  })
  ended.catch(() => undefined) // whoever waits for the server races against this; nobody has to
  const stop = async (): Promise<void> => {
    stopping = true
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), 5000)
    await exit
    clearTimeout(force)
  }
  return { pid: child.pid ?? 0, startedAt, ended, stop, [Symbol.asyncDispose]: stop }
}

/** Runs a program to its end and answers with its standard output. Throws with its standard error when there is none. */
export async function runProgram(program: Program): Promise<string> {
  const { child, exit } = launch(program, 'pipe')
  let output = ''
  child.stdout?.on('data', (text) => (output += text))
  const how = await exit
  if (child.exitCode !== 0) throw new Error(how)
  return output
}
