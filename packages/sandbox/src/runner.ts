// One runner process as the server sees it: what it was told, what it is doing, and whether it is still there.
import { fork, type ChildProcess } from 'node:child_process'
import { setPriority } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FromRunner, ToRunner } from './messages.ts'

export type Runner = {
  readonly send: (message: ToRunner) => void
  readonly kill: () => void
}

/** A process that does less for everybody else's good: scripts give way to the server. */
const NICENESS = 5

/** Megabytes of the runner's own JavaScript; what tenants' scripts hold is not among them. */
const OWN_MEMORY = 96

/** Megabytes of what it has made last, of which nearly nothing lives on: more of it would be memory that gains nothing. */
const OWN_YOUNG = 2

const readable = (): readonly string[] => {
  const own = fileURLToPath(new URL('..', import.meta.url))
  const engine = dirname(dirname(fileURLToPath(import.meta.resolve('quickjs-wasi'))))
  return [own, dirname(engine)]
}

/** Starts a runner. `hear` gets what it says, `gone` is called once when it is no more, whatever the reason. */
export const startRunner = (hear: (message: FromRunner) => void, gone: () => void): Runner => {
  const child: ChildProcess = fork(new URL('runner-process.ts', import.meta.url), {
    env: {},
    execArgv: [
      '--permission',
      ...readable().map((folder) => `--allow-fs-read=${folder}`),
      `--max-old-space-size=${OWN_MEMORY}`,
      `--max-semi-space-size=${OWN_YOUNG}`,
      '--disable-warning=SecurityWarning',
    ],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'json',
  })
  // The server may end while a runner idles.
  child.unref()
  child.channel?.unref()
  let isGone = false
  const leave = (): void => {
    if (isGone) return
    isGone = true
    gone()
  }
  child.on('message', (messages: readonly FromRunner[]) => messages.forEach(hear))
  child.on('exit', leave)
  child.on('error', leave)
  if (child.pid !== undefined) {
    try {
      setPriority(child.pid, NICENESS)
    } catch {
      // Some systems do not let a process do this: scripts then have the same right to the processor as everybody.
    }
  }
  // Messages cost more than what they say: those of one turn go together.
  let unsent: ToRunner[] = []
  const flush = (): void => {
    const messages = unsent
    unsent = []
    if (child.connected) child.send(messages, (error) => error && leave())
  }
  return {
    send: (message) => {
      if (unsent.push(message) === 1) setImmediate(flush)
    },
    kill: () => void child.kill('SIGKILL'),
  }
}
