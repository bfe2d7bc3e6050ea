// An execution on its way: who asked for it, how often it was begun, and since when.
import type { AnswerQuestion, Execution, Outcome } from './execution.ts'

export type Job = {
  readonly id: number
  execution: Execution
  answer: AnswerQuestion
  settle: (outcome: Outcome) => void
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

/** Of an execution that is over. */
const NOTHING: Execution = {
  tenant: '',
  program: 'rules',
  input: undefined,
  scripts: new Map(),
  now: 0,
  limits: { cpu: 0, wall: 0, memory: 0 },
}

const toNobody = async (): Promise<void> => {}

/**
 * Nothing stays of what it was about. Lists in which jobs come and go leave their former tables behind among what has grown old, and whatever
 * these still name grows old as well: that is to be the job alone.
 */
export const letGo = (job: Job): void => {
  job.execution = NOTHING
  job.answer = toNobody
  job.settle = toNobody
}
