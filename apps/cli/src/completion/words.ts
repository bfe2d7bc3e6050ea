// completion: what a shell may offer, made from the commands themselves.
import type { Command } from 'commander'

export type Word = { readonly word: string; readonly says: string }

/** A command by its path (`client list`), and what may follow it. */
export type Place = {
  readonly path: readonly string[]
  readonly commands: readonly Word[]
  readonly options: readonly Word[]
}

/** The first sentence, on one line. */
const brief = (text: string): string => (text.split(/(?<=\.)\s|\n/)[0] ?? '').replace(/\s+/g, ' ').replace(/\.$/, '')

/** Every command below `command`, itself first. */
export function placesIn(command: Command, path: readonly string[] = []): readonly Place[] {
  const options = command.options
    .filter(({ hidden, long }) => !hidden && long !== undefined && long !== null)
    .map(({ long, description }) => ({ word: String(long), says: brief(description) }))
  const commands = command.commands.map((below) => ({
    word: below.name(),
    says: brief(below.summary() || below.description()),
  }))
  const help = { word: '--help', says: 'explain' }
  return [
    { path, commands, options: [...options.filter(({ word }) => word !== help.word), help] },
    ...command.commands.flatMap((below) => placesIn(below, [...path, below.name()])),
  ]
}

/** For a shell: as one word between single quotes. */
export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
