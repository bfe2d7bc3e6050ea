// For what happens in the background: asks again until there is an answer.

/** Milliseconds after which nobody waits any longer. */
const PATIENCE = 5000

/** The first answer of `ask` that is not undefined. @throws when there has been none for five seconds */
export async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + PATIENCE
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > deadline) throw new Error('Nothing came of it')
  }
}
