// The documentation as tests read it.
import { globSync, readFileSync } from 'node:fs'

/** Every Markdown file of the repository, by its path from the root. */
export const pages = (): readonly string[] =>
  globSync('**/*.md', {
    exclude: (path) => path.split('/').some((part) => part === 'node_modules' || part === 'data'),
  }).sort()

export const readPage = (path: string): string => readFileSync(path, 'utf8')

/** The text without fenced code, where nothing is a heading or a link. */
export const withoutCode = (text: string): string => text.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1\s*$/gm, '')

/** The section under this heading, as far as the next of the same rank or above. Throws when there is none. */
export function section(text: string, heading: string): string {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading)
  if (start < 0) throw new Error(`No section ${heading}`)
  const rank = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 0
  const length = lines.slice(start + 1).findIndex((line) => (/^(#+) /.exec(line)?.[1]?.length ?? 99) <= rank)
  return lines.slice(start, length < 0 ? undefined : start + 1 + length).join('\n')
}

/** The anchors that a page offers, as the common Markdown renderers make them from headings. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const counts = new Map<string, number>()
  const anchors = [...withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const words = heading.toLowerCase().replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    const anchor = words.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')
    const count = counts.get(anchor) ?? 0
    counts.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  })
  return new Set(anchors)
}

export type Example = { readonly language: string; readonly code: string; readonly line: number }

/** The fenced blocks behind a `<!-- run -->`, which no reader sees. */
export const runnable = (text: string): readonly Example[] =>
  [...text.matchAll(/^<!-- run -->\n+```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = '', 2: code = '', index }) => ({
      language,
      code,
      line: text.slice(0, index).split('\n').length,
    }),
  )
