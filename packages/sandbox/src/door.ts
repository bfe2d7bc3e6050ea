// The one door into a machine: our own functions in there, called from outside. What goes wrong comes back in words.
import { JSException, type JSValueHandle } from 'quickjs-wasi'
import type { Vm } from './engine.ts'
import type { Execution } from './execution.ts'

/** To start a program, by its name, or to go on with one. */
export type Work = Execution['program'] | 'fire' | 'answer'

/** To ask for what it has answered, or for what its scripts have done. */
type Question = 'result' | 'steps'

export type Door = Readonly<Record<Work | Question, JSValueHandle>>

export type Values = readonly (string | number)[]

/** JSON. */
export const NO_STEPS = '[]'

/** What a turn led to: the program's answer in JSON, if it has given one, or what went wrong. */
export type Turn = { readonly answer?: string | undefined; readonly trouble?: string }

/** Lets scripts run until nothing is left to do at once. */
export const callIn = (vm: Vm, name: Work, values: Values): Turn => {
  const { quickjs, door } = vm
  const handles: JSValueHandle[] = []
  try {
    for (const value of values) {
      handles.push(typeof value === 'string' ? quickjs.newString(value) : quickjs.newNumber(value))
    }
    quickjs.callFunction(door[name], quickjs.undefined, ...handles).dispose()
    quickjs.executePendingJobs()
    return { answer: textOf(vm, 'result') }
  } catch (error) {
    return { trouble: crashOf(error) }
  } finally {
    for (const handle of handles) handle.dispose()
  }
}

/** What scripts have done so far, JSON: our own part of the machine still knows, and scripts have no say in it. */
export const stepsSoFar = (vm: Vm): string => {
  try {
    return textOf(vm, 'steps') ?? NO_STEPS
  } catch (error) {
    crashOf(error)
    return NO_STEPS
  }
}

const textOf = ({ quickjs, door }: Vm, question: Question): string | undefined => {
  const told = quickjs.callFunction(door[question], quickjs.undefined)
  const text = told.isUndefined ? undefined : told.toString()
  told.dispose()
  return text
}

const crashOf = (error: unknown): string => {
  if (error instanceof JSException) {
    const message = `${error.name}: ${error.message}`.slice(0, 500)
    error.dispose()
    return message
  }
  return error instanceof Error ? error.message.slice(0, 500) : 'The script took its machine with it'
}
