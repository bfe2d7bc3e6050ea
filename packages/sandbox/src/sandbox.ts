// sandbox: runs tenants' own code apart from the server, in a few processes that can do nothing but compute. One execution computes
// in a process at a time, and a tenant never has them all: a script that spins delays nobody but its own tenant. Those that are quick are
// handed out ahead of time.
import type { AnswerQuestion, Execution, Outcome } from './execution.ts'
import type { Job } from './job.ts'
import { beginJob, openPlace, type Place } from './place.ts'
import { createQueue, type Queue } from './queue.ts'

export type Sandbox = {
  /** Runs it. Never throws for what a script does. */
  readonly run: (execution: Execution, answer: AnswerQuestion) => Promise<Outcome>
  readonly close: () => void
}

type Options = {
  /** Runner processes, at least two. */
  readonly runners?: number
}

/** How often one is run: again only when another's script took the process with it. */
const MOST_ATTEMPTS = 2

const CRASHED: Outcome = { outcome: 'crashed', message: 'The process of the script ended' }
const FULL: Outcome = { outcome: 'busy', message: 'Too many scripts wait to run' }
const STOPPED: Outcome = { outcome: 'busy', message: 'The server stops' }

/** Executions of a tenant that a runner is given at once. */
const LONGEST_LINE = 32

/** A tenant whose last execution took longer than this has one at a time in a runner, milliseconds: others may want their turn. */
const QUICK = 20

/** Tenants of whom it is remembered that they are quick. */
const MOST_QUICK = 20_000

/** Executions of a tenant that a runner has begun and that wait for something: each holds a machine. */
const MOST_HELD = 64

type State = {
  readonly count: number
  readonly places: Place[]
  /** Tenants whose last execution was. */
  readonly quick: Set<string>
  readonly queue: Queue
  isClosed: boolean
}

/** Opens the sandbox. Its processes start with the first execution. */
export const openSandbox = ({ runners = 2 }: Options = {}): Sandbox => {
  const state: State = {
    count: Math.max(2, runners),
    places: [],
    quick: new Set(),
    queue: createQueue(),
    isClosed: false,
  }
  let ids = 0
  return {
    run: (execution, answer) =>
      new Promise((resolve) => {
        if (state.isClosed) return resolve(STOPPED)
        ids += 1
        const { tenant } = execution
        const job: Job = {
          id: ids,
          tenant,
          wall: execution.limits.wall,
          about: { execution, answer, settle: resolve },
          attempts: 0,
          hasAnswered: false,
          asked: performance.now(),
          began: 0,
        }
        // Where nobody waits, nobody is passed by.
        const place = state.queue.isEmpty() ? (placeFor(state, tenant) ?? lineFor(state, tenant)) : undefined
        if (place) beginJob(place, job)
        else if (state.queue.add(job)) dispatch(state)
        else resolve(FULL)
      }),
    close: () => {
      state.isClosed = true
      for (const place of state.places) place.runner.kill()
      for (const job of state.queue.takeAll()) job.about?.settle(STOPPED)
    },
  }
}

/** Hands out what can begin, each tenant in its turn. */
const dispatch = (state: State): void => {
  // Before a process is started, which may take a while.
  const now = performance.now()
  let isSomebodyWaiting = false
  state.queue.forEachTurn((tenant) => {
    // Who stands in line must not pass by those who have waited longer.
    const place = placeFor(state, tenant) ?? (isSomebodyWaiting ? undefined : lineFor(state, tenant))
    isSomebodyWaiting ||= place === undefined && isKeptWaiting(state, tenant)
    return place && ((job) => (isLate(job, now) ? job.about?.settle(FULL) : beginJob(place, job)))
  })
}

/** Whoever waited for as long as the execution itself may take waits no longer. */
const isLate = ({ asked, wall }: Job, now: number): boolean => now - asked > wall

const computes = (place: Place, tenant: string): boolean => place.line[0]?.tenant === tenant

const heldBy = ({ places }: State, tenant: string): number => places.filter((place) => computes(place, tenant)).length

const jobsOf = ({ held, line }: Place, tenant: string): number =>
  [...held, ...line].filter((job) => job.tenant === tenant).length

const hasRoom = (place: Place, tenant: string): boolean =>
  place.held.length + place.line.length < MOST_HELD || jobsOf(place, tenant) < MOST_HELD

/** Whether it is others that the tenant waits for, and not its own. */
const isKeptWaiting = (state: State, tenant: string): boolean =>
  heldBy(state, tenant) < state.count - 1 && state.places.some((place) => hasRoom(place, tenant))

/** A place where nothing computes, best one where the tenant's machine is warm; none while the tenant has all but one. */
const placeFor = (state: State, tenant: string): Place | undefined => {
  if (heldBy(state, tenant) >= state.count - 1) return undefined
  const free = state.places.filter((place) => place.line.length === 0 && hasRoom(place, tenant))
  const warm = free.find(({ tenants }) => tenants.has(tenant))
  return warm ?? free[0] ?? (state.places.length < state.count ? addPlace(state) : undefined)
}

/** A place where the tenant computes and will soon have ended. */
const lineFor = ({ places, quick }: State, tenant: string): Place | undefined =>
  quick.has(tenant)
    ? places.find((place) => computes(place, tenant) && place.line.length < LONGEST_LINE && hasRoom(place, tenant))
    : undefined

const remember = ({ quick }: State, tenant: string, milliseconds: number): void => {
  if (quick.size > MOST_QUICK) quick.clear()
  if (milliseconds < QUICK) quick.add(tenant)
  else quick.delete(tenant)
}

const addPlace = (state: State): Place => {
  const place = openPlace({
    free: () => dispatch(state),
    took: (tenant, milliseconds) => remember(state, tenant, milliseconds),
    lost: (gone, jobs) => lose(state, gone, jobs),
  })
  state.places.push(place)
  return place
}

const lose = (state: State, place: Place, jobs: readonly Job[]): void => {
  state.places.splice(state.places.indexOf(place), 1)
  for (const job of jobs.toReversed()) {
    const isToBlame = job === place.line[0]
    if (isToBlame || job.attempts >= MOST_ATTEMPTS || state.isClosed) job.about?.settle(CRASHED)
    else state.queue.putBack(job)
  }
  if (!state.isClosed) dispatch(state)
}
