// Scripts that stand in a package as its authors publish them, byte for byte.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sources } from './make.ts'

/** @param folder - of the package */
export const publishedScripts = (folder: string, names: readonly string[]): Sources =>
  Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, 'dist', name), 'utf8')]))
