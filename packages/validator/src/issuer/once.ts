// Something that is read for all who ask meanwhile, and not again for a while after it has begun.

/** Starts what `read` reads, or joins what has been started; undefined when that was done a moment ago. */
export function atMostEvery<T>(
  milliseconds: number,
  now: () => number,
  read: () => Promise<T>,
): () => Promise<T> | undefined {
  let reading: Promise<T> | undefined
  let startedAt = -Infinity
  return () => {
    if (!reading && now() - startedAt >= milliseconds) {
      startedAt = now()
      reading = read().finally(() => (reading = undefined))
      // Whoever waits for it hears of a failure; nobody has to.
      reading.catch(() => undefined)
    }
    return reading
  }
}
