// Unpredictable bytes, drawn from a pool: one call to the system for many small needs.
import { randomBytes } from 'node:crypto'

const POOL_BYTES = 8192

/** Makes a source of random bytes. No byte is given out twice. */
export function pooledRandom(): (bytes: number) => Buffer {
  let pool = randomBytes(POOL_BYTES)
  let at = 0
  return (bytes) => {
    if (bytes > POOL_BYTES / 8) return randomBytes(bytes)
    if (at + bytes > POOL_BYTES) {
      pool = randomBytes(POOL_BYTES)
      at = 0
    }
    at += bytes
    return pool.subarray(at - bytes, at)
  }
}
