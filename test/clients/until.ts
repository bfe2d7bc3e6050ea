// For what happens in the background: asks again until there is an answer.

/** Milliseconds after which nobody waits any longer. */
const PATIENCE = 60_000

/** The first answer of `ask` that is not undefined. @throws when there has been none for a minute */
export async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + PATIENCE
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() > deadline) throw new Error('Nothing came of it')
  }
}
