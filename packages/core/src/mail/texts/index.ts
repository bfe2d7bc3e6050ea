// The languages of mails.
import { AR } from './ar.ts'
import { DE } from './de.ts'
import { EN } from './en.ts'
import { ES } from './es.ts'
import { FR } from './fr.ts'
import { JA } from './ja.ts'
import type { MailTexts } from './letter.ts'

const TEXTS: Readonly<Record<string, MailTexts>> = { en: EN, de: DE, es: ES, fr: FR, ja: JA, ar: AR }

export type Language = { readonly tag: string; readonly direction: 'ltr' | 'rtl'; readonly texts: MailTexts }

/** The first of `wanted`, language tags as RFC 5646 writes them, that there are texts in; English when there is none. */
export function languageFor(wanted: readonly string[]): Language {
  const tags = wanted.map((tag) => tag.toLowerCase().split('-', 1)[0] ?? '')
  const tag = tags.find((one) => Object.hasOwn(TEXTS, one)) ?? 'en'
  return { tag, direction: tag === 'ar' ? 'rtl' : 'ltr', texts: TEXTS[tag] ?? EN }
}
