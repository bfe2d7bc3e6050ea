// Passwords off the main thread. The threads that hash also sign with RSA, resolve names and read files: at least one is always left
// to those, and a line that grows too long is refused instead of waited in.
import { availableParallelism } from 'node:os'
import { hash as argon2Hash, type Options } from '@node-rs/argon2'
import { openLine } from '@symbolon/core/line'
import type { PasswordHasher } from '@symbolon/core/ports'
import { memoryOf, verifyKept } from './kept-password.ts'

/** OWASP: 19 MiB, two passes, one lane; 15 ms of one core. `algorithm` 2 is argon2id. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } satisfies Options

/** How a hash of today begins. */
const CURRENT = '$argon2id$v=19$m=19456,t=2,p=1$'

/** Threads of libuv, which are the ones that hash. */
const THREADS = 4

/** Passwords that wait for each one that is being hashed: a second and a half. */
const WAITING_EACH = 100

/**
 * KiB that imported hashes may have together while they are compared: as much as the dearest that is kept needs alone. What does not
 * fit waits; ours need little, and wait for none of them.
 */
const FOREIGN_MEMORY = 524_288

/** Imported hashes that wait for memory, before the next is refused. */
const FOREIGN_WAITING = 100

/**
 * @param atOnce passwords hashed at the same time; default: one fewer than cores and threads, and at least one
 * @param waiting passwords that wait beyond those before the next is refused
 * @param foreignMemory KiB that imported hashes may have together while they are compared
 */
export function passwordHasher(
  atOnce: number = Math.max(1, Math.min(availableParallelism(), THREADS) - 1),
  waiting: number = atOnce * WAITING_EACH,
  foreignMemory: number = FOREIGN_MEMORY,
): PasswordHasher {
  const inLine = openLine(atOnce, waiting)
  const withMemory = openLine(foreignMemory, FOREIGN_WAITING)

  const compare = async (password: string, hash: string) => ({
    right: await inLine(() => verifyKept(password, hash)),
    outdated: !hash.startsWith(CURRENT),
  })

  return {
    hash: (password) => inLine(() => argon2Hash(password, COST)),
    verify: (password, hash) => {
      const needed = hash.startsWith(CURRENT) ? 0 : memoryOf(hash)
      return needed === 0 ? compare(password, hash) : withMemory(() => compare(password, hash), needed)
    },
  }
}
