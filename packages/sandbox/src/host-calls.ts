// What a script can have at once from the runner: random numbers, dates and numbers in words, the text of a module, and the pieces of
// cryptography. Text in, text out; nothing here reaches further than its arguments.
import { cryptoCall } from './crypto-calls.ts'
import { moduleNames, moduleSource } from './modules.ts'

type Call = (question: unknown) => unknown

/** Random numbers of one draw. */
const DRAWN = 64

const drawNumbers = (): number[] => {
  const bits = crypto.getRandomValues(new BigUint64Array(DRAWN))
  return Array.from(bits, (word) => Number(word >> 11n) / 2 ** 53)
}

const FORMS = {
  toLocaleString: (value: number, locales: string | undefined, options: Intl.DateTimeFormatOptions) =>
    new Date(value).toLocaleString(locales, options),
  toLocaleDateString: (value: number, locales: string | undefined, options: Intl.DateTimeFormatOptions) =>
    new Date(value).toLocaleDateString(locales, options),
  toLocaleTimeString: (value: number, locales: string | undefined, options: Intl.DateTimeFormatOptions) =>
    new Date(value).toLocaleTimeString(locales, options),
  number: (value: number, locales: string | undefined, options: Intl.NumberFormatOptions) =>
    value.toLocaleString(locales, options),
} as const

const isForm = (name: unknown): name is keyof typeof FORMS => typeof name === 'string' && Object.hasOwn(FORMS, name)

const inWords: Call = (question) => {
  const { method, value, locales, options }: Readonly<Record<string, unknown>> = { ...(question as object) }
  if (!isForm(method) || typeof value !== 'number') return String(value)
  const language = typeof locales === 'string' ? locales : 'en-US'
  const chosen = typeof options === 'object' && options !== null ? options : {}
  try {
    return FORMS[method](value, language, { timeZone: 'UTC', ...chosen })
  } catch {
    // An unknown language or zone: the script gets what every engine understands.
    return method === 'number' ? String(value) : new Date(value).toISOString()
  }
}

const CALLS: Readonly<Record<string, Call>> = {
  random: drawNumbers,
  words: inWords,
  modules: moduleNames,
  module: (name) => moduleSource(String(name)) ?? null,
  crypto: cryptoCall,
}

/** The answer to a question of a script, as JSON; null for one that nobody knows. */
export const answerHost = (what: string, question: string): string => {
  const call = Object.hasOwn(CALLS, what) ? CALLS[what] : undefined
  return call ? (JSON.stringify(call(JSON.parse(question))) ?? 'null') : 'null'
}
