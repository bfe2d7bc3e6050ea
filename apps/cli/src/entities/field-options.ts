// entities: what the Management API manages, as commands. Here: the fields of an entity as options, so that a new field can
// be said on the command line without anybody writing it down here.
import { InvalidArgumentError, Option } from 'commander'
import type { Document, Entity } from '@symbolon/protocol/entities/entity'
import { usageError } from '../command-error.ts'
import { printable } from '../output/printable.ts'
import { readFileOrExplain } from '../terminal.ts'

type Schema = object

/** How a value is typed. */
type Kind = 'text' | 'number' | 'flag' | 'texts' | 'json'

export type FieldOption = { readonly field: string; readonly option: Option }

/** Options that every command of an entity has; a field of such a name is said with --data. */
const TAKEN = new Set([
  'url',
  'client-id',
  'client-secret',
  'key',
  'key-alg',
  'json',
  'data',
  'yes',
  'limit',
  'unset',
  'help',
])

const objectAt = (schema: Schema, name: string): Schema | undefined => {
  const value: unknown = Reflect.get(schema, name)
  return typeof value === 'object' && value !== null ? value : undefined
}

const choicesOf = (schema: Schema): readonly string[] | undefined => {
  const values: unknown = Reflect.get(schema, 'enum')
  return Array.isArray(values) && values.every((value) => typeof value === 'string') ? values : undefined
}

/** What stands beside null in a value that may be null. */
const withoutNull = (schema: Schema): Schema => {
  const branches: unknown = Reflect.get(schema, 'anyOf')
  if (!Array.isArray(branches)) return schema
  const rest = branches.filter(
    (branch: unknown) => typeof branch === 'object' && Reflect.get(Object(branch), 'type') !== 'null',
  )
  return rest.length === 1 ? Object(rest[0]) : schema
}

/** How a value of this schema is typed on a command line. */
export const kindOf = (schema: Schema): Kind => {
  const plain = withoutNull(schema)
  if (choicesOf(plain)) return 'text'
  switch (Reflect.get(plain, 'type')) {
    case 'string':
      return 'text'
    case 'boolean':
      return 'flag'
    case 'integer':
    case 'number':
      return 'number'
    case 'array': {
      const items = objectAt(plain, 'items')
      return items && kindOf(items) === 'text' ? 'texts' : 'json'
    }
    default:
      return 'json'
  }
}

const PLACEHOLDERS: Readonly<Record<Kind, string>> = {
  text: '<text>',
  number: '<number>',
  flag: '<true|false>',
  texts: '<text>',
  json: '<json>',
}

const fromFile = (text: string): string => (text.startsWith('@') ? readFileOrExplain(text.slice(1), 'The file') : text)

/** The value that `text` spells. A text that begins with `@` is read from that file. @throws InvalidArgumentError */
export function readValue(kind: Kind, text: string): unknown {
  switch (kind) {
    case 'flag':
      if (text !== 'true' && text !== 'false') throw new InvalidArgumentError('It must be true or false.')
      return text === 'true'
    case 'number':
      if (!/^-?\d+(?:\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a number.')
      return Number(text)
    case 'json':
      try {
        return JSON.parse(fromFile(text))
      } catch (error) {
        if (error instanceof SyntaxError) throw new InvalidArgumentError('It must be JSON.')
        throw error
      }
    default:
      return fromFile(text)
  }
}

const appended = (previous: unknown, value: unknown): readonly unknown[] =>
  Array.isArray(previous) ? [...previous, value] : [value]

const optionFor = (field: string, schema: Schema, says: string | undefined): Option => {
  const kind = kindOf(schema)
  const choices =
    choicesOf(withoutNull(schema)) ?? (kind === 'texts' ? choicesOf(objectAt(schema, 'items') ?? {}) : undefined)
  const option = new Option(`--${field.replaceAll('_', '-')} ${PLACEHOLDERS[kind]}`, says ?? '')
  option.argParser((text: string, previous: unknown) => {
    const value = readValue(kind, text)
    if (choices && typeof value === 'string' && !choices.includes(value)) {
      throw new InvalidArgumentError(`It must be one of ${choices.join(', ')}.`)
    }
    return kind === 'texts' ? appended(previous, value) : value
  })
  return says === undefined ? option.hideHelp() : option
}

/**
 * An option for every field that may be sent when one is made, or changed. Those in `sayings` are explained in the help;
 * the others work, and are named there.
 */
export function fieldOptions(
  entity: Entity,
  verb: 'create' | 'update',
  sayings: Readonly<Record<string, string>>,
): readonly FieldOption[] {
  const refused = new Set([
    ...entity.readOnly,
    ...entity.hidden,
    ...(verb === 'create' ? entity.updateOnly : entity.createOnly),
  ])
  return Object.entries(entity.fields)
    .filter(([field]) => !refused.has(field) && !TAKEN.has(field.replaceAll('_', '-')))
    .map(([field, schema]) => ({ field, option: optionFor(field, schema, sayings[field]) }))
}

const isMap = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The JSON of `--data`: an object. @throws CommandError */
export function readData(text: string): Document {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw usageError('What --data gives is no JSON.')
  }
  if (!isMap(value)) throw usageError('What --data gives must be a JSON object: { "field": value, … }.')
  return value
}

/** The fields that options gave. */
export const givenFields = (fields: readonly FieldOption[], options: Readonly<Record<string, unknown>>): Document =>
  Object.fromEntries(
    fields
      .map(({ field, option }) => [field, options[option.attributeName()]] as const)
      .filter(([, value]) => value !== undefined),
  )

/** The fields that are to be unset, as a PATCH says it. @throws CommandError for one that there is not */
export const unsetFields = (entity: Entity, names: readonly string[]): Document =>
  Object.fromEntries(
    names.map((name) => {
      const field = name.replaceAll('-', '_')
      if (!Object.hasOwn(entity.fields, field)) throw usageError(`There is no field ${printable(name)} to unset.`)
      return [field, null]
    }),
  )
