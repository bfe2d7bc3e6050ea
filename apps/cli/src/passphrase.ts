// A passphrase, which is never typed on a command line: it comes from a file, or from standard input.
import { SHORTEST_PASSPHRASE } from '@symbolon/server/moving/sealed-file'
import { usageError } from './command-error.ts'
import { readFileOrExplain, type Terminal } from './terminal.ts'

/** What the option is called and says. */
export const PASSPHRASE_OPTION = [
  '--passphrase <file>',
  'a file with the passphrase of the sealed part, or "-" for standard input',
] as const

/** The passphrase in `named`, without the end of its line. @throws CommandError when there is none, or it is too short */
export async function readPassphrase(named: string | undefined, terminal: Terminal): Promise<string> {
  if (named === undefined) throw usageError('Say with --passphrase which file holds the passphrase.')
  const text = named === '-' ? await terminal.readInput() : readFileOrExplain(named, 'The file of --passphrase,')
  const passphrase = text.replace(/\r?\n$/, '')
  if (passphrase.length >= SHORTEST_PASSPHRASE) return passphrase
  throw usageError(`A passphrase has at least ${SHORTEST_PASSPHRASE} characters: whoever has the file can try many.`)
}
