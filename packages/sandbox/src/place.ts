// One runner and what is going on in it. One execution computes there at a time; others may be waiting for something meanwhile.
import type { AnswerQuestion, Execution, Outcome } from './execution.ts'
import type { FromRunner } from './messages.ts'
import { startRunner, type Runner } from './runner.ts'

/** An execution on its way. */
export type Job = {
  readonly id: number
  readonly execution: Execution
  readonly answer: AnswerQuestion
  readonly settle: (outcome: Outcome) => void
  attempts: number
  watch?: NodeJS.Timeout
}

export type Place = {
  readonly runner: Runner
  /** The one that computes there now. */
  computing: Job | undefined
  readonly jobs: Map<number, Job>
  /** Tenants whose machines may be warm there. */
  readonly tenants: Set<string>
}

/** What the one who hands out the work hears of a place. */
export type PlaceListener = {
  /** It can take another execution. */
  readonly free: () => void
  /** Its process is gone, and these were under way. */
  readonly lost: (place: Place, jobs: readonly Job[]) => void
}

/** How much longer than an execution may take until its runner is given up, milliseconds. */
const PATIENCE = 500

/** Scripts and tenants that are remembered of a runner. */
const MOST_KNOWN = 20_000

/** Starts a runner. */
export const openPlace = (listener: PlaceListener): Place => {
  const place: Place = {
    computing: undefined,
    jobs: new Map(),
    tenants: new Set(),
    runner: startRunner(
      (message) => hear(place, message, listener),
      () => {
        const jobs = [...place.jobs.values()]
        for (const job of jobs) clearTimeout(job.watch)
        place.jobs.clear()
        listener.lost(place, jobs)
      },
    ),
  }
  return place
}

/** Begins an execution in a place where none computes. */
export const beginJob = (place: Place, job: Job): void => {
  const { isDraft, program, input, scripts, now, limits } = job.execution
  const { runner, tenants } = place
  const tenant = isDraft ? `${job.execution.tenant} draft` : job.execution.tenant
  for (const known of [runner.known, tenants]) if (known.size > MOST_KNOWN) known.clear()
  const unknown = [...scripts].filter(([key]) => !runner.known.has(key))
  for (const [key] of unknown) runner.known.add(key)
  job.attempts += 1
  place.computing = job
  place.jobs.set(job.id, job)
  tenants.add(tenant)
  job.watch = setTimeout(() => runner.kill(), limits.wall + PATIENCE)
  const text = JSON.stringify(input)
  runner.send({ type: 'run', id: job.id, tenant, program, input: text, scripts: unknown, now, limits })
}

const hear = (place: Place, message: FromRunner, listener: PlaceListener): void => {
  switch (message.type) {
    case 'waiting':
      if (place.computing?.id === message.id) place.computing = undefined
      return listener.free()
    case 'question':
      return void reply(place, message)
    case 'answered':
      return end(place, message.id, { outcome: 'answered', answer: JSON.parse(message.text) }, listener)
    case 'failed':
      return end(place, message.id, failureIn(message), listener)
  }
}

const end = (place: Place, id: number, outcome: Outcome, listener: PlaceListener): void => {
  const job = place.jobs.get(id)
  if (!job) return
  clearTimeout(job.watch)
  place.jobs.delete(id)
  if (place.computing === job) place.computing = undefined
  job.settle(outcome)
  listener.free()
}

const failureIn = ({ outcome, message, steps }: Extract<FromRunner, { type: 'failed' }>): Outcome => ({
  outcome,
  message,
  steps: JSON.parse(steps),
})

type Question = Extract<FromRunner, { type: 'question' }>

const reply = async (place: Place, { id, question, what, text }: Question): Promise<void> => {
  const job = place.jobs.get(id)
  if (!job) return
  const answer = await job
    .answer(what, JSON.parse(text))
    .then((value) => ({ value: value ?? null }))
    .catch((error: unknown) => ({ error: error instanceof Error ? error.message : 'refused' }))
  place.runner.send({ type: 'answer', id, question, text: JSON.stringify(answer) })
}
