// The rules behind the five levels, in the words and codes of Auth0's own checker, which login boxes translate by code.

export type PolicyLevel = 'none' | 'low' | 'fair' | 'good' | 'excellent'

type CharacterClass = { readonly code: string; readonly message: string; readonly pattern: RegExp }

const LOWER = { code: 'lowerCase', message: 'lower case letters (a-z)', pattern: /[a-z]/ }
const UPPER = { code: 'upperCase', message: 'upper case letters (A-Z)', pattern: /[A-Z]/ }
const NUMBERS = { code: 'numbers', message: 'numbers (i.e. 0-9)', pattern: /[0-9]/ }
const SPECIAL = {
  code: 'specialCharacters',
  message: 'special characters (e.g. !@#$%^&*)',
  pattern: /[^A-Za-z0-9]/,
}

type Level = {
  readonly length: number
  /** Classes of which at least `atLeast` must occur. */
  readonly classes?: readonly CharacterClass[]
  readonly atLeast?: number
  /** Equal characters in a row. */
  readonly identical?: number
}

export const LEVELS: Readonly<Record<PolicyLevel, Level>> = {
  none: { length: 1 },
  low: { length: 6 },
  fair: { length: 8, classes: [LOWER, UPPER, NUMBERS], atLeast: 3 },
  good: { length: 8, classes: [LOWER, UPPER, NUMBERS, SPECIAL], atLeast: 3 },
  excellent: { length: 10, classes: [LOWER, UPPER, NUMBERS, SPECIAL], atLeast: 3, identical: 2 },
}

type Item = { readonly code: string; readonly message: string }

type Rule = {
  readonly code: string
  /** With %d and %s where `format` goes. */
  readonly message: string
  readonly format?: readonly (number | string)[]
  readonly items?: readonly CharacterClass[]
  readonly holds: (password: string) => boolean
}

/** A rule as a client reads it; `verified` says whether the password keeps it. */
export type RuleReport = {
  readonly code: string
  readonly message: string
  readonly format?: readonly (number | string)[]
  readonly items?: readonly (Item & { readonly verified: boolean })[]
  readonly verified: boolean
}

/** The rules of a level, with another length where a connection says so. */
export function rulesOf(level: PolicyLevel, minLength: number): readonly Rule[] {
  const { classes, atLeast = 0, identical } = LEVELS[level]
  const rules: Rule[] = [
    {
      code: 'lengthAtLeast',
      message: 'At least %d characters in length',
      format: [minLength],
      holds: (password) => Array.from(password).length >= minLength,
    },
  ]
  if (classes) rules.push(classRule(classes, atLeast))
  if (identical !== undefined) {
    rules.push({
      code: 'identicalChars',
      message: 'No more than %d identical characters in a row (e.g., "%s" not allowed)',
      format: [identical, 'a'.repeat(identical + 1)],
      holds: (password) => !new RegExp(`(.)\\1{${identical}}`, 'su').test(password),
    })
  }
  return rules
}

const classRule = (classes: readonly CharacterClass[], atLeast: number): Rule => ({
  ...(atLeast === classes.length
    ? { code: 'shouldContain', message: 'Should contain:' }
    : {
        code: 'containsAtLeast',
        message: 'Contain at least %d of the following %d types of characters:',
        format: [atLeast, classes.length],
      }),
  items: classes,
  holds: (password) => classes.filter(({ pattern }) => pattern.test(password)).length >= atLeast,
})

/** All rules with what of them is kept; undefined when all are. */
export function findMissing(rules: readonly Rule[], password: string): readonly RuleReport[] | undefined {
  if (rules.every(({ holds }) => holds(password))) return undefined
  return rules.map(({ code, message, format, items, holds }) => ({
    message,
    ...(format ? { format } : {}),
    code,
    ...(items ? { items: items.map((item) => reportOf(item, password)) } : {}),
    verified: holds(password),
  }))
}

const reportOf = ({ code, message, pattern }: CharacterClass, password: string) => ({
  message,
  code,
  verified: pattern.test(password),
})

/** The rules as lines for a person. */
export const policyText = (rules: readonly Rule[]): string =>
  rules
    .flatMap(({ message, format = [], items = [] }) => {
      const values = format.values()
      const line = message.replaceAll(/%[ds]/g, () => String(values.next().value ?? ''))
      return [`* ${line}`, ...items.map((item) => ` * ${item.message}`)]
    })
    .join('\n')
