// JSON as a signed text may use it: RFC 8259, with the names in every object unique. Two readers of a text with a name
// given twice may see different values, and so may a verifier and the program behind it.

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const COMMA = 0x2c
const COLON = 0x3a

const isEscaped = (text: string, at: number): boolean => {
  let from = at
  while (text.charCodeAt(from - 1) === BACKSLASH) from -= 1
  return (at - from) % 2 === 1
}

const endOfString = (text: string, start: number): number => {
  let at = text.indexOf('"', start + 1)
  while (isEscaped(text, at)) at = text.indexOf('"', at + 1)
  return at
}

const nameOf = (quoted: string): string => (quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1))

/** Whether any object in `text`, which must be valid JSON, has a name twice, however its characters are escaped. */
export const hasDuplicateNames = (text: string): boolean => {
  // One entry for every open object or array; arrays have no names.
  const open: (Set<string> | undefined)[] = []
  let expectsName = false
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case OPEN_OBJECT:
        open.push(new Set())
        expectsName = true
        break
      case OPEN_ARRAY:
        open.push(undefined)
        expectsName = false
        break
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        open.pop()
        break
      case COMMA:
        expectsName = open.at(-1) !== undefined
        break
      case COLON:
        expectsName = false
        break
      case QUOTE: {
        const end = endOfString(text, at)
        const names = expectsName ? open.at(-1) : undefined
        if (names !== undefined) {
          const name = nameOf(text.slice(at, end + 1))
          if (names.has(name)) return true
          names.add(name)
        }
        at = end
        break
      }
    }
  }
  return false
}

export type JsonObject = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Names that `text`, valid JSON, has at most: each is followed by a colon, and a string may look as if it were. Infinity for text with a gap there. */
const mostNames = (text: string): number => {
  if (text.includes(' :') || text.includes('\n:') || text.includes('\t:') || text.includes('\r:')) return Infinity
  let names = 0
  for (let at = text.indexOf('":'); at !== -1; at = text.indexOf('":', at + 2)) names += 1
  return names
}

/** Levels that are counted by recursion; what is deeper is for the scan, which needs no stack. */
const DEEPEST = 32

/** Names of all objects in `value`, where a name that stood twice is one; NaN when it is too deep to say. */
const namesIn = (value: object, depth = 0): number => {
  if (depth > DEEPEST) return Number.NaN
  const own = Object.keys(value)
  let names = Array.isArray(value) ? 0 : own.length
  for (const name of own) {
    const member = (value as Readonly<Record<string, unknown>>)[name]
    if (typeof member === 'object' && member !== null) names += namesIn(member, depth + 1)
  }
  return names
}

/** The object that `text` spells; undefined when it is no JSON, no object, or has a name twice anywhere. */
export const parseUniqueJsonObject = (text: string): JsonObject | undefined => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(value)) return undefined
  return mostNames(text) === namesIn(value) || !hasDuplicateNames(text) ? value : undefined
}
