// Passwords off the main thread. The threads that hash also sign with RSA, resolve names and read files: at least one is always left
// to those, and a line that grows too long is refused instead of waited in.
import { availableParallelism } from 'node:os'
import { hash as argon2Hash, type Options } from '@node-rs/argon2'
import type { PasswordHasher } from '@symbolon/core/ports'
import { verifyKept } from './kept-password.ts'

/** OWASP: 19 MiB, two passes, one lane; 15 ms of one core. `algorithm` 2 is argon2id. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } satisfies Options

/** How a hash of today begins. */
const CURRENT = '$argon2id$v=19$m=19456,t=2,p=1$'

/** Threads of libuv, which are the ones that hash. */
const THREADS = 4

/** Passwords that wait for each one that is being hashed: a second and a half. */
const WAITING_EACH = 100

/** The line is full. The caller answers 429. */
class TooBusy extends Error {
  override readonly name = 'TooBusy'
  readonly code = 'too_busy'
}

type Work = () => Promise<void>

/**
 * @param atOnce passwords hashed at the same time; default: one fewer than cores and threads, and at least one
 * @param waiting passwords that wait beyond those before the next is refused
 */
export function passwordHasher(
  atOnce: number = Math.max(1, Math.min(availableParallelism(), THREADS) - 1),
  waiting: number = atOnce * WAITING_EACH,
): PasswordHasher {
  const line: Work[] = []
  let busy = 0

  const next = (): void => {
    const work = busy < atOnce ? line.shift() : undefined
    if (!work) return
    busy += 1
    void work().finally(() => {
      busy -= 1
      next()
    })
  }

  const inLine = <T>(work: () => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (line.length >= waiting && busy >= atOnce) {
        reject(new TooBusy('Too many passwords are waiting to be checked'))
        return
      }
      line.push(() => work().then(resolve, reject))
      next()
    })

  return {
    hash: (password) => inLine(() => argon2Hash(password, COST)),
    verify: (password, hash) =>
      inLine(async () => ({ right: await verifyKept(password, hash), outdated: !hash.startsWith(CURRENT) })),
  }
}
