// A tenant's HTML as the plain text that goes beside it. Linear in its length.

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

function decode(entity: string, name: string): string {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? entity
  const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : entity
}

/** What is between tags, with the addresses of links behind their text. */
export function plainTextOf(html: string): string {
  const parts: string[] = []
  let href: string | undefined
  let hidden: string | undefined
  for (const piece of html.split(/(?=<)/)) {
    const end = piece.startsWith('<') ? piece.indexOf('>') : -1
    const tag = /^<(\/?)([a-z][a-z0-9]*)/i.exec(piece)
    const name = tag?.[2]?.toLowerCase()
    if (name === hidden && tag?.[1] === '/') hidden = undefined
    else if (hidden !== undefined) continue
    if (name === 'style' || name === 'script' || name === 'head' || name === 'title') {
      if (tag?.[1] === '') hidden = name
    } else if (name === 'a') {
      if (tag?.[1] === '') href = /\shref\s*=\s*["']?([^"'\s>]+)/i.exec(piece.slice(0, end + 1))?.[1]
      else if (href !== undefined) {
        parts.push(` (${href})`)
        href = undefined
      }
    } else if (name !== undefined && /^(?:br|p|div|tr|h[1-6]|li|table|hr)$/.test(name)) parts.push('\n')
    if (hidden === undefined) parts.push(end < 0 ? piece : piece.slice(end + 1))
  }
  return parts
    .join('')
    .replaceAll(/&(#x?[\da-f]{1,6}|[a-z]{2,6});/gi, decode)
    .split('\n')
    .map((line) => line.replaceAll(/[^\S\n]+/g, ' ').trim())
    .filter((line, index, lines) => line !== '' || lines[index - 1] !== '')
    .join('\n')
    .trim()
}
