// A person without a browser: goes wherever the server leads, keeps its cookies, and fills in the pages' forms by their contract. So
// what is shown with it works without JavaScript.
import type { Person } from './place.ts'

/** More hops than any login takes. */
const MOST_HOPS = 20

export type Visitor = {
  /** Follows `url` until it leads to `callback`, logging in and agreeing on the way; the address it led to. */
  readonly goTo: (url: URL | string, callback: string) => Promise<URL>
  /** How often a page was shown by now. */
  readonly pages: () => number
}

/** Somebody who logs in as `person` wherever it is asked who it is. */
export function newVisitor(server: string, person: Pick<Person, 'email' | 'password'>): Visitor {
  const cookies = new Map<string, string>()
  let pages = 0

  async function send(url: URL, body?: URLSearchParams): Promise<Response> {
    const headers = new Headers({ cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') })
    if (body) headers.set('origin', new URL(server).origin)
    const init = body ? { method: 'POST', body, headers } : { headers }
    const response = await fetch(url, { ...init, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) remember(cookies, cookie)
    return response
  }

  async function goTo(from: URL | string, callback: string): Promise<URL> {
    let url = new URL(from)
    let response = await send(url)
    for (let hop = 0; hop < MOST_HOPS; hop += 1) {
      const location = response.headers.get('location')
      if (location !== null) {
        url = new URL(location, url)
        if (url.href.startsWith(callback)) return url
        response = await send(url)
        continue
      }
      pages += 1
      const html = await response.text()
      const answer = fillIn(html, person)
      if (answer === undefined) throw new Error(`${url.pathname} is no page to fill in: ${response.status} ${html}`)
      response = await send(url, answer)
    }
    throw new Error(`${from.toString()} leads nowhere`)
  }

  return { goTo, pages: () => pages }
}

function remember(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';')
  const [name = '', ...value] = pair.split('=')
  const over = attributes.some((attribute) => /^\s*max-age=(0|-)|^\s*expires=Thu, 01 Jan 1970/i.test(attribute))
  if (over) cookies.delete(name.trim())
  else cookies.set(name.trim(), value.join('='))
}

/** The answer to a page's form: its hidden fields, who it is, and yes. */
function fillIn(html: string, { email, password }: Pick<Person, 'email' | 'password'>): URLSearchParams | undefined {
  const fields = new URLSearchParams()
  for (const [tag] of html.matchAll(/<input\b[^>]*>/g)) {
    const name = attributeOf(tag, 'name')
    if (name === 'username') fields.set(name, email)
    else if (name === 'password') fields.set(name, password)
    else if (name !== undefined && attributeOf(tag, 'type') === 'hidden')
      fields.set(name, attributeOf(tag, 'value') ?? '')
  }
  const values = [...html.matchAll(/<button\b[^>]*\bname="?action"?[^>]*>/g)].map(([tag]) => attributeOf(tag, 'value'))
  const action = ['default', 'accept'].find((value) => values.includes(value))
  if (action === undefined) return undefined
  fields.set('action', action)
  return fields
}

function attributeOf(tag: string, name: string): string | undefined {
  const [, quoted, bare] = new RegExp(`\\b${name}=(?:"([^"]*)"|([^\\s>]+))`).exec(tag) ?? []
  const text = quoted ?? bare
  return text
    ?.replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
