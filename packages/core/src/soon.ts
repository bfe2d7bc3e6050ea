// What is known already, or will be. Who asks for what is remembered waits for nothing: each promise on the way to an answer costs
// as much memory as the answer itself.

export type Soon<T> = T | Promise<T>

/** What `make` makes of the value, at once where it is there. What `make` throws is then thrown, and else rejected with. */
export const whenKnown = <T, U>(value: Soon<T>, make: (value: T) => Soon<U>): Soon<U> =>
  value instanceof Promise ? value.then(make) : make(value)
