// sandbox: runs tenants' own code apart from the server, in a few processes that can do nothing but compute. One execution computes
// in a process at a time, and a tenant never has them all: a script that spins delays nobody but its own tenant.
import type { AnswerQuestion, Execution, Outcome } from './execution.ts'
import { beginJob, openPlace, type Job, type Place } from './place.ts'

export type Sandbox = {
  /** Runs it. Never throws for what a script does. */
  readonly run: (execution: Execution, answer: AnswerQuestion) => Promise<Outcome>
  readonly close: () => void
}

type Options = {
  /** Runner processes, at least two. */
  readonly runners?: number
}

/** Executions that wait; more are refused. */
const MOST_WAITING = 1000

/** How often one is run: again only when another's script took the process with it. */
const MOST_ATTEMPTS = 2

const CRASHED: Outcome = { outcome: 'crashed', message: 'The process of the script ended' }
const FULL: Outcome = { outcome: 'busy', message: 'Too many scripts wait to run' }
const STOPPED: Outcome = { outcome: 'busy', message: 'The server stops' }

type State = {
  readonly count: number
  readonly places: Set<Place>
  waiting: Job[]
  isClosed: boolean
}

/** Opens the sandbox. Its processes start with the first execution. */
export const openSandbox = ({ runners = 2 }: Options = {}): Sandbox => {
  const state: State = { count: Math.max(2, runners), places: new Set(), waiting: [], isClosed: false }
  let ids = 0
  return {
    run: (execution, answer) =>
      new Promise((resolve) => {
        if (state.isClosed) return resolve(STOPPED)
        if (state.waiting.length >= MOST_WAITING) return resolve(FULL)
        ids += 1
        state.waiting.push({ id: ids, execution, answer, settle: resolve, attempts: 0 })
        dispatch(state)
      }),
    close: () => {
      state.isClosed = true
      for (const place of state.places) place.runner.kill()
      for (const job of state.waiting) job.settle(STOPPED)
      state.waiting = []
    },
  }
}

const dispatch = (state: State): void => {
  const left: Job[] = []
  for (const job of state.waiting) {
    const place = placeFor(state, job.execution.tenant)
    if (place) beginJob(place, job)
    else left.push(job)
  }
  state.waiting = left
}

/** A place where nothing computes, best one where the tenant's machine is warm; none while the tenant has all but one. */
const placeFor = (state: State, tenant: string): Place | undefined => {
  const places = [...state.places]
  const held = places.filter(({ computing }) => computing?.execution.tenant === tenant).length
  if (held >= state.count - 1) return undefined
  const free = places.filter(({ computing }) => computing === undefined)
  const warm = free.find(({ tenants }) => tenants.has(tenant))
  return warm ?? free[0] ?? (places.length < state.count ? addPlace(state) : undefined)
}

const addPlace = (state: State): Place => {
  const place = openPlace({ free: () => dispatch(state), lost: (gone, jobs) => lose(state, gone, jobs) })
  state.places.add(place)
  return place
}

const lose = (state: State, place: Place, jobs: readonly Job[]): void => {
  state.places.delete(place)
  for (const job of jobs) {
    const isToBlame = job === place.computing
    if (isToBlame || job.attempts >= MOST_ATTEMPTS || state.isClosed) job.settle(CRASHED)
    else state.waiting.unshift(job)
  }
  if (!state.isClosed) dispatch(state)
}
