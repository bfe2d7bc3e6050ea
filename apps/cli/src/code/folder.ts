// A folder as auth0-deploy-cli exports and reads it: rules/NAME.json and NAME.js, actions/NAME.json and NAME/code.js, hooks likewise,
// triggers/triggers.json, rules-configs/KEY.json. Nothing outside of it is read, whatever its files name.
import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { Document } from '@symbolon/protocol/entities/entity'
import { usageError } from '../command-error.ts'
import { isDocument } from '../management-client.ts'
import { printable } from '../output/printable.ts'
import { readFileOrExplain } from '../terminal.ts'

/** One file of the folder that holds a JSON object. */
export type FolderFile = {
  /** Its path below the folder: what it is called in sentences. */
  readonly path: string
  readonly document: Document
}

export type Folder = {
  /** The JSON files of a folder below, by name; none where there is no such folder. */
  readonly files: (below: string) => readonly FolderFile[]
  /** A JSON file that need not be there. */
  readonly find: (path: string) => FolderFile | undefined
  /** The code that a field of `file` names, or else `usual`: below the folder, or beside the file. @throws CommandError when there is none */
  readonly codeOf: (file: FolderFile, field: string, usual: string) => string
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

/** Opens it. @throws CommandError when there is no such folder */
export function openFolder(named: string): Folder {
  if (!statSync(named, { throwIfNoEntry: false })?.isDirectory()) {
    throw usageError(`There is no folder ${printable(named)}.`)
  }
  const root = realpathSync(named)

  /** The path where it is in the folder, links followed. */
  const within = (path: string): string | undefined => {
    if (!isFile(path)) return undefined
    const real = realpathSync(path)
    return real.startsWith(root + sep) ? real : undefined
  }

  const read = (path: string): FolderFile => {
    const short = relative(root, path)
    const real = within(path)
    if (real === undefined) throw usageError(`${printable(short)} leads out of the folder, where nothing is read.`)
    let document: unknown
    try {
      document = JSON.parse(readFileOrExplain(real, 'The file'))
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw usageError(`${printable(short)} is no JSON.`)
    }
    if (!isDocument(document)) throw usageError(`${printable(short)} must hold a JSON object.`)
    return { path: short, document }
  }

  const files: Folder['files'] = (below) => {
    const folder = join(root, below)
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => read(join(folder, name)))
  }

  const codeOf: Folder['codeOf'] = ({ path, document }, field, usual) => {
    const said = document[field]
    const named = typeof said === 'string' ? said : usual
    const places = [resolve(root, named), resolve(root, path, '..', named)]
    const found = places.map(within).find((place) => place !== undefined)
    if (found === undefined) {
      throw usageError(`${printable(path)} names the code ${printable(named)}, which is not in the folder.`)
    }
    return readFileOrExplain(found, 'The file')
  }

  return { files, find: (path) => (isFile(join(root, path)) ? read(join(root, path)) : undefined), codeOf }
}

/** A field of a file that must be a text. @throws CommandError */
export function textIn({ path, document }: FolderFile, field: string): string {
  const value = document[field]
  if (typeof value === 'string' && value !== '') return value
  throw usageError(`${printable(path)} has no ${field}.`)
}
