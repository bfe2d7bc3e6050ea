// Answers of one turn of the event loop go out together: a client that sleeps is woken once for all of them, which costs a
// third less than once for each. Not more than a few wait, so that they do not grow old in memory.

const MOST_WAITING = 8

let waiting: (() => void)[] = []

/** Runs `write` at the end of this turn, or sooner when enough others wait. */
export function sendTogether(write: () => void): void {
  const count = waiting.push(write)
  if (count === 1) setImmediate(sendWaiting)
  else if (count === MOST_WAITING) sendWaiting()
}

function sendWaiting(): void {
  const writes = waiting
  waiting = []
  for (const write of writes) write()
}
