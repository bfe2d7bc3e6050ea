// Where the dashboard's files are kept.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { access, constants, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * The folder for the files of that name: in `beside`, the folder beside the sources, or where nothing may be written there in a new one
 * that this process has to itself until it ends. One that had the same name each time could be laid there by somebody else, with
 * scripts that run with an administrator's rights.
 */
export async function placeOf(beside: string, name: string): Promise<string> {
  if (existsSync(join(beside, name))) return join(beside, name)
  try {
    await mkdir(beside, { recursive: true })
    await access(beside, constants.W_OK)
    return join(beside, name)
  } catch {
    const own = mkdtempSync(join(tmpdir(), 'symbolon-dashboard-'))
    process.on('exit', () => rmSync(own, { recursive: true, force: true }))
    return join(own, name)
  }
}
