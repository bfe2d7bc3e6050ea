// Functions that call back when they are done, as programs from before promises want it.
import { RequestRefused } from './requests.ts'

/** Called once: with what went wrong, or with the result. */
export type Callback<T> = (error: unknown, result?: T | null) => void

/** Runs `work` and calls back; never from within the call itself, and what the callback throws is its own affair. */
export function answerBack<T>(
  callback: Callback<T>,
  worded: (error: unknown) => unknown,
  work: () => Promise<T | null>,
): void {
  const say = (error: unknown, result?: T | null): void => queueMicrotask(() => callback(error, result))
  void work().then(
    (result) => say(null, result),
    (error: unknown) => say(error instanceof RequestRefused ? error.refusal : worded(error)),
  )
}
