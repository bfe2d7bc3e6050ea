// Tables and lists of labels, made to fit.

/** East Asian characters and pictures take two columns. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\uff01-\uff60]/u

const charWidth = (character: string): number => (WIDE.test(character) ? 2 : /\p{M}/u.test(character) ? 0 : 1)

/** Columns that `text`, which is printable, takes. */
export const widthOf = (text: string): number => {
  let width = 0
  for (const character of text) width += charWidth(character)
  return width
}

const GAP = '  '
/** No column is cut below this. */
const NARROWEST = 8

const fit = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text
  let kept = ''
  let used = 1
  for (const character of text) {
    used += charWidth(character)
    if (used > width) break
    kept += character
  }
  return `${kept}…`
}

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))

/** Takes from the widest column that may be cut, until all fit into `columns`. */
const squeeze = (widths: readonly number[], columns: number, uncut: number): readonly number[] => {
  const squeezed = [...widths]
  let excess = squeezed.reduce((sum, width) => sum + width, GAP.length * (squeezed.length - 1)) - columns
  while (excess > 0) {
    const width = Math.max(0, ...squeezed.slice(uncut))
    const widest = squeezed.indexOf(width, uncut)
    if (width <= NARROWEST) break
    squeezed[widest] = width - 1
    excess -= 1
  }
  return squeezed
}

/**
 * A table with a line of titles above. Cells must be printable; they are cut only to fit into `columns`, and the first `uncut`
 * of a row never: those are there to be copied.
 */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number | undefined,
  uncut = 1,
): string {
  const lines = [titles, ...rows]
  const natural = titles.map((_, at) => Math.max(...lines.map((line) => widthOf(line[at] ?? ''))))
  const widths = columns === undefined ? natural : squeeze(natural, columns, uncut)
  return lines
    .map((line) =>
      widths
        .map((width, at) => pad(fit(line[at] ?? '', width), width))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n')
}

/** `text` in lines of at most `width` columns, broken at spaces where there are any. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/(?<= )/)) {
    if (line !== '' && widthOf(line) + widthOf(word.trimEnd()) > width) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += word
    while (widthOf(line.trimEnd()) > width) {
      const head = headOf(line, width)
      lines.push(head)
      line = line.slice(head.length)
    }
  }
  return [...lines, line.trimEnd()]
}

const headOf = (text: string, width: number): string => {
  let head = ''
  let used = 0
  for (const character of text) {
    used += charWidth(character)
    if (used > width && head !== '') break
    head += character
  }
  return head
}

/** Rows of labels and one value each, as text: the value wrapped beside its labels. All printable. */
export function labelled(
  rows: readonly (readonly string[])[],
  columns: number | undefined,
  indent = '',
): readonly string[] {
  const labels = Math.max(...rows.map((row) => row.length)) - 1
  const widths = Array.from({ length: labels }, (_, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))))
  const margin = indent.length + widths.reduce((sum, width) => sum + width + GAP.length, 0)
  const room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(columns - margin, 20)
  return rows.map((row) => {
    const head = widths.map((width, at) => pad(row[at] ?? '', width) + GAP).join('')
    return `${indent}${head}${wrap(row[labels] ?? '', room).join(`\n${' '.repeat(margin)}`)}`.trimEnd()
  })
}
