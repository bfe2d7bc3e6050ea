// line: work that waits its turn. So much is done at once, so much may wait, and what comes then is refused instead of waited for.

/** The line is full. The caller answers 429, or does without. */
export class TooBusy extends Error {
  override readonly name = 'TooBusy'
  readonly code = 'too_busy'
}

/**
 * Does `work` when there is room for its `weight`; in the order in which it came, so that nothing heavy is overtaken for ever.
 *
 * @throws TooBusy when too many wait already
 */
export type Line = <T>(work: () => Promise<T>, weight?: number) => Promise<T>

/**
 * @param room how much weight is worked on at the same time; what is heavier than that is worked on alone
 * @param waiting works that may wait, of whatever weight
 */
export function openLine(room: number, waiting: number): Line {
  const line: { readonly begin: () => Promise<void>; readonly weight: number }[] = []
  let taken = 0

  const fits = (weight: number): boolean => taken === 0 || taken + weight <= room

  const next = (): void => {
    for (let first = line[0]; first && fits(first.weight); first = line[0]) {
      const { begin, weight } = first
      line.shift()
      taken += weight
      void begin().finally(() => {
        taken -= weight
        next()
      })
    }
  }

  return <T>(work: () => Promise<T>, weight = 1) =>
    new Promise<T>((resolve, reject) => {
      if (line.length >= waiting && (line.length > 0 || !fits(weight))) {
        reject(new TooBusy('Too much is waiting already'))
        return
      }
      const begin = async (): Promise<void> => {
        try {
          resolve(await work())
        } catch (error) {
          reject(error)
        }
      }
      line.push({ begin, weight })
      next()
    })
}
