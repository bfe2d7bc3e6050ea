// How the input of a program travels: as JSON, and beside it one document as a text of its own, which the program reads by itself. Rules
// look whether their user is still that very text; actions each begin with the event anew.
import type { Execution } from './execution.ts'

const DOCUMENT = { rules: 'user', actions: 'event', hook: undefined } as const

type Texts = { readonly input: string; readonly document?: string | undefined }

/** The input of an execution, as JSON. */
export const textsOf = ({ program, input }: Pick<Execution, 'program' | 'input'>): Texts => {
  const name = DOCUMENT[program]
  if (name === undefined) return { input: JSON.stringify(input) }
  const { [name]: document, ...rest } = input as Readonly<Record<string, unknown>>
  return { input: JSON.stringify(rest), document: JSON.stringify(document) }
}
