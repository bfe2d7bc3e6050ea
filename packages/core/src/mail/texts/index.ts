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

const spoken = (tag: string): string | undefined => {
  const primary = tag.toLowerCase().split(/[-_]/, 1)[0] ?? ''
  return Object.hasOwn(TEXTS, primary) ? primary : undefined
}

/**
 * The first of `wanted`, language tags as RFC 5646 writes them, that the tenant has enabled and there are texts in; else the first that
 * it has enabled, else English.
 */
export function languageFor(wanted: readonly string[], enabled: readonly string[]): Language {
  const possible = enabled.map(spoken).filter((tag) => tag !== undefined)
  const tag = wanted.map(spoken).find((one) => one !== undefined && possible.includes(one)) ?? possible[0] ?? 'en'
  return { tag, direction: tag === 'ar' ? 'rtl' : 'ltr', texts: TEXTS[tag] ?? EN }
}
