// The texts of a page where a tenant says something else. reference: Management API, section 19.
import type { CustomText } from '@symbolon/core/collections'
import type { Texts } from '@symbolon/texts/en'
import { SHOWN_TEXTS } from '@symbolon/texts/screens'

type Names = { readonly client: string; readonly tenant: string }

/** Names in the way Auth0 writes them, put in; those of the page itself in our way. What a name says is no name again. */
const withNames = (text: string, { client, tenant }: Names): string =>
  text.replaceAll(/\$\{(clientName|companyName|email)\}/g, (_whole, name: string) =>
    name === 'clientName' ? client : name === 'companyName' ? tenant : '{email}',
  )

/** `texts` with what `custom` says instead. What is blank says nothing. */
export function withCustomTexts(texts: Texts, custom: readonly CustomText[], names: Names): Texts {
  const changed = new Map<string, string>(Object.entries(texts))
  for (const { prompt, screens } of custom) {
    for (const [screen, keys] of Object.entries(SHOWN_TEXTS[prompt] ?? {})) {
      for (const [key, shown] of Object.entries(keys)) {
        const text = Object.hasOwn(screens, screen) ? screens[screen]?.[key] : undefined
        if (text !== undefined && text.trim() !== '') changed.set(shown, withNames(text, names))
      }
    }
  }
  // The same keys as before, each with a text.
  return Object.fromEntries(changed) as Texts
}
