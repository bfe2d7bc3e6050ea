// What is known already, or will be. Who asks for what is remembered waits for nothing: each promise on the way to an answer costs
// as much memory as the answer itself.

export type Soon<T> = T | Promise<T>

/** What `make` makes of the value, at once where it is there. What `make` throws is then thrown, and else rejected with. */
export const whenKnown = <T, U>(value: Soon<T>, make: (value: T) => Soon<U>): Soon<U> =>
  value instanceof Promise ? value.then(make) : make(value)

/** The same for two values that are asked for side by side. */
export const whenBothKnown = <T, S, U>(one: Soon<T>, other: Soon<S>, make: (one: T, other: S) => Soon<U>): Soon<U> =>
  one instanceof Promise || other instanceof Promise
    ? Promise.all([one, other]).then(([first, second]) => make(first, second))
    : make(one, other)

/** What `make` comes to, or what `recover` makes of what it throws or is rejected with. */
export const unlessThrown = <T>(make: () => Soon<T>, recover: (thrown: unknown) => T): Soon<T> => {
  try {
    const made = make()
    return made instanceof Promise ? made.catch(recover) : made
  } catch (thrown) {
    return recover(thrown)
  }
}
