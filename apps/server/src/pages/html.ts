// pages: what people see. Plain HTML from the server, the same with and without JavaScript. This file makes markup out of templates,
// in which a value can be nothing but what its place allows: text, one attribute's value, or an address that runs nothing.

/** Markup that a template made. `imageOrigins` are the foreign hosts that its pictures come from, for the page's policy. */
export class Html {
  // Nothing that only looks like it is it.
  readonly #markup: string
  readonly imageOrigins: readonly string[]

  constructor(markup: string, imageOrigins: readonly string[]) {
    this.#markup = markup
    this.imageOrigins = imageOrigins
  }

  get markup(): string {
    return this.#markup
  }
}

/** What {@link attributes} made. */
class Attributes {
  readonly #markup: string

  constructor(markup: string) {
    this.#markup = markup
  }

  get markup(): string {
    return this.#markup
  }
}

type Content = Html | string | number | undefined | false

type Value = Content | readonly Content[] | Attributes

/** Where a value stands: between tags, in the quotes of an attribute, in those of an address, or between attributes. */
type Place = 'text' | 'attribute' | 'url' | 'tag'

const URL_ATTRIBUTES: ReadonlySet<string> = new Set(['href', 'src', 'action', 'formaction'])

const placesOf = new WeakMap<TemplateStringsArray, readonly Place[]>()

/**
 * Markup from a template. Where a value stands decides how it is written; undefined and false write nothing.
 *
 * @throws TypeError for a value where none can be safe (in a script, in a style, without quotes), or of a kind that cannot stand there
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  let places = placesOf.get(strings)
  if (!places) placesOf.set(strings, (places = readPlaces(strings)))
  const origins: string[] = []
  let markup = strings[0] ?? ''
  for (const [at, value] of values.entries()) markup += write(places[at], value, origins) + (strings[at + 1] ?? '')
  return new Html(markup, origins)
}

/** Attributes of one tag. Those that are undefined or false are left out, and true is written without a value. */
export function attributes(values: Readonly<Record<string, string | number | boolean | undefined>>): Attributes {
  const written = Object.entries(values).map(([name, value]) => {
    if (!/^[a-z][a-z-]*$/.test(name) || /^(?:on|style$|srcdoc$|srcset$)/.test(name)) {
      throw new TypeError(`No attribute of a page: ${name}`)
    }
    if (value === undefined || value === false) return ''
    if (value === true) return ` ${name}`
    return ` ${name}="${URL_ATTRIBUTES.has(name) ? escape(safeUrl(String(value))) : escape(String(value))}"`
  })
  return new Attributes(written.join(''))
}

/** A picture of a host that somebody has chosen. It learns nothing of the page that shows it. */
export function picture(url: string, alt: string, className: string): Html {
  const { markup } = html`<img class="${className}" src="${url}" alt="${alt}" referrerpolicy="no-referrer">`
  return new Html(markup, [new URL(url).origin])
}

/** The markup of a page whose pictures may come from `origin` too. */
export const withImageOrigin = ({ markup, imageOrigins }: Html, origin: string): Html =>
  new Html(markup, [...imageOrigins, origin])

function write(place: Place | undefined, value: Value, origins: string[]): string {
  if (value === undefined || value === false) return ''
  if (place === 'tag') {
    if (value instanceof Attributes) return value.markup
  } else if (typeof value === 'string' || typeof value === 'number') {
    return escape(place === 'url' ? safeUrl(String(value)) : String(value))
  } else if (place === 'text' && value instanceof Html) {
    origins.push(...value.imageOrigins)
    return value.markup
  } else if (place === 'text' && Array.isArray(value)) {
    return value.map((part: Content) => write(place, part, origins)).join('')
  }
  throw new TypeError(`A value of this kind cannot stand in the place of a ${place}.`)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

// What a parser would drop or replace, it never gets to see.
const UNWRITABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]/g // oxlint-disable-line no-control-regex

const escape = (text: string): string =>
  text
    .toWellFormed()
    .replace(UNWRITABLE, '\ufffd')
    .replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '')

/** Where an address of another kind leads. */
const NOWHERE = 'about:invalid'

/** A path of this server, or an absolute address that runs nothing. Browsers skip control characters and read `\` as `/`. */
const safeUrl = (url: string): string =>
  /^(?:\/(?!\/)|[?#]|https?:\/\/|mailto:)/i.test(url) && !/[\0-\x20\x7f\\]/.test(url) ? url : NOWHERE // oxlint-disable-line no-control-regex

/** Elements whose content is not read as text with entities. */
const RAW = /^(?:script|style|iframe|noscript|xmp|plaintext|template)\b/

/** The place of each value, from what stands before it. Written for our own templates, so it refuses what they do not need. */
function readPlaces(strings: TemplateStringsArray): readonly Place[] {
  let reading: Reading = { tag: undefined, attribute: undefined, isRaw: false }
  return strings.slice(0, -1).map((piece, at) => {
    for (const character of piece) reading = readOn(reading, character)
    return placeOf(reading, piece, strings[at + 1] ?? '')
  })
}

type Reading = {
  /** What has been read of an open tag, without the values in quotes. */
  readonly tag: string | undefined
  /** The attribute whose quotes are open. */
  readonly attribute: string | undefined
  readonly isRaw: boolean
}

function readOn({ tag, attribute, isRaw }: Reading, character: string): Reading {
  if (tag === undefined) return { tag: character === '<' ? '' : undefined, attribute, isRaw }
  if (attribute !== undefined) return { tag, attribute: character === '"' ? undefined : attribute, isRaw }
  if (character === '>') return { tag: undefined, attribute, isRaw: RAW.test(tag) }
  if (character === '"') return { tag: `${tag}"`, attribute: /\s([a-z-]+)=$/.exec(tag)?.[1] ?? '', isRaw }
  return { tag: tag + character, attribute, isRaw }
}

function placeOf({ tag, attribute, isRaw }: Reading, before: string, after: string): Place {
  if (!isRaw && tag === undefined) return 'text'
  if (!isRaw && attribute !== undefined && !/^$|^(?:on|style$|srcdoc$|srcset$)/.test(attribute)) {
    if (!URL_ATTRIBUTES.has(attribute)) return 'attribute'
    // Only a whole address can be judged.
    if (before.endsWith('"') && after.startsWith('"')) return 'url'
  }
  const isBetween = attribute === undefined && /^[a-z][a-z0-9]*(?:\s[^=']*(?:="[^=']*)*)?$/.test(tag ?? '')
  if (!isRaw && isBetween) return 'tag'
  throw new TypeError(`No value can stand here: ${before}`)
}
