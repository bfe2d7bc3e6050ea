import { setTimeout as pause } from 'node:timers/promises'

/** Asks again and again until `isSo` holds; rejects, naming `what`, when it has not within `limit` milliseconds. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean, limit = 10_000): Promise<void> {
  const deadline = performance.now() + limit
  for (;;) {
    if (await isSo()) return
    if (performance.now() > deadline) throw new Error(`Waited ${limit} ms in vain until ${what}`)
    await pause(20)
  }
}
