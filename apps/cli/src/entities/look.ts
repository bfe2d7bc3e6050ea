// How an entity looks on the command line. Everything follows from its description in the protocol; a row here only adds what
// a description does not know: a customer's word for it, which columns a list shows, which fields are worth a sentence.
import type { Command } from 'commander'
import type { Document, Entity, Verb } from '@symbolon/protocol/entities/entity'
import type { ManagementClient } from '../management-client.ts'
import { shown } from '../output/printable.ts'

export type Column = { readonly title: string; readonly of: (document: Document) => string }

/** A shorter way to say a field. */
export type Shorthand = {
  readonly flags: string
  readonly says: string
  readonly field: string
  /** Said several times, each one becomes an item of the list. */
  readonly item?: (text: string) => unknown
  readonly value?: (text: string) => unknown
}

export type Look = {
  readonly entity: Entity
  /** Its name as a command. */
  readonly command: string
  /** `an API`, `APIs`. */
  readonly one: string
  readonly many: string
  readonly description: string
  readonly columns: readonly Column[]
  /** How many of the columns are never cut, since they are there to be copied. */
  readonly uncut: number
  /** What people are shown after one is made or changed; all of it when absent. */
  readonly brief?: readonly string[]
  /** Fields that are arguments of `create`, in this order; the last ones may be optional. */
  readonly positional: readonly string[]
  readonly shorthands: readonly Shorthand[]
  /** Fields that the help explains. */
  readonly sayings: Readonly<Record<string, string>>
  /** What a new one has unless said otherwise. */
  readonly presets: Document
  /** Options of a list that choose among them. */
  readonly choices: readonly Choice[]
  /** Query of every list. */
  readonly listQuery: Readonly<Record<string, string>>
  /** What to type in place of an id. */
  readonly idSays: string
  readonly examples: Readonly<Partial<Record<Verb, readonly string[]>>>
  /** Options of `create` beyond the fields, and what they lead to. */
  readonly creation?: Creation
}

/** An option of a list, and the parameter of the query that it stands for. */
export type Choice = { readonly flags: string; readonly says: string; readonly parameter: string }

export type Creation = {
  readonly extend: (command: Command) => void
  /** Before anything is made, from the options and the fields that were said: presets, and what to do with the new one. */
  readonly prepare: (
    management: ManagementClient,
    options: Readonly<Record<string, unknown>>,
    said: Document,
  ) => Promise<{ readonly presets: Document; readonly finish: (made: Document) => Promise<void> }>
}

const words = (name: string): string => name.replaceAll('-', ' ')

const columnsOf = (entity: Entity): readonly Column[] =>
  entity.columns
    .slice(0, 4)
    .map((field) => ({ title: field.toUpperCase(), of: (document: Document) => shown(document[field]) }))

/** What a list can be asked to choose by: a word of its own before the field, since options of every command are called like some. */
const choicesOf = ({ filters, contains = {} }: Entity): readonly Choice[] => [
  ...Object.keys(filters).map((parameter) => ({
    flags: `--by-${parameter.replaceAll('_', '-')} <value>`,
    says: `only those with this ${words(parameter.replaceAll('_', '-'))}`,
    parameter,
  })),
  ...Object.keys(contains).map((parameter) => ({
    flags: `--by-${parameter.replaceAll('_', '-')} <text>`,
    says: `only those with this in ${words(parameter.replaceAll('_', '-'))}`,
    parameter,
  })),
]

/** The plain look of an entity, and over it what `row` says. */
export function lookOf(entity: Entity, row: Partial<Look> = {}): Look {
  const command = row.command ?? entity.name
  const one = row.one ?? `a ${words(entity.name)}`
  const id = entity.parent === undefined ? 'ID' : 'PARENT_ID ID'
  return {
    entity,
    command,
    one,
    many: entity.collection.replaceAll('_', ' '),
    description: `Shows and changes ${entity.collection.replaceAll('_', ' ')}.`,
    columns: columnsOf(entity),
    uncut: 1,
    positional: entity.required,
    shorthands: [],
    sayings: {},
    presets: {},
    choices: choicesOf(entity),
    listQuery: {},
    idSays: `its ${entity.id ?? 'id'}`,
    examples: {
      list: [`symbolon ${command} list`, `symbolon ${command} list --json`],
      get: [`symbolon ${command} show ${id}`, `symbolon ${command} show ${id} --json`],
      create: [
        `symbolon ${command} create --data @${command}.json`,
        `symbolon ${command} create --data - < ${command}.json`,
      ],
      update: [
        `symbolon ${command} update ${id} --data @changes.json`,
        `symbolon ${command} update ${id} --json --data -`,
      ],
      delete: [`symbolon ${command} delete ${id}`, `symbolon ${command} delete ${id} --yes`],
    },
    ...row,
  }
}
