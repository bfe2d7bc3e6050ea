// Work that lies in the database until some process takes it: looked for one look at a time. Whoever asks while one goes on has another
// after it.
import type { OperatorLog } from './ports.ts'

export type LookOut = {
  /** Looks, now or when the look that goes on has ended. */
  readonly look: () => void
  /** Resolves when no look goes on. No new one begins where `isStopping` says so. */
  readonly rest: () => Promise<void>
  /** Tells the operator what went wrong, unless it is that the database is away. */
  readonly say: (cause: unknown) => void
}

/** @param trouble what the operator is told of a failure */
export function openLookOut(
  operatorLog: OperatorLog,
  trouble: string,
  isStopping: () => boolean,
  lookOnce: () => Promise<void>,
): LookOut {
  let looking: Promise<void> | undefined
  let isAskedAgain = false

  const say = (cause: unknown): void => {
    // What watches the database says that already.
    if (Object(cause).code === 'store_unavailable') return
    operatorLog('error', trouble, { cause })
  }

  function look(): void {
    isAskedAgain = true
    if (isStopping() || looking) return
    isAskedAgain = false
    looking = lookOnce()
      .catch(say)
      .finally(() => {
        looking = undefined
        if (isAskedAgain) look()
      })
  }

  return { look, rest: async () => looking, say }
}
