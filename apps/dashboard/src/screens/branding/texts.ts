// What the branding says.
import type { Said } from '../../texts/index.ts'

export const BRANDING = {
  lead: {
    en: 'How the hosted pages look and what they say. The preview is the real page, with what you have not saved yet.',
    de: 'Wie die Seiten aussehen und was sie sagen. Die Vorschau ist die echte Seite, mit dem, was noch nicht gespeichert ist.',
  },
  look: { en: 'Look', de: 'Aussehen' },
  words: { en: 'Texts', de: 'Texte' },
  preview: { en: 'Preview', de: 'Vorschau' },
  page: { en: 'Page', de: 'Seite' },
  language: { en: 'Language', de: 'Sprache' },
  scheme: { en: 'Day or night', de: 'Tag oder Nacht' },
  light: { en: 'Day', de: 'Tag' },
  dark: { en: 'Night', de: 'Nacht' },
  theme: {
    en: 'This tenant has a theme, which has the last word about colours and logo. What you change here is the theme.',
    de: 'Dieser Mandant hat ein Theme, das über Farben und Logo das letzte Wort hat. Geändert wird hier das Theme.',
  },
  noPreview: { en: 'No preview: {why}', de: 'Keine Vorschau: {why}' },
  textsHint: {
    en: 'Empty: our own words, which stand below. {clientName} and {companyName} are filled in.',
    de: 'Leer: unsere eigenen Worte, die darunter stehen. {clientName} und {companyName} werden eingesetzt.',
  },
  prompt: { en: 'Page and screen', de: 'Seite und Ansicht' },
} as const satisfies Readonly<Record<string, Said>>

/** The pages that can be looked at, by their names on the wire. */
export const PAGES = {
  login: { en: 'Login', de: 'Anmeldung' },
  'login-id': { en: 'Login, first page of two', de: 'Anmeldung, erste von zwei Seiten' },
  'login-password': { en: 'Login, second page of two', de: 'Anmeldung, zweite von zwei Seiten' },
  signup: { en: 'Sign-up', de: 'Registrierung' },
  'reset-password': { en: 'Forgotten password', de: 'Vergessenes Passwort' },
  consent: { en: 'Consent', de: 'Zustimmung' },
  logout: { en: 'After logout', de: 'Nach der Abmeldung' },
  error: { en: 'Error', de: 'Fehler' },
} as const satisfies Readonly<Record<string, Said>>

export type PageName = keyof typeof PAGES

export const isPageName = (name: string): name is PageName => Object.hasOwn(PAGES, name)
