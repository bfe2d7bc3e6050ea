// What the server's process and a runner say to each other: lists of messages, those of one turn of an event loop together.
import type { Execution, Failure, Limits } from './execution.ts'
import type { Lesson } from './known-texts.ts'

/** To the runner. */
export type ToRunner =
  | {
      readonly type: 'run'
      readonly id: number
      readonly tenant: string
      readonly program: Execution['program']
      /** JSON. */
      readonly input: string
      /** JSON: of the input, what its program reads by itself. */
      readonly document?: string | undefined
      /** What there is to be learnt first. */
      readonly lesson?: Lesson
      /** Number of the scripts. */
      readonly scripts: number
      /** Number of what the input shares with others. */
      readonly lasting?: number | undefined
      readonly now: number
      readonly limits: Limits
    }
  | { readonly type: 'answer'; readonly id: number; readonly question: number; readonly text: string }

/** From the runner. */
export type FromRunner =
  /** It has started. */
  | { readonly type: 'ready' }
  /** The execution waits for something, and the runner can take another. */
  | { readonly type: 'waiting'; readonly id: number }
  | {
      readonly type: 'question'
      readonly id: number
      readonly question: number
      readonly what: string
      readonly text: string
    }
  /** `goesOn`: questions are open, and what their answers lead to is done. */
  | { readonly type: 'answered'; readonly id: number; readonly text: string; readonly goesOn: boolean }
  /** One that went on does so no longer. */
  | { readonly type: 'left'; readonly id: number }
  | {
      readonly type: 'failed'
      readonly id: number
      readonly outcome: Failure
      readonly message: string
      /** JSON. */
      readonly steps: string
    }
