// What the tenant's code had done when somebody was refused, for whoever asks why. A refusal travels as an error; this goes with it.
import type { StepRecord } from './step-record.ts'

type Records = () => readonly StepRecord[]

const byRefusal = new WeakMap<object, Records>()

/** The refusal, which knows that `done` came before whatever it knows already. */
export function refusedAfter<E>(refusal: E, done: Records): E {
  if (!(refusal instanceof Error)) return refusal
  const known = byRefusal.get(refusal)
  byRefusal.set(refusal, () => [...done(), ...(known?.() ?? [])])
  return refusal
}

/** Whether it is code that says no. */
export const isRefusalOfCode = (refusal: object): boolean => byRefusal.has(refusal)

/** What had been done; nothing for a refusal that has nothing to do with code. */
export const recordsOfRefusal = (refusal: object): readonly StepRecord[] => byRefusal.get(refusal)?.() ?? []
