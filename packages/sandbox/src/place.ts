// One runner and what is going on in it. One execution computes there at a time; others of its tenant may stand in line behind it, so
// that the runner never waits for the next, and others yet may be waiting for something.
import type { Execution, Outcome } from './execution.ts'
import type { Job } from './job.ts'
import { nothingKnown, tell, type KnownTexts } from './known-texts.ts'
import type { FromRunner } from './messages.ts'
import { DEEPEST, isDeeperThan } from './nesting.ts'
import { textsOf } from './program-input.ts'
import { isTooDeep, namedSteps, wholeAnswer } from './rules-answer.ts'
import { startRunner, type Runner } from './runner.ts'

export type Place = {
  readonly runner: Runner
  /** Whether it can run something, or is still starting. */
  isReady: boolean
  /** The first computes there now, the others of the same tenant follow. */
  readonly line: Job[]
  /** Those that have begun and wait for something. */
  readonly held: Job[]
  readonly known: KnownTexts
  /** Tenants whose machines may be warm there. */
  readonly tenants: Set<string>
  /** Looks whether the first in line takes too long. One for all of them, because most are over at once. */
  alarm: NodeJS.Timeout | undefined
  /** When that rings, milliseconds of this process's clock. */
  rings: number
}

/** What the one who hands out the work hears of a place. */
export type PlaceListener = {
  /** It can take another execution. */
  readonly free: () => void
  /** One of the tenant's executions has ended, or begun to wait, after so many milliseconds. */
  readonly took: (tenant: string, milliseconds: number) => void
  /** Its process is gone, and these were under way. */
  readonly lost: (place: Place, jobs: readonly Job[]) => void
}

/** How much longer than an execution may take until its runner is given up, milliseconds: it may have to wait for the processor. */
const PATIENCE = 3_000

/** Longest that a runner may take until it can run anything, milliseconds. */
const LONGEST_START = 30_000

/** Tenants that are remembered of a runner. */
const MOST_TENANTS = 20_000

/** Starts a runner. */
export const openPlace = (listener: PlaceListener): Place => {
  const place: Place = {
    isReady: false,
    line: [],
    held: [],
    known: nothingKnown(),
    tenants: new Set(),
    alarm: undefined,
    rings: Infinity,
    runner: startRunner(
      (message) => hear(place, message, listener),
      () => {
        const jobs = [...place.held, ...place.line]
        for (const job of jobs) clearTimeout(job.watch)
        clearTimeout(place.alarm)
        listener.lost(
          place,
          jobs.filter(({ hasAnswered }) => !hasAnswered),
        )
        // What it said last and is only heard now is about nobody any more.
        place.line.length = 0
        place.held.length = 0
      },
    ),
  }
  return place
}

/** Begins an execution in a place where none computes, or lets it stand in line there. */
export const beginJob = (place: Place, job: Job): void => {
  if (!job.about) return
  const { execution } = job.about
  const { isDraft, program, scripts, lasting, now, limits } = execution
  const { runner, tenants } = place
  const tenant = isDraft ? `${job.tenant} draft` : job.tenant
  if (tenants.size > MOST_TENANTS) tenants.clear()
  job.attempts += 1
  place.line.push(job)
  tenants.add(tenant)
  if (place.line.length === 1) watch(place)
  const { id } = job
  const texts = textsOf(execution)
  runner.send({ type: 'run', id, tenant, program, ...texts, ...tell(place.known, scripts, lasting), now, limits })
}

/** When the execution must have ended that has begun, milliseconds of this process's clock. */
const dueOf = ({ isReady }: Place, { began, wall }: Job): number =>
  began + wall + PATIENCE + (isReady ? 0 : LONGEST_START)

/** From now on the first in line has its time. */
const watch = (place: Place): void => {
  const [job] = place.line
  // A runner that idles keeps nobody from ending.
  if (!job) return void place.alarm?.unref()
  job.began = performance.now()
  place.alarm?.ref()
  const due = dueOf(place, job)
  if (due < place.rings) setAlarm(place, due)
}

const setAlarm = (place: Place, rings: number): void => {
  clearTimeout(place.alarm)
  place.rings = rings
  place.alarm = setTimeout(() => ring(place), rings - performance.now())
}

/** It was set for one that may be over by now. */
const ring = (place: Place): void => {
  const [job] = place.line
  place.alarm = undefined
  place.rings = Infinity
  if (!job) return
  const due = dueOf(place, job)
  if (due > performance.now()) setAlarm(place, due)
  else place.runner.kill()
}

/** Whoever waits is looked after apart from those who compute. */
const hold = (place: Place, job: Job): void => {
  place.held.push(job)
  job.watch = setTimeout(() => place.runner.kill(), dueOf(place, job) - performance.now())
}

/** The one with this id; undefined where there is none any more. */
const jobIn = ({ line, held }: Place, id: number): Job | undefined =>
  line.find((job) => job.id === id) ?? held.find((job) => job.id === id)

/** It computes no longer; the next does. */
const leaveLine = (place: Place, job: Job, listener: PlaceListener): void => {
  const at = place.line.indexOf(job)
  if (at < 0) return
  place.line.splice(at, 1)
  listener.took(job.tenant, performance.now() - job.began)
  if (at === 0) watch(place)
}

const hear = (place: Place, message: FromRunner, listener: PlaceListener): void => {
  switch (message.type) {
    case 'ready':
      place.isReady = true
      return watch(place)
    case 'waiting': {
      const job = jobIn(place, message.id)
      if (job && !place.held.includes(job)) {
        hold(place, job)
        leaveLine(place, job, listener)
      }
      return listener.free()
    }
    case 'question':
      return void reply(place, message)
    case 'answered':
    case 'failed':
      return end(place, message, listener)
    case 'left': {
      const job = jobIn(place, message.id)
      return job && forget(place, job)
    }
  }
}

/** It is over. */
const forget = ({ held }: Place, job: Job): void => {
  clearTimeout(job.watch)
  const at = held.indexOf(job)
  if (at >= 0) held.splice(at, 1)
  job.about = undefined
}

/** One that goes on has its questions answered, for as long as it might have run anyway. */
const keepGoing = ({ runner, held }: Place, job: Job): void => {
  job.hasAnswered = true
  clearTimeout(job.watch)
  job.watch = setTimeout(() => runner.kill(), job.wall + PATIENCE)
  if (!held.includes(job)) held.push(job)
}

type Answered = Extract<FromRunner, { type: 'answered' }>
type Failed = Extract<FromRunner, { type: 'failed' }>

const end = (place: Place, message: Answered | Failed, listener: PlaceListener): void => {
  const job = jobIn(place, message.id)
  if (!job?.about) return
  const { execution, settle } = job.about
  const outcome = message.type === 'answered' ? answerOf(execution, message) : failureIn(execution, message)
  leaveLine(place, job, listener)
  if (message.type === 'answered' && message.goesOn) keepGoing(place, job)
  else forget(place, job)
  settle(outcome)
  listener.free()
}

const failureIn = (execution: Execution, { outcome, message, steps: text }: Failed): Outcome => {
  const steps = JSON.parse(text)
  return { outcome, message, steps: execution.program === 'rules' ? namedSteps(execution, steps) : steps }
}

const TOO_DEEP: Outcome = { outcome: 'crashed', message: 'What the script leaves behind is nested too deep' }

const answerOf = (execution: Execution, { text }: Answered): Outcome => {
  if (isDeeperThan(text, DEEPEST)) return TOO_DEEP
  const answer: unknown = JSON.parse(text)
  if (execution.program !== 'rules') return { outcome: 'answered', answer }
  return isTooDeep(answer) ? TOO_DEEP : { outcome: 'answered', answer: wholeAnswer(execution, answer) }
}

type Question = Extract<FromRunner, { type: 'question' }>

const reply = async (place: Place, { id, question, what, text }: Question): Promise<void> => {
  const about = jobIn(place, id)?.about
  if (!about) return
  const answer = await about
    .answer(what, JSON.parse(text))
    .then((value) => ({ value: value ?? null }))
    .catch((error: unknown) => ({ error: error instanceof Error ? error.message : 'refused' }))
  place.runner.send({ type: 'answer', id, question, text: JSON.stringify(answer) })
}
