// texts: what the pages say, in one table for each language.
import { createContext, use } from 'react'
import { GERMAN } from './de.ts'
import { ENGLISH, type TextKey, type Texts } from './en.ts'
import type { Language, Said } from './said.ts'

export type { TextKey, Texts } from './en.ts'
export type { Language, Said } from './said.ts'

const TABLES: Readonly<Record<Language, Texts>> = { en: ENGLISH, de: GERMAN }

export const textsOf = (language: Language): Texts => TABLES[language]

const KEPT = 'symbolon-language'

/** What was chosen before, else what the browser would rather have. */
export function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'en' || kept === 'de') return kept
  return navigator.languages.find((tag) => /^(?:en|de)\b/.test(tag))?.startsWith('de') ? 'de' : 'en'
}

export const keepLanguage = (language: Language): void => localStorage.setItem(KEPT, language)

export const LanguageContext = createContext<{ language: Language; choose: (language: Language) => void }>({
  language: 'en',
  choose: () => undefined,
})

/** The words of one room of screens, which come with it and not with the first screen. */
export const useTextsOf = <T>(tables: Readonly<Record<Language, T>>): T => tables[use(LanguageContext).language]

export const useTexts = (): Texts => textsOf(use(LanguageContext).language)

/** The same for a text that is either in the tables or beside its place. */
export function useSay(): (said: TextKey | Said) => string {
  const { language } = use(LanguageContext)
  return (said) => (typeof said === 'string' ? textsOf(language)[said] : said[language])
}

/** Texts of one screen, in the language that was chosen. */
export function useSaid<T extends Readonly<Record<string, Said>>>(table: T): Readonly<Record<keyof T, string>> {
  const { language } = use(LanguageContext)
  // The same keys, each with its text.
  return Object.fromEntries(Object.entries(table).map(([key, said]) => [key, said[language]])) as Record<
    keyof T,
    string
  >
}

/** `{name}` in a text becomes what `values` has under it. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole))

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** 8000 → `2 hours, 13 minutes`: its two greatest units. */
export function inWords(seconds: number, language: Language): string {
  let rest = Math.max(0, Math.round(seconds))
  const parts: string[] = []
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0 && parts.length < 2) {
      parts.push(new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count))
    }
  }
  return parts.join(', ')
}
