// What an execution waits for: timers that it has set, and questions that the server answers. Both have an end, in number and size.
import { DEEPEST, isDeeperThan } from './nesting.ts'

export type Awaited = {
  readonly timers: Map<number, NodeJS.Timeout>
  readonly questions: Set<number>
  /** Questions until now. */
  asked: number
}

/** Questions at the same time, and in all. */
const MOST_QUESTIONS = { open: 100, asked: 500 }

/** Characters of a question. */
const LONGEST_QUESTION = 1_000_000

export const nothingAwaited = (): Awaited => ({ timers: new Map(), questions: new Set(), asked: 0 })

export const waitsForNothing = ({ timers, questions }: Awaited): boolean => timers.size === 0 && questions.size === 0

export const setTimer = (
  { timers }: Awaited,
  { id, wait }: { readonly id: number; readonly wait: number },
  fire: (id: number) => void,
): void => {
  const timer = setTimeout(() => {
    timers.delete(id)
    fire(id)
  }, wait)
  timers.set(id, timer)
}

export const clearTimer = ({ timers }: Awaited, id: number): void => {
  clearTimeout(timers.get(id))
  timers.delete(id)
}

/** `text`: the question as JSON. */
type Question = { readonly id: number; readonly what: string; readonly text?: string }

/** Passes a question on; in words, why it does not. */
export const askLater = (
  awaited: Awaited,
  { id, what, text = 'null' }: Question,
  ask: (id: number, what: string, text: string) => void,
): string | undefined => {
  if (awaited.questions.size >= MOST_QUESTIONS.open) return 'Too many requests at the same time'
  if (awaited.asked >= MOST_QUESTIONS.asked) return 'Too many requests of one execution'
  if (text.length > LONGEST_QUESTION) return 'The request is too large'
  if (isDeeperThan(text, DEEPEST)) return 'The request is nested too deep'
  awaited.asked += 1
  awaited.questions.add(id)
  ask(id, what, text)
  return undefined
}

/** None of them happens any more. */
export const dropTimers = ({ timers }: Awaited): void => {
  for (const timer of timers.values()) clearTimeout(timer)
  timers.clear()
}
