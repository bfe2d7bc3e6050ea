// Documents as values: what comes out of the database can be shared by everybody because nobody can change it.

const freeze = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return
  for (const inner of Object.values(value)) freeze(inner)
  Object.freeze(value)
}

/** The JSON value in `text`, frozen through and through. */
export const parseFrozen = (text: string): unknown => {
  const value: unknown = JSON.parse(text)
  freeze(value)
  return value
}
