// A tenant's machine, in the runner: runs one execution at a time. When that has answered, questions that are open may still lead to
// something, and the next begins when they no longer do. One that was stopped or has grown is not used again.
import type { Engine, Vm } from './engine.ts'
import { callIn, NO_STEPS, stepsSoFar, type Values, type Work } from './door.ts'
import type { Execution, Failure, Limits } from './execution.ts'
import { answerHost } from './host-calls.ts'
import { askLater, clearTimer, dropTimers, nothingAwaited, setTimer, waitsForNothing, type Awaited } from './awaited.ts'

/** What becomes of an execution. */
export type Listener = {
  /** `goesOn`: something may still come of its questions. */
  readonly answered: (text: string, goesOn: boolean) => void
  /** Nothing comes any more of one that has answered and went on. */
  readonly left: () => void
  /** `steps`: what scripts had done until then, JSON. */
  readonly failed: (outcome: Failure, message: string, steps: string) => void
  /** It waits for a timer or an answer. */
  readonly waits: () => void
  readonly asks: (question: number, what: string, text: string) => void
}

/** What an execution begins with. */
export type Start = {
  readonly program: Execution['program']
  /** JSON. */
  readonly input: string
  /** JSON that the program reads by itself. */
  readonly document?: string | undefined
  /** JSON of what the input shares with others; no two have the same number. */
  readonly lasting?: { readonly number: number; readonly text: string } | undefined
  /** Sources by their key. */
  readonly scripts: ReadonlyMap<string, string>
  /** Milliseconds since the epoch, as scripts are to see it. */
  readonly now: number
  readonly limits: Limits
}

export type Machine = {
  readonly tenant: string
  /** Begins an execution; the listener hears of its end once. */
  readonly start: (what: Start, listener: Listener) => void
  readonly answer: (question: number, text: string) => void
  /** Whether it must not be used again. */
  readonly isSpoilt: () => boolean
  /** Bytes that it takes of the process. */
  readonly size: () => number
  /** Ends the execution that is under way. */
  readonly giveUp: (message: string) => void
  readonly dispose: () => void
}

/** Longest answer of a program, characters. */
const LONGEST_ANSWER = 1_000_000

/** A machine that has grown beyond this is given up when its execution ends, bytes. */
const GROWN = 12 * 1024 * 1024

type Running = {
  readonly listener: Listener
  readonly limits: Limits
  readonly scripts: ReadonlyMap<string, string>
  readonly lasting: Start['lasting']
  /** From this process's own clock to the one that scripts see, milliseconds. */
  readonly shift: number
  /** Timers and questions. */
  readonly awaited: Awaited
  /** Ends it while it waits for something. */
  deadline: NodeJS.Timeout | undefined
  /** When it must have ended, milliseconds of this process's clock. */
  readonly ends: number
  /** Milliseconds computed in the turns before this one. */
  used: number
  /** Whether that has been told. */
  hasAnswered: boolean
}

type State = {
  vm: Vm | undefined
  running: Running | undefined
  isSpoilt: boolean
  turnBegan: number
  /** Why the scripts were stopped in this turn. */
  stopped: 'cpu' | 'timeout' | undefined
}

/** Opens a machine with at most `memory` bytes. */
export const openMachine = async (engine: Engine, tenant: string, memory: number): Promise<Machine> => {
  const state: State = { vm: undefined, running: undefined, isSpoilt: false, turnBegan: 0, stopped: undefined }
  state.vm = await engine.open({
    memory,
    mustStop: () => mustStop(state),
    now: () => performance.now() + (state.running?.shift ?? performance.timeOrigin),
    host: (what, question) => hostCall(state, what, question),
  })
  return {
    tenant,
    start: (what, listener) => {
      state.running = begin(what, listener)
      const { program, input, document, lasting } = what
      const number = lasting?.number ?? 0
      takeTurn(state, program, document === undefined ? [input, number] : [input, number, document])
    },
    answer: (question, text) => {
      if (state.running?.awaited.questions.delete(question)) takeTurn(state, 'answer', [question, text])
    },
    isSpoilt: () => state.isSpoilt,
    size: () => state.vm?.size() ?? 0,
    giveUp: (message) => fail(state, 'crashed', message),
    dispose: () => {
      finish(
        state,
        failing('crashed', 'The machine was given up', () => NO_STEPS),
      )
      state.vm?.quickjs.dispose()
    },
  }
}

const tooMuch = {
  cpu: ({ cpu }: Limits): string => `The script computed for more than ${cpu} ms`,
  timeout: ({ wall }: Limits): string => `The script took more than ${wall} ms`,
}

const begin = ({ scripts, lasting, now, limits }: Start, listener: Listener): Running => {
  const began = performance.now()
  return {
    listener,
    limits,
    scripts,
    lasting,
    shift: now - began,
    awaited: nothingAwaited(),
    deadline: undefined,
    ends: began + limits.wall,
    used: 0,
    hasAnswered: false,
  }
}

/** Milliseconds that this thread has computed so far: those in which others had the processor do not count against a script. */
const computed = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

const mustStop = (state: State): boolean => {
  const { running, turnBegan } = state
  if (!running) return false
  if (running.used + computed() - turnBegan > running.limits.cpu) state.stopped = 'cpu'
  // On a machine that is too busy to let it compute for so long.
  else if (performance.now() > running.ends) state.stopped = 'timeout'
  return state.stopped !== undefined
}

const hostCall = (state: State, what: string, question: string): string => {
  const { running } = state
  if (!running) return 'null'
  const { awaited, listener } = running
  const fire = (id: number): void => {
    if (state.running === running) takeTurn(state, 'fire', [id])
  }
  if (what === 'lasting') return JSON.stringify(running.lasting?.text ?? '{}')
  if (what === 'script') return JSON.stringify(running.scripts.get(JSON.parse(question)) ?? null)
  if (what === 'later') return JSON.stringify(askLater(awaited, JSON.parse(question), listener.asks) ?? null)
  if (what === 'timer') setTimer(awaited, JSON.parse(question), fire)
  else if (what === 'untimer') clearTimer(awaited, JSON.parse(question))
  else return answerHost(what, question)
  return 'null'
}

const finish = (state: State, tell: (running: Running) => void): void => {
  const { running, vm } = state
  if (!running) return
  state.running = undefined
  clearTimeout(running.deadline)
  dropTimers(running.awaited)
  state.isSpoilt ||= (vm?.size() ?? 0) > GROWN
  tell(running)
}

/** What its listener hears of a failure: of one that has answered no more than its end. */
const failing =
  (outcome: Failure, message: string, steps: () => string) =>
  ({ listener, hasAnswered }: Running): void =>
    hasAnswered ? listener.left() : listener.failed(outcome, message, steps())

const fail = (state: State, outcome: Failure, message: string): void => {
  state.isSpoilt = true
  finish(
    state,
    failing(outcome, message, () => (state.vm ? stepsSoFar(state.vm) : NO_STEPS)),
  )
}

/** From here on it waits for something: what it has computed counts when it goes on, and it does not wait for ever. */
const suspend = (state: State, running: Running): void => {
  const { limits, ends } = running
  running.used += computed() - state.turnBegan
  running.deadline ??= setTimeout(() => fail(state, 'timeout', tooMuch.timeout(limits)), ends - performance.now())
}

const succeed = (state: State, running: Running, text: string): void => {
  if (text.length > LONGEST_ANSWER) return fail(state, 'crashed', 'The answer of the script is too large')
  dropTimers(running.awaited)
  if (waitsForNothing(running.awaited)) return finish(state, ({ listener }) => listener.answered(text, false))
  running.hasAnswered = true
  suspend(state, running)
  running.listener.answered(text, true)
}

const beginTurn = (state: State): void => {
  state.turnBegan = computed()
  state.stopped = undefined
}

/** Lets scripts run until nothing is left to do at once, then looks at what has become of them. */
const takeTurn = (state: State, name: Work, values: Values): void => {
  const { vm } = state
  if (!vm) return
  beginTurn(state)
  const { answer, trouble } = callIn(vm, name, values)
  const { running } = state
  if (!running) return
  const { awaited, limits, listener, hasAnswered } = running
  if (state.stopped) return fail(state, state.stopped, tooMuch[state.stopped](limits))
  if (trouble !== undefined) return fail(state, 'crashed', trouble)
  if (!hasAnswered && answer !== undefined) return succeed(state, running, answer)
  if (waitsForNothing(awaited)) {
    if (hasAnswered) return finish(state, () => listener.left())
    return fail(state, 'timeout', 'The script ended without calling back')
  }
  suspend(state, running)
  listener.waits()
}
