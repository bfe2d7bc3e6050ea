// The one door into a machine: our own functions in there, called from outside. What goes wrong comes back in words.
import { JSException, type JSValueHandle } from 'quickjs-wasi'
import type { Vm } from './engine.ts'
import type { Execution } from './execution.ts'

/** To start a program, by its name, or to go on with one. */
export type Work = Execution['program'] | 'fire' | 'answer' | 'steps'

export type Door = Readonly<Record<Work, JSValueHandle>>

export type Values = readonly (string | number)[]

/** JSON. */
export const NO_STEPS = '[]'

/** Lets scripts run until nothing is left to do at once; what went wrong, if anything did. */
export const callIn = ({ quickjs, door }: Vm, name: Work, values: Values): string | undefined => {
  const handles: JSValueHandle[] = []
  try {
    for (const value of values) {
      handles.push(typeof value === 'string' ? quickjs.newString(value) : quickjs.newNumber(value))
    }
    quickjs.callFunction(door[name], quickjs.undefined, ...handles).dispose()
    quickjs.executePendingJobs()
    return undefined
  } catch (error) {
    return crashOf(error)
  } finally {
    for (const handle of handles) handle.dispose()
  }
}

/** What scripts have done so far, JSON: our own part of the machine still knows, and scripts have no say in it. */
export const stepsSoFar = ({ quickjs, door }: Vm): string => {
  try {
    const told = quickjs.callFunction(door.steps, quickjs.undefined)
    const text = told.toString()
    told.dispose()
    return text
  } catch (error) {
    crashOf(error)
    return NO_STEPS
  }
}

const crashOf = (error: unknown): string => {
  if (error instanceof JSException) {
    const message = `${error.name}: ${error.message}`.slice(0, 500)
    error.dispose()
    return message
  }
  return error instanceof Error ? error.message.slice(0, 500) : 'The script took its machine with it'
}
