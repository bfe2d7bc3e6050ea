// One runner process as the server sees it: what it was told, what it is doing, and whether it is still there.
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startConfined } from './confined-process.ts'
import type { FromRunner, ToRunner } from './messages.ts'

export type Runner = {
  readonly send: (message: ToRunner) => void
  readonly kill: () => void
}

/** Megabytes of what a runner's own JavaScript has made last, of which nearly nothing lives on: more of it would be memory that gains nothing. */
const OWN_YOUNG = 2

const readable = (): readonly string[] => {
  const own = fileURLToPath(new URL('..', import.meta.url))
  const engine = dirname(dirname(fileURLToPath(import.meta.resolve('quickjs-wasi'))))
  return [own, dirname(engine)]
}

/** Starts a runner. `hear` gets what it says, `gone` is called once when it is no more, whatever the reason. */
export const startRunner = (hear: (message: FromRunner) => void, gone: () => void): Runner => {
  const program = new URL('runner-process.ts', import.meta.url)
  const child = startConfined(program, readable(), [`--max-semi-space-size=${OWN_YOUNG}`])
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
