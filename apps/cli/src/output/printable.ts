// output: how values look on a terminal. Text from elsewhere is made harmless first: it may hold the commands that move
// cursors, ring bells and turn lines around.

// Control characters, the invisible and direction-changing ones (and the place that is kept free among them), line separators, lone
// surrogates.
const UNSAFE = /[\p{Cc}\p{Cf}\u2065\p{Zl}\p{Zp}\p{Cs}]/gu

/** `text` with every character that is not seen, or does something to a terminal, written as an escape. */
export const printable = (text: string): string =>
  text.replace(UNSAFE, (character) => {
    if (character === '\n') return '\\n'
    if (character === '\t') return '\\t'
    const code = character.codePointAt(0) ?? 0
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
  })

/** A value for people: text as it is, lists with commas between, all else as JSON. Printable. */
export const shown = (value: unknown): string => {
  if (typeof value === 'string') return printable(value)
  if (value === undefined) return ''
  const isPlainList = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')
  return printable(isPlainList ? value.join(', ') : JSON.stringify(value))
}

/** JSON for programs, which a terminal survives too: what is escaped here means the same to every parser. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value, undefined, 2)
    .split('\n')
    .map((line) =>
      line.replace(UNSAFE, (character) =>
        Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
          .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
          .join(''),
      ),
    )
    .join('\n')
