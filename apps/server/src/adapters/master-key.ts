// The key that encrypts keys at rest: from the settings, or made once and kept in the data folder, readable by its owner alone.
import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../start-error.ts'

/**
 * The master key. Of two processes that start at once on one folder, both get the same. Where the database has tenants, their
 * keys need the one they were sealed with, and none is made in its place.
 *
 * @throws StartError
 */
export function openMasterKey(given: Buffer | undefined, folder: string, hasTenants: boolean): KeyObject {
  if (given) return createSecretKey(given)
  const path = join(folder, 'master.key')
  const kept = readKey(path) ?? (hasTenants ? undefined : makeKey(path))
  if (!kept) {
    throw new StartError(
      `The master key ${path} is missing, and the keys in the database open with no other. Put it back, or set SYMBOLON_MASTER_KEY.`,
    )
  }
  if (kept.length !== 32) throw new StartError(`${path} does not hold a master key of 32 bytes`)
  return createSecretKey(kept)
}

function readKey(path: string): Buffer | undefined {
  try {
    return Buffer.from(readFileSync(path, 'latin1').trim(), 'base64')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new StartError(`The master key ${path} cannot be read: ${error instanceof Error ? error.message : 'unknown'}`)
  }
}

function makeKey(path: string): Buffer {
  const draft = `${path}.${process.pid}`
  try {
    writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true })
    linkSync(draft, path)
  } catch (error) {
    // EEXIST: another process was first, and its key is the key.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw new StartError(
        `The master key ${path} cannot be written: ${error instanceof Error ? error.message : 'unknown'}`,
      )
    }
  } finally {
    rmSync(draft, { force: true })
  }
  const made = readKey(path)
  if (!made) throw new StartError(`The master key ${path} cannot be read`)
  return made
}
