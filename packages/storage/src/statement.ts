// Statements of which every word stands in the source, for what is asked all the time: their text is made once, only parameters come anew,
// and on SQLite they need no promise. What is put together of parts is Kysely's `sql`.
import { CompiledQuery } from 'kysely'

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

/** How statements become text where parameters are written as `placeholder` says; `at` counts from one. */
export const createTexts = (placeholder: (at: number) => string): ((statement: Statement) => string) => {
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
