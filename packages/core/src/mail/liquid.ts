// The tenant's own templates, in Liquid. They see the variables they are given and nothing else: no files, no other templates, and so
// much time and memory as a mail may take. Whoever runs this keeps it apart from what others wait for.
import type { Liquid, Template } from 'liquidjs'
import { TemplateBroken, type Escape, type TemplateToRender } from '../render-template.ts'

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

// What a template has escaped itself is not escaped again.
const escapeHtml = (value: unknown): string =>
  textOf(value)
    .replaceAll(/&(?!(?:#\d+|#x[\da-f]+|[a-z]+);)/gi, '&amp;')
    .replaceAll(/[<>"']/g, (character) => ENTITIES[character] ?? character)

// A value must not become another line, or another address.
const escapeHeader = (value: unknown): string => textOf(value).replaceAll(/[\p{Cc}<>,;"]+/gu, ' ')

const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)

/** Characters, milliseconds, and about as many bytes. */
const LIMITS = { parseLimit: 200_000, renderLimit: 500, memoryLimit: 4_000_000 }

const NO_FILES = {
  readFile: async () => '',
  readFileSync: () => '',
  exists: async () => false,
  existsSync: () => false,
  resolve: (_folder: string, file: string) => file,
}

const engines = new Map<Escape, Liquid>()

// The library is loaded with the first template of a tenant's own: most tenants have none.
async function engineFor(escape: Escape): Promise<Liquid> {
  const known = engines.get(escape)
  if (known) return known
  const { Liquid } = await import('liquidjs')
  const outputEscape = escape === 'html' ? escapeHtml : escapeHeader
  const engine = new Liquid({
    ...LIMITS,
    outputEscape,
    fs: NO_FILES,
    relativeReference: false,
    ownPropertyOnly: true,
    cache: false,
  })
  engines.set(escape, engine)
  return engine
}

/**
 * The template with these variables in it, for a page or for a header.
 *
 * @throws TemplateBroken when it cannot be parsed, or takes too much
 */
export async function renderLiquid({
  template,
  variables,
  escape,
}: Omit<TemplateToRender, 'tenant_id'>): Promise<string> {
  const engine = await engineFor(escape)
  try {
    const parsed: Template[] = engine.parse(template)
    const rendered: unknown = await engine.render(parsed, { ...variables })
    return String(rendered)
  } catch (cause) {
    throw new TemplateBroken(cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : 'unknown', { cause })
  }
}
