// A page as somebody without eyes for it reads it: its fields, what is said about them, where its forms and links lead.
import assert from 'node:assert/strict'
import type { Arrival } from './browser.ts'

const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return value
    ?.replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
}

/** The tag of the one field of that name. */
const fieldTag = ({ body }: Pick<Arrival, 'body'>, name: string): string => {
  const tags = [...body.matchAll(/<input\b[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => attribute(tag, 'name') === name)
  assert.equal(tags.length, 1, `one field ${name}`)
  return tags[0] ?? ''
}

export const hasField = ({ body }: Pick<Arrival, 'body'>, name: string): boolean => body.includes(` name="${name}"`)

/** What stands in a field. */
export const valueOf = (page: Pick<Arrival, 'body'>, name: string): string | undefined =>
  attribute(fieldTag(page, name), 'value')

/** An attribute of a field. */
export const fieldAttribute = (page: Pick<Arrival, 'body'>, field: string, name: string): string | undefined =>
  attribute(fieldTag(page, field), name)

/** What is said about a field: the texts that it names as its description. Each of them is on the page. */
export function saidAbout(page: Pick<Arrival, 'body'>, name: string): string {
  const ids = attribute(fieldTag(page, name), 'aria-describedby')?.split(' ') ?? []
  return ids
    .map((id) => {
      const text = new RegExp(`<(\\w+)[^>]*\\sid="${id}"[^>]*>([^]*?)</\\1>`).exec(page.body)?.[2]
      assert.ok(text, `the page has an element ${id}`)
      return text
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim()
    })
    .join(' ')
}

/** Where the one form of the page goes. */
export function actionOf({ body }: Pick<Arrival, 'body'>): string {
  const forms = [...body.matchAll(/<form\b[^>]*>/g)].map(([tag]) => tag)
  assert.equal(forms.length, 1, 'one form')
  return attribute(forms[0] ?? '', 'action') ?? ''
}

/** The address behind the link with this text. */
export function linkOf({ body }: Pick<Arrival, 'body'>, text: string): string {
  const link = [...body.matchAll(/<a\b([^>]*)>([^<]*)<\/a>/g)].find(([, , words]) => words === text)?.[1]
  assert.ok(link, `a link ${text}`)
  return attribute(link, 'href') ?? ''
}

/** The text of the heading. */
export const headingOf = ({ body }: Pick<Arrival, 'body'>): string =>
  (/<h1>([^]*?)<\/h1>/.exec(body)?.[1] ?? '').replace(/<[^>]*>/g, '')

/** Every address that a browser loads or may be led to from the page. */
export const addressesOf = ({ body }: Pick<Arrival, 'body'>): readonly string[] =>
  [...body.matchAll(/\s(?:href|src|action|formaction)="([^"]*)"/g)].map(([, address = '']) => address)
