// The languages in which explain answers.
import { GERMAN } from './words.de.ts'
import { ENGLISH, type Words } from './words.en.ts'

export type { Words } from './words.en.ts'

export const EXPLAINED_IN = ['en', 'de'] as const

const TABLES: Readonly<Record<(typeof EXPLAINED_IN)[number], Words>> = { en: ENGLISH, de: GERMAN }

export const wordsIn = (language: (typeof EXPLAINED_IN)[number] = 'en'): Words => TABLES[language]
