// What all pages have in common: the head, who is speaking, the one heading, and the pieces that several of them are made of.
import { ICON, SCRIPT } from './assets.ts'
import { attributes, html, picture, withImageOrigin, type Html } from './html.ts'
import type { PageContext } from './page.ts'
import { plainWords } from '@symbolon/texts/plain-words'

type Page = {
  /** Also the one heading. */
  readonly title: string
  /** A title with names set apart. */
  readonly heading?: Html
  readonly lead?: Html | string | undefined
  /** Instead of the tenant's logo or name. */
  readonly above?: Html | undefined
  /** A drawing that says at a glance what the page is about. */
  readonly sign?: Html
  readonly hasProblem?: boolean
  readonly content?: Html | readonly Html[] | undefined
  readonly isWide?: boolean
  /** Paths of a stylesheet and a script of the page's own. */
  readonly stylesheet?: string
  readonly script?: string
  /** What its script has to know, by name. */
  readonly facts?: Readonly<Record<string, string>>
}

/** A whole page. */
export function layout(context: PageContext, page: Page): Html {
  const { brand, language, direction, texts } = context
  const title = page.hasProblem ? plainWords(texts.errorInTitle, { title: page.title }) : page.title
  const whole = html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<title>${title} · ${brand.name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${brand.favicon ?? ICON.path}">
<link rel="stylesheet" href="${brand.stylesheet}">
${page.stylesheet === undefined ? undefined : html`<link rel="stylesheet" href="${page.stylesheet}">`}
<script src="${SCRIPT.path}" type="module"></script>
${page.script === undefined ? undefined : html`<script src="${page.script}" type="module"></script>`}
</head>
<body>
<main ${mainAttributes(page)}>
${page.above ?? brandOf(context)}
${page.sign}
<h1>${page.heading ?? page.title}</h1>
${page.lead === undefined ? undefined : html`<p class="lead">${page.lead}</p>`}
${page.content}
</main>
</body>
</html>
`
  return brand.favicon === undefined ? whole : withImageOrigin(whole, new URL(brand.favicon).origin)
}

const mainAttributes = ({ isWide, facts = {} }: Page): ReturnType<typeof attributes> =>
  attributes({
    class: isWide ? 'card wide' : 'card',
    ...Object.fromEntries(Object.entries(facts).map(([name, fact]) => [`data-${name}`, fact])),
  })

/** The tenant, or an organization of it, by its logo; or the tenant by its name beside the mark. */
const brandOf = ({ brand }: PageContext): Html =>
  brand.logo === undefined
    ? html`<div class="brand">${MARK}<bdi>${brand.name}</bdi></div>`
    : html`<div class="brand">${picture(brand.logo, brand.logoOf, 'logo')}</div>`

/** Two halves that know each other. */
export const MARK = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path d="M15 2a13 13 0 0 0 0 26v-7l-3-3 3-3-3-3 3-3z"/><path d="M17 4v7l-3 3 3 3-3 3 3 3v7a13 13 0 0 0 0-26z"/></svg>`

const sign = (className: string, drawing: Html): Html =>
  html`<svg class="${className}" viewBox="0 0 52 52" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${drawing}</svg>`

export const DONE_SIGN = sign('sign', html`<circle cx="26" cy="26" r="23"/><path d="m16 27 7 7 13-15"/>`)
export const MAIL_SIGN = sign(
  'sign mail',
  html`<rect x="4" y="10" width="44" height="32" rx="5"/><path d="m6 15 20 15 20-15"/>`,
)
export const BAD_SIGN = sign('sign bad', html`<circle cx="26" cy="26" r="23"/><path d="M26 14v15M26 37v.5"/>`)

/** Something that concerns the whole form. `id` is what its fields name as their description. */
export const alertBox = (message: string | undefined): Html | undefined =>
  message === undefined ? undefined : html`<div class="alert" role="alert" id="problem">${message}</div>`

/** A link at the end, with the words before it. */
export const aside = (before: string | undefined, link: string, url: string): Html =>
  html`<p class="aside">${before === undefined ? undefined : html`<span>${before}</span>`}<a href="${url}">${link}</a></p>`

/** The button that a form is about. */
export const submitButton = (label: string): Html =>
  html`<button class="button" type="submit" name="action" value="default">${label}</button>`

/** One answer of several. */
export const answerButton = (label: string, action: string, isQuiet: boolean): Html =>
  html`<button class="${isQuiet ? 'button quiet' : 'button'}" type="submit" name="action" value="${action}">${label}</button>`

/** First letters, for who has no picture here. */
export const initials = (name: string): string => {
  const letters = name.split(/[\s.@_-]+/).flatMap((word) => /\p{L}|\p{N}/u.exec(word) ?? [])
  return letters.slice(0, 2).join('').toUpperCase() || '·'
}
