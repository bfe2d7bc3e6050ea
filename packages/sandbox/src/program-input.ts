// How the input of a program travels: as JSON, and beside it, where that is of use, one document as a text of its own, which the program
// reads by itself. Rules look whether their user is still that very text; actions each begin with the event anew.
import type { Execution } from './execution.ts'

type Input = Readonly<Record<string, unknown>>

/** The member that is a text of its own. Where nobody will see the user, or everybody what each rule did to it, none is. */
const documentOf = (program: Execution['program'], { traced, hidesUser }: Input): string | undefined => {
  if (program === 'actions') return 'event'
  return program === 'rules' && traced !== true && hidesUser !== true ? 'user' : undefined
}

type Texts = { readonly input: string; readonly document?: string | undefined }

/** The input of an execution, as JSON. */
export const textsOf = (execution: Pick<Execution, 'program' | 'input'>): Texts => {
  const input = execution.input as Input
  const name = documentOf(execution.program, input)
  if (name === undefined) return { input: JSON.stringify(input) }
  const { [name]: document, ...rest } = input
  return { input: JSON.stringify(rest), document: JSON.stringify(document) }
}
