/** Something wrong with one line of code, from 1. */
export type LineProblem = { readonly line: number; readonly message: string }
