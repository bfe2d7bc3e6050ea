// Tokens that have been believed, by their whole text: nothing can collide with it, and comparing it costs less than hashing it.
// One memory belongs to one validator, and so to one policy. security.md E7

export type Memory<T> = {
  readonly get: (token: string) => T | undefined
  readonly set: (token: string, entry: T) => void
  readonly delete: (token: string) => void
}

/** Holds at most `most`. What nobody has asked for while half as many came in is forgotten. */
export function newMemory<T>(most: number): Memory<T> {
  // Looking into an empty map still means reading the whole token.
  if (most === 0) return { get: () => undefined, set: () => undefined, delete: () => undefined }
  const half = Math.ceil(most / 2)
  let young = new Map<string, T>()
  let old = new Map<string, T>()

  const set = (token: string, entry: T): void => {
    if (young.size >= half) {
      old = young
      young = new Map()
    }
    young.set(token, entry)
  }

  return {
    get: (token) => {
      const entry = young.get(token)
      if (entry !== undefined || old.size === 0) return entry
      const found = old.get(token)
      if (found !== undefined) {
        old.delete(token)
        set(token, found)
      }
      return found
    },
    set,
    delete: (token) => {
      young.delete(token)
      old.delete(token)
    },
  }
}
