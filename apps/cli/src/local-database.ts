// The one way to the database of a server, for what is done beside it.
import { existsSync } from 'node:fs'
import { ConfigurationError, readConfig, type Config } from '@symbolon/server/config'
import { StartError } from '@symbolon/server/start-error'
import { CommandError, usageError } from './command-error.ts'
import { settingsOf } from './commands/start.ts'
import { printable } from './output/printable.ts'
import type { Terminal } from './terminal.ts'

export type DatabaseOptions = { readonly data?: string; readonly database?: string }

/** The settings of the server, quiet. @throws CommandError when they are wrong, or there is no database that must be there */
export function databaseOf(
  { data, database }: DatabaseOptions,
  { environment }: Terminal,
  { mayBeNew = false }: { readonly mayBeNew?: boolean } = {},
): Config {
  const said = { ...(data === undefined ? {} : { data }), ...(database === undefined ? {} : { database }) }
  try {
    const config: Config = { ...readConfig({ ...environment, ...settingsOf(said) }), logLevel: 'error' }
    const path = config.database.startsWith('sqlite:') ? config.database.slice('sqlite:'.length) : undefined
    if (!mayBeNew && path !== undefined && !existsSync(path)) {
      throw new CommandError(
        `There is no database ${printable(path)} yet. Start Symbolon first, or say where it is with --data or --database.`,
      )
    }
    return config
  } catch (error) {
    if (error instanceof ConfigurationError) throw usageError(`${error.mistakes.join('.\n')}.`)
    throw error
  }
}

/** What work on the database answers. @throws CommandError in the words of what went wrong */
export const explained = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (error) {
    if (error instanceof StartError) throw new CommandError(error.message)
    throw error
  }
}
