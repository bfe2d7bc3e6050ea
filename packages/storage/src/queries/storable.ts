// Texts that both engines can keep.

/** PostgreSQL cannot keep a NUL and neither engine half a surrogate pair: no row has such a value. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** `text` as the value of a column; throws where it cannot be kept. */
export const storable = (name: string, text: string): string => {
  if (!isStorable(text)) throw new TypeError(`${name} has characters that cannot be stored.`)
  return text
}
