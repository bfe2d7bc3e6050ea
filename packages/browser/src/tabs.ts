// The tabs of one application in one browser: what one of them learns, all of them hold, and only one of them asks the issuer.
import type { Database } from './database.ts'
import { NOTHING, type Holdings } from './holdings.ts'

/** Milliseconds that another tab has to say what it holds. A tab that sleeps does not answer. */
const HEARING = 400

export type Tabs = {
  /** What is held now, as far as this tab has heard. */
  readonly holdings: () => Holdings
  /**
   * Runs `work` while no other tab runs its own, with what is held at that moment.
   *
   * @param work - gives what is held from then on; the same value when nothing has changed
   */
  readonly alone: <T>(work: (holdings: Holdings) => Promise<readonly [Holdings, T]>) => Promise<T>
}

type Message = { readonly tell: Holdings } | { readonly ask: number }

/**
 * @param name - the same in all tabs that belong together
 * @param changed - called with what was held and what is, whichever tab has changed it
 */
export function joinTabs(name: string, database: Database, changed: (before: Holdings, now: Holdings) => void): Tabs {
  const channel = new BroadcastChannel(name)
  // A channel never leaves the page's own origin, so that there is no target to name.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  const say = (message: Message): void => channel.postMessage(message)
  let held = NOTHING
  const waiting = new Set<() => void>()
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if ('ask' in data) {
      if (held.generation >= data.ask) say({ tell: held })
      return
    }
    if (data.tell.generation <= held.generation) return
    const before = held
    held = data.tell
    for (const proceed of waiting) proceed()
    changed(before, held)
  })

  /** Another tab's news may still be on their way when its lock is already free: the number in the database says so. */
  async function catchUp(): Promise<void> {
    const latest = await database.read('generation')
    if (typeof latest !== 'number' || latest <= held.generation) return
    await new Promise<void>((resolve) => {
      const proceed = (): void => {
        if (held.generation >= latest) done()
      }
      const done = (): void => {
        clearTimeout(timer)
        waiting.delete(proceed)
        resolve()
      }
      const timer = setTimeout(done, HEARING)
      waiting.add(proceed)
      say({ ask: latest })
    })
    // Whoever held it is gone; what comes next must be newer than what they had.
    if (held.generation < latest) held = { ...NOTHING, generation: latest }
  }

  async function change<T>(work: (holdings: Holdings) => Promise<readonly [Holdings, T]>): Promise<T> {
    await catchUp()
    const [next, result] = await work(held)
    if (next !== held) {
      const before = held
      held = next
      await database.write('generation', held.generation)
      say({ tell: held })
      changed(before, held)
    }
    return result
  }

  return { holdings: () => held, alone: (work) => navigator.locks.request(name, () => change(work)) }
}
