// What is said, as JSON.

const texts = new WeakMap<object, string>()

/** JSON of `said`. What is frozen stays as it is: should it be answered again, it need not be written again. */
export const jsonText = (said: object): string => {
  if (!Object.isFrozen(said)) return JSON.stringify(said)
  const known = texts.get(said)
  if (known !== undefined) return known
  const text = JSON.stringify(said)
  texts.set(said, text)
  return text
}
