// texts: what the server's pages and the login box say to people. A new language is one file and one line here; the types say what it must have.
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en, type Texts } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'

const TEXTS = { en, de, es, fr, ja, ar } as const satisfies Readonly<Record<string, Texts>>

/** A language that the pages speak, by its BCP 47 tag. */
export type Language = keyof typeof TEXTS

export const LANGUAGES = Object.keys(TEXTS) as readonly Language[]

export const textsOf = (language: Language): Texts => TEXTS[language]

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr')

/** The language that a tag means; `fr-CA` is spoken as `fr`. Undefined where nobody here speaks it. */
export const languageOf = (tag: string): Language | undefined => {
  const primary = tag.split(/[-_]/, 1)[0]?.toLowerCase()
  return LANGUAGES.find((language) => language === primary)
}
