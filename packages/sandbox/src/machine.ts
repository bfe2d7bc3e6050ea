// A tenant's machine, in the runner: runs one execution at a time, and nothing of it when that has ended. One that was stopped, has
// grown or has work left over is not used again.
import { JSException } from 'quickjs-wasi'
import type { Engine, Vm } from './engine.ts'
import type { Failure, Limits } from './execution.ts'
import { answerHost } from './host-calls.ts'
import { askLater, clearTimer, dropAll, nothingAwaited, setTimer, waitsForNothing, type Awaited } from './awaited.ts'

/** What becomes of an execution. */
export type Listener = {
  readonly answered: (text: string) => void
  /** `steps`: what scripts had done until then, JSON. */
  readonly failed: (outcome: Failure, message: string, steps: string) => void
  /** It waits for a timer or an answer. */
  readonly waits: () => void
  readonly asks: (question: number, what: string, text: string) => void
}

/** What an execution begins with. */
export type Start = {
  readonly program: string
  /** JSON. */
  readonly input: string
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

const NO_STEPS = '[]'

type Running = {
  readonly listener: Listener
  readonly limits: Limits
  readonly scripts: ReadonlyMap<string, string>
  /** From this process's clock to the one that scripts see, milliseconds. */
  readonly shift: number
  /** Timers and questions. */
  readonly awaited: Awaited
  readonly deadline: NodeJS.Timeout
  /** When it must have ended, milliseconds of this process's clock. */
  readonly ends: number
  /** Milliseconds computed in the turns before this one. */
  used: number
  /** The program's answer, once it has given one. */
  result: string | undefined
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
    now: () => performance.timeOrigin + performance.now() + (state.running?.shift ?? 0),
    host: (what, question) => hostCall(state, what, question),
  })
  return {
    tenant,
    start: (what, listener) => {
      state.running = begin(state, what, listener)
      takeTurn(state, 'start', [`{"program":${JSON.stringify(what.program)},"input":${what.input}}`])
    },
    answer: (question, text) => {
      if (state.running?.awaited.questions.delete(question)) takeTurn(state, 'answer', [question, text])
    },
    isSpoilt: () => state.isSpoilt,
    size: () => state.vm?.size() ?? 0,
    giveUp: (message) => fail(state, 'crashed', message),
    dispose: () => {
      finish(state, (listener) => listener.failed('crashed', 'The machine was given up', NO_STEPS))
      state.vm?.quickjs.dispose()
    },
  }
}

const tooMuch = {
  cpu: ({ cpu }: Limits): string => `The script computed for more than ${cpu} ms`,
  timeout: ({ wall }: Limits): string => `The script took more than ${wall} ms`,
}

const begin = (state: State, { scripts, now, limits }: Start, listener: Listener): Running => ({
  listener,
  limits,
  scripts,
  shift: now - performance.timeOrigin - performance.now(),
  awaited: nothingAwaited(),
  deadline: setTimeout(() => fail(state, 'timeout', tooMuch.timeout(limits)), limits.wall),
  ends: performance.now() + limits.wall,
  used: 0,
  result: undefined,
})

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
  if (what === 'script') return JSON.stringify(running.scripts.get(JSON.parse(question)) ?? null)
  if (what === 'later') return JSON.stringify(askLater(awaited, JSON.parse(question), listener.asks) ?? null)
  if (what === 'end') running.result = question
  else if (what === 'timer') setTimer(awaited, JSON.parse(question), fire)
  else if (what === 'untimer') clearTimer(awaited, JSON.parse(question))
  else return answerHost(what, question)
  return 'null'
}

const finish = (state: State, tell: (listener: Listener) => void): void => {
  const { running, vm } = state
  if (!running) return
  state.running = undefined
  clearTimeout(running.deadline)
  dropAll(running.awaited)
  state.isSpoilt ||= (vm?.size() ?? 0) > GROWN
  tell(running.listener)
}

const fail = (state: State, outcome: Failure, message: string): void => {
  state.isSpoilt = true
  finish(state, (listener) => listener.failed(outcome, message, stepsSoFar(state)))
}

/** Our own part of the machine still knows; scripts have no say in it. */
const stepsSoFar = ({ vm }: State): string => {
  if (!vm) return NO_STEPS
  const { quickjs, door } = vm
  const work = door.getProp('steps')
  try {
    const told = quickjs.callFunction(work, quickjs.undefined)
    const text = told.toString()
    told.dispose()
    return text
  } catch (error) {
    crashOf(error)
    return NO_STEPS
  } finally {
    work.dispose()
  }
}

const succeed = (state: State, text: string): void => {
  if (text.length > LONGEST_ANSWER) return fail(state, 'crashed', 'The answer of the script is too large')
  finish(state, (listener) => listener.answered(text))
}

type Values = readonly (string | number)[]

const call = ({ quickjs, door }: Vm, name: string, values: Values): void => {
  const handles = values.map((value) =>
    typeof value === 'string' ? quickjs.newString(value) : quickjs.newNumber(value),
  )
  const work = door.getProp(name)
  try {
    quickjs.callFunction(work, quickjs.undefined, ...handles).dispose()
  } finally {
    for (const handle of [work, ...handles]) handle.dispose()
  }
  quickjs.executePendingJobs()
}

/** Calls through the door; what went wrong, if anything did. */
const attempt = (vm: Vm, name: string, values: Values): string | undefined => {
  try {
    call(vm, name, values)
    return undefined
  } catch (error) {
    return crashOf(error)
  }
}

const beginTurn = (state: State): void => {
  state.turnBegan = computed()
  state.stopped = undefined
}

/** Lets scripts run until nothing is left to do at once, then looks at what has become of them. */
const takeTurn = (state: State, name: string, values: Values): void => {
  const { vm } = state
  if (!vm) return
  beginTurn(state)
  const trouble = attempt(vm, name, values)
  const { running } = state
  if (!running) return
  running.used += computed() - state.turnBegan
  const { result, awaited, limits, listener } = running
  if (state.stopped) return fail(state, state.stopped, tooMuch[state.stopped](limits))
  if (trouble !== undefined) return fail(state, 'crashed', trouble)
  if (result !== undefined) return succeed(state, result)
  if (waitsForNothing(awaited)) return fail(state, 'timeout', 'The script ended without calling back')
  listener.waits()
}

const crashOf = (error: unknown): string => {
  if (error instanceof JSException) {
    const message = `${error.name}: ${error.message}`.slice(0, 500)
    error.dispose()
    return message
  }
  return error instanceof Error ? error.message.slice(0, 500) : 'The script took its machine with it'
}
