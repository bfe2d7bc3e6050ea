// How deep a JSON text is nested, without reading it: what is read by recursion elsewhere must have an end.

/** Levels that anything a script hands out may have. */
export const DEEPEST = 100

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/** Where the string that begins at `from` ends. */
const endOfString = (text: string, from: number): number => {
  let at = from + 1
  while (at < text.length) {
    const end = text.indexOf('"', at)
    if (end < 0) return text.length
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes += 1
    if (escapes % 2 === 0) return end
    at = end + 1
  }
  return at
}

/** Whether the text, which is valid JSON, has more levels than `most`. */
export const isDeeperThan = (text: string, most: number): boolean => {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (OPENING.has(code)) depth += 1
    else if (CLOSING.has(code)) depth -= 1
    if (depth > most) return true
  }
  return false
}
