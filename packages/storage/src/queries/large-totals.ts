// How many a question finds, where they are many: counting them anew for every page would take longer than the page. For some seconds
// the number is as it was; what is small is counted each time.

/** Smaller ones are not remembered. */
const LARGE = 10_000

/** Milliseconds for which one is remembered. */
const LASTS = 10_000

/** Questions of one tenant that are remembered. */
const MOST = 100

type Total = { readonly total: number; readonly until: number }

/** The totals of one tenant. `now` in milliseconds. */
export const openLargeTotals = (now: () => number) => {
  const known = new Map<string, Total>()
  return async (question: string, count: () => Promise<number>): Promise<number> => {
    const before = known.get(question)
    if (before && now() < before.until) return before.total
    const total = await count()
    known.delete(question)
    if (total >= LARGE) known.set(question, { total, until: now() + LASTS })
    const [oldest] = known.keys()
    if (known.size > MOST && oldest !== undefined) known.delete(oldest)
    return total
  }
}
