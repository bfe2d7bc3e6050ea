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

/** Levels that are measured by recursion; what is deeper is for the scan, which needs no stack. */
const DEEPEST = 32

/** Digits of a whole number; NaN for one that a text might spell with fewer, as 1e3. */
const digitsOf = (value: number): number => {
  if (value === 0) return 1
  if (!Number.isSafeInteger(value) || value < 0 || value % 1000 === 0) return Number.NaN
  let digits = 1
  for (let power = 10; power <= value; power *= 10) digits += 1
  return digits
}

/** Characters of the brackets around so many members, and of the commas between them. */
const enclosing = (members: number): number => (members === 0 ? 2 : members + 1)

/** Characters of the shortest JSON without escapes that spells `value`; NaN where that is not known at once. */
const shortestLength = (value: unknown, depth = 0): number => {
  if (typeof value === 'string') return value.length + 2
  if (typeof value === 'number') return digitsOf(value)
  if (value === true || value === null) return 4
  if (value === false) return 5
  if (typeof value !== 'object' || depth > DEEPEST) return Number.NaN
  if (Array.isArray(value)) {
    let length = enclosing(value.length)
    for (const member of value) length += shortestLength(member, depth + 1)
    return length
  }
  let names = 0
  let length = 0
  // Faster than a list of the names, whose values would have to be looked up.
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue
    names += 1
    length += name.length + 3 + shortestLength((value as Readonly<Record<string, unknown>>)[name], depth + 1)
  }
  return length + enclosing(names)
}

/** Whether `text`, valid JSON for `value`, has no room for a name twice: each of its parts takes at least what it takes at its shortest. */
const isWithoutRoom = (text: string, value: object): boolean =>
  shortestLength(value) === text.length && !text.includes('\\')

/** The object that `text` spells; undefined when it is no JSON, no object, or has a name twice anywhere. */
export const parseUniqueJsonObject = (text: string): JsonObject | undefined => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(value)) return undefined
  return isWithoutRoom(text, value) || !hasDuplicateNames(text) ? value : undefined
}
