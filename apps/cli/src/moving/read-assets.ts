// moving: a tenant as files, and the way in and out. Here: what the files of auth0-deploy-cli say, whichever of its two formats they have,
// under the names that its YAML gives: `clients`, `resourceServers`, …; scripts and pages stand where a file only names them.
import { basename, dirname } from 'node:path'
import { statSync } from 'node:fs'
import { usageError } from '../command-error.ts'
import { printable } from '../output/printable.ts'
import type { Assets } from './assets.ts'
import type { FindKeyword } from './keywords.ts'
import { readDirectory } from './read-directory.ts'
import { readYaml } from './read-yaml.ts'
import { openSourceFolder } from './source-folder.ts'

/** Reads a folder, or a YAML file with what lies beside it. @throws CommandError */
export function readAssets(named: string, find: FindKeyword): Assets {
  const stat = statSync(named, { throwIfNoEntry: false })
  if (!stat) throw usageError(`There is no ${printable(named)}.`)
  const assets = stat.isDirectory()
    ? readDirectory(openSourceFolder(named, find))
    : readYaml(openSourceFolder(dirname(named), find), basename(named))
  if (Object.keys(assets).length > 0) return assets
  throw usageError(`There is nothing of a tenant in ${printable(named)}, as auth0-deploy-cli lays one out.`)
}
