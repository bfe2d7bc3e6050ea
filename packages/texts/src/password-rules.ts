// What a password must have, in words.
import type { TextKey, Texts } from './en.ts'
import { plainWords } from './plain-words.ts'

const RULES: ReadonlyMap<string, TextKey> = new Map([
  ['lengthAtLeast', 'ruleLength'],
  ['containsAtLeast', 'ruleClasses'],
  ['shouldContain', 'ruleClasses'],
  ['lowerCase', 'ruleLower'],
  ['upperCase', 'ruleUpper'],
  ['numbers', 'ruleNumber'],
  ['specialCharacters', 'ruleSpecial'],
  ['identicalChars', 'ruleRepeated'],
  ['dictionary', 'ruleDictionary'],
  ['personal', 'rulePersonal'],
  ['history', 'ruleHistory'],
])

/** One thing that a password must have: what the connection's policy says, and whether the last try had it. */
export type PasswordRule = {
  readonly code: string
  /** How many, where it is about a number. */
  readonly count?: number
  readonly missed?: boolean
  /** Of which `count` are enough. */
  readonly items?: readonly PasswordRule[]
}

/** Whether there are words for it. */
export const hasRuleWords = (code: string): boolean => RULES.has(code)

/** The rule by itself, without those among which it lets choose; empty for one that has no words. */
export const ruleWords = (texts: Texts, { code, count, items }: PasswordRule): string => {
  const key = RULES.get(code)
  return key === undefined ? '' : plainWords(texts[key], { count: count ?? items?.length ?? 0 })
}

const REFUSALS: ReadonlyMap<string | undefined, TextKey> = new Map([
  ['PasswordDictionaryError', 'passwordCommon'],
  ['PasswordNoUserInfoError', 'passwordPersonal'],
  ['PasswordHistoryError', 'passwordUsed'],
])

/** What is wrong with a password that was refused by an error of this name. */
export const refusedPasswordWords = (texts: Texts, name: string | undefined): string =>
  texts[REFUSALS.get(name) ?? 'passwordWeak']
