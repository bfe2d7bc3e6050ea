// An execution on its way: how often it was begun, and since when.
import type { AnswerQuestion, Execution, Outcome } from './execution.ts'

export type Job = {
  readonly id: number
  readonly tenant: string
  /** Milliseconds that it may take from beginning to end. */
  readonly wall: number
  /**
   * What it is about; nothing once it is over. An array that has grown and shrunk leaves dead copies of itself among what has grown old, and
   * until the next large collection of garbage these hold all that they name: that is then a job alone, and not a whole request.
   */
  about: About | undefined
  attempts: number
  /** Whether it has answered, and only goes on. */
  hasAnswered: boolean
  /** When it was asked for, milliseconds of this process's clock. */
  readonly asked: number
  /** When it began to compute, milliseconds of this process's clock. */
  began: number
  /** Gives the runner up, where it waits or goes on for too long. */
  watch?: NodeJS.Timeout
}

type About = {
  readonly execution: Execution
  readonly answer: AnswerQuestion
  readonly settle: (outcome: Outcome) => void
}
