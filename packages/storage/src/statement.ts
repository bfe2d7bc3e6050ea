// Statements of which every word stands in the source, for what is asked all the time: their text is made once, only parameters come anew,
// and on SQLite they need no promise. What is put together of parts is Kysely's `sql`.
import { CompiledQuery } from 'kysely'
import type { Opening } from './opening.ts'

export type Parameter = string | number | null

export type Statement = {
  readonly words: TemplateStringsArray
  readonly parameters: readonly Parameter[]
}

/** A statement whose parameters stand between its words. */
export const statement = (words: TemplateStringsArray, ...parameters: readonly Parameter[]): Statement => ({
  words,
  parameters,
})

/** How the parameter of this number, from one on, is written. */
export const placeholderIn = (dialect: Opening['dialect']): ((at: number) => string) =>
  dialect === 'postgres' ? (at) => `$${at}` : () => '?'

/** How statements become text of a dialect. */
export const createTexts = (dialect: Opening['dialect']): ((statement: Statement) => string) => {
  const placeholder = placeholderIn(dialect)
  const texts = new WeakMap<TemplateStringsArray, string>()
  return ({ words }) => {
    const known = texts.get(words)
    if (known !== undefined) return known
    const text = words.reduce((before, after, at) => before + placeholder(at) + after)
    texts.set(words, text)
    return text
  }
}

/** The same for Kysely, which hands it on to its driver as it is. */
export const compiled = <R>(text: string, { parameters }: Statement): CompiledQuery<R> =>
  CompiledQuery.raw(text, [...parameters]) as CompiledQuery<R>
