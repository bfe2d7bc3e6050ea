import { setTimeout as pause } from 'node:timers/promises'

/** Milliseconds after which nobody waits any longer: it only notices what will never come, on however busy a machine. */
const PATIENCE = 60_000

/** Asks again and again until `isSo` holds; rejects, naming `what`, when it has not within `limit` milliseconds. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean, limit = PATIENCE): Promise<void> {
  const deadline = performance.now() + limit
  for (;;) {
    if (await isSo()) return
    if (performance.now() > deadline) throw new Error(`Waited ${limit} ms in vain until ${what}`)
    await pause(20)
  }
}
