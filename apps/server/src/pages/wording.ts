// A text with the names that belong into it.
import { html, type Html } from './html.ts'

/** The text with its names in bold, each in its own direction, whatever the direction of the language around it. */
export const words = (text: string, names: Readonly<Record<string, string | number>>): Html =>
  html`${text.split(/(\{[a-z]+\})/).map((part) => {
    const name = /^\{[a-z]+\}$/.test(part) ? part.slice(1, -1) : ''
    const value = Object.hasOwn(names, name) ? names[name] : undefined
    return value === undefined ? part : html`<strong><bdi>${value}</bdi></strong>`
  })}`
