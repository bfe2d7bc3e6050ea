// The folder in which a tenant's files lie. Nothing outside of it is read, whatever its files name and wherever its links lead.
import { readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { parse as parseYaml } from 'yaml'
import type { Document } from '@symbolon/protocol/entities/entity'
import { usageError } from '../command-error.ts'
import { isDocument } from '../management-client.ts'
import { printable } from '../output/printable.ts'
import { readFileOrExplain } from '../terminal.ts'
import { fillParsed, fillSource, fillText, type FindKeyword } from './keywords.ts'

export type SourceFolder = {
  /** Names of the files with this ending directly below a folder; none where there is no such folder. */
  readonly names: (below: string, ending: string) => readonly string[]
  /** Names of the folders directly below a folder. */
  readonly folders: (below: string) => readonly string[]
  readonly has: (path: string) => boolean
  /** What a JSON file holds. @throws CommandError */
  readonly json: (path: string) => unknown
  /** The same where it must be an object. @throws CommandError */
  readonly object: (path: string) => Document
  readonly yaml: (path: string) => unknown
  /** A text that `named` names, seen from one of these folders; undefined where there is no such file. @throws CommandError */
  readonly text: (named: string, ...from: readonly string[]) => string | undefined
}

/** Deeper than any tenant's file is. */
const MAX_ALIASES = 100

/** Opens it. @throws CommandError when there is no such folder */
export function openSourceFolder(named: string, find: FindKeyword): SourceFolder {
  if (!statSync(named, { throwIfNoEntry: false })?.isDirectory())
    throw usageError(`There is no folder ${printable(named)}.`)
  const root = realpathSync(named)
  const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

  const read = (path: string): string => {
    const real = realpathSync(path)
    if (!real.startsWith(root + sep))
      throw usageError(`${printable(relative(root, path))} leads out of the folder, where nothing is read.`)
    return readFileOrExplain(real, 'The file')
  }

  const entries = (below: string, wanted: (path: string) => boolean): readonly string[] => {
    const folder = join(root, below)
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
    return readdirSync(folder)
      .filter((name) => wanted(join(folder, name)))
      .toSorted()
  }

  const parsed = (path: string, parse: (text: string) => unknown, what: string): unknown => {
    const text = fillSource(read(join(root, path)), find)
    try {
      return fillParsed(parse(text), find)
    } catch {
      // A parser quotes what it cannot read, and that may be a secret.
      throw usageError(`${printable(path)} is no ${what}.`)
    }
  }

  const json: SourceFolder['json'] = (path) => parsed(path, (text): unknown => JSON.parse(text), 'JSON')

  return {
    names: (below, ending) => entries(below, isFile).filter((name) => name.endsWith(ending)),
    folders: (below) => entries(below, (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true),
    has: (path) => isFile(join(root, path)),
    json,
    object: (path) => {
      const value = json(path)
      if (isDocument(value)) return value
      throw usageError(`${printable(path)} must hold a JSON object.`)
    },
    yaml: (path) => parsed(path, (text): unknown => parseYaml(text, { maxAliasCount: MAX_ALIASES }), 'YAML'),
    text: (named, ...from) => {
      if (isAbsolute(named)) return undefined
      const found = ['.', ...from].map((folder) => resolve(root, folder, named)).find(isFile)
      return found === undefined ? undefined : fillText(read(found), find)
    },
  }
}

/** The folder of a file. */
export const folderOf = (path: string): string => dirname(path)
