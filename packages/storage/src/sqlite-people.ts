// Whether anybody, in any process, may have changed or removed a user or a session (Opening.peopleMark).
import type { DatabaseSync } from 'node:sqlite'

/** How often the event loop has looked for what arrives. https://docs.libuv.org/en/v1.x/metrics.html */
const turnOfLoop = (): number => performance.nodeTiming.uvMetricsInfo.loopCount

/** Counts what happens to people in `database`. */
export const watchPeople = (database: DatabaseSync) => {
  const askVersion = database.prepare('pragma data_version')
  let changes = 0
  let version: unknown
  let askedIn: number | undefined
  return {
    /** To be told of every statement of our own that may have done it. */
    changed: (): void => {
      changes += 1
    },
    /** To be told of every commit of our own: somebody else's may have come just before it. */
    askAnew: (): void => {
      askedIn = undefined
    },
    // https://www.sqlite.org/pragma.html#pragma_data_version: tells of every commit but our own, exactly. Whoever asks in the same turn of
    // the loop is told the same, unless we have committed meanwhile: no request has been looked for since that could know of a later commit.
    mark: (): number => {
      const turn = turnOfLoop()
      if (turn === askedIn) return changes
      askedIn = turn
      const before = version
      version = askVersion.get()?.['data_version']
      if (version !== before) changes += 1
      return changes
    },
  }
}
