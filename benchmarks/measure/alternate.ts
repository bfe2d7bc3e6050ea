/** The middle of a list; of two middles their mean. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[sorted.length >> 1] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[(sorted.length >> 1) - 1] ?? NaN) + upper) / 2
}

/**
 * Runs a round again and again: A B C, A B C. Within a round everything meets the same machine, so that a ratio is taken
 * inside each round and only then the median over rounds. The first round warms up and is not among the answers.
 */
export async function alternate<R>(rounds: number, round: (index: number) => Promise<R>): Promise<readonly R[]> {
  await round(0)
  const results: R[] = []
  for (let index = 1; index <= rounds; index++) results.push(await round(index))
  return results
}

/** Cores of neighbours up to which a measurement is believed at once. */
const quietEnough = 0.2

/** Measures again while others keep the machine busy, up to `tries` times, and answers with the quietest. */
export async function quietest<R extends { readonly neighbours?: number }>(
  tries: number,
  measure: () => Promise<R>,
): Promise<R> {
  let best = await measure()
  for (let attempt = 1; attempt < tries && (best.neighbours ?? 0) > quietEnough; attempt++) {
    const next = await measure()
    if ((next.neighbours ?? 0) < (best.neighbours ?? 0)) best = next
  }
  return best
}
