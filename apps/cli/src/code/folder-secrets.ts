// Values of secrets that a folder only names. They come from a file of their own or from the environment, and are never written
// anywhere but to the server.
import { usageError } from '../command-error.ts'
import { printable } from '../output/printable.ts'
import type { Terminal } from '../terminal.ts'

/** The value of the secret `name` where the folder says `said`; undefined when it is known to the server alone. */
export type FindSecret = (name: string, said: unknown, path: string) => string | undefined

/** What an export has in the place of a value. */
const NOT_SHOWN = '_VALUE_NOT_SHOWN_'

const PLACEHOLDER = /^(?:##|@@)([A-Za-z_][A-Za-z0-9_]*)(?:##|@@)$/

/** What the server itself and this program are told so is nobody else's: a folder may come from somebody who does not have it. */
const OURS = /^SYMBOLON_/i

/**
 * `##NAME##` and `@@NAME@@` stand for NAME of `given`, or of the environment; a value that is not there at all for its own name in
 * `given`. Any other text is the value itself.
 */
export const secretsFrom =
  (given: Readonly<Record<string, string>>, { environment }: Pick<Terminal, 'environment'>): FindSecret =>
  (name, said, path) => {
    const own = Object.hasOwn(given, name) ? given[name] : undefined
    if (typeof said !== 'string' || said === '' || said === NOT_SHOWN) return own
    const placeholder = PLACEHOLDER.exec(said)?.[1]
    if (placeholder === undefined) return said
    const isGiven = Object.hasOwn(given, placeholder)
    if (!isGiven && OURS.test(placeholder)) {
      throw usageError(`${printable(path)} asks for ${printable(placeholder)}, which is no value for a tenant's files.`)
    }
    const from = isGiven ? given : environment
    const value = Object.hasOwn(from, placeholder) ? from[placeholder] : undefined
    if (value !== undefined && value !== '') return value
    throw usageError(
      `${printable(path)} needs a value for ${printable(placeholder)}: set it in the environment, or in the file of --secrets.`,
    )
  }
