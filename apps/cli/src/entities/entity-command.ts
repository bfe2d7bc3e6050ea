// The commands of one entity: list, show, create, update, delete, as far as its description has the verb.
import { Command } from 'commander'
import type { Document, Verb } from '@symbolon/protocol/entities/entity'
import { agreed } from '../agree.ts'
import { CommandError, usageError } from '../command-error.ts'
import { withConnection, type ConnectionOptions } from '../connection.ts'
import { isDocument, openManagement } from '../management-client.ts'
import { printable, printableJson } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { readFileOrExplain, type Terminal } from '../terminal.ts'
import { fieldOptions, givenFields, readData, unsetFields, type FieldOption } from './field-options.ts'
import type { Look, Shorthand } from './look.ts'
import { showDocument, withoutSecrets } from './show.ts'

type Options = ConnectionOptions & {
  readonly json?: boolean
  readonly data?: string
  readonly limit?: number
  readonly unset?: readonly string[]
  readonly yes?: boolean
} & Readonly<Record<string, unknown>>

type Build = (look: Look, terminal: Terminal) => Command

/** Path of the list, or of one of it, below /api/v2. */
const pathOf = ({ entity }: Look, parent: string | undefined, id?: string): string => {
  const list = entity.path.replace(/:[a-z_]+/, () => encodeURIComponent(parent ?? ''))
  return id === undefined ? list : `${list}/${encodeURIComponent(id)}`
}

const examples = (look: Look, verb: Verb): string =>
  `\nExamples:\n${(look.examples[verb] ?? []).map((line) => `  ${line}`).join('\n')}`

const verbCommand = (look: Look, verb: Verb, name: string, summary: string, description: string): Command => {
  const command = new Command(name).summary(summary).description(description)
  if (look.entity.parent !== undefined) command.argument(`<${look.entity.parent}>`, 'to whom it belongs')
  return command.addHelpText('after', examples(look, verb)).option('--json', 'as JSON, for programs')
}

/** Arguments before options and command, with the parent's id apart. */
const split = (look: Look, all: readonly unknown[]) => {
  const texts = all.slice(0, -2).map((argument) => (typeof argument === 'string' ? argument : undefined))
  const [parent, ...rest] = look.entity.parent === undefined ? [undefined, ...texts] : texts
  return { parent, rest }
}

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw usageError('--limit must be a whole number from 1.')
  return Number(text)
}

/** The query that the options of a list say. */
const chosenIn = ({ choices }: Look, command: Command): Readonly<Record<string, string>> =>
  Object.fromEntries(
    choices.flatMap(({ flags, parameter }) => {
      const option = command.options.find((known) => known.flags === flags)
      const said: unknown = option && command.getOptionValue(option.attributeName())
      return typeof said === 'string' ? [[parameter, said]] : []
    }),
  )

const list: Build = (look, terminal) => {
  const { entity } = look
  const command = verbCommand(
    look,
    'list',
    'list',
    `the ${look.many} there are`,
    `Lists the ${look.many} of the tenant.`,
  )
  for (const { flags, says } of look.choices) command.option(flags, says)
  if (!entity.paging.includes('whole')) command.option('--limit <number>', 'at most so many', wholeNumber, 100)
  return withConnection(command).action(async (...all: unknown[]) => {
    const options = command.opts<Options>()
    const limit = options.limit ?? 100
    const path = pathOf(look, split(look, all).parent)
    const query = { ...look.listQuery, ...chosenIn(look, command) }
    const { documents, hasMore } = await openManagement(options, terminal).list(entity, path, query, limit)
    const rows = documents.map((document) => look.columns.map(({ of }) => of(document)))
    const titles = look.columns.map(({ title }) => title)
    terminal.write(
      options.json ? printableJson(documents.map(withoutSecrets)) : table(titles, rows, terminal.columns, look.uncut),
    )
    if (hasMore) terminal.remark(`There are more: these are the first ${limit}. See --limit.`)
  })
}

const show: Build = (look, terminal) => {
  const command = verbCommand(look, 'get', 'show', `one of them, whole`, `Shows ${look.one}, field by field.`)
  if (look.entity.id !== undefined) command.argument('<id>', look.idSays)
  return withConnection(command).action(async (...all: unknown[]) => {
    const options = command.opts<Options>()
    const { parent, rest } = split(look, all)
    const document = await openManagement(options, terminal).call('GET', pathOf(look, parent, rest[0]))
    showDocument(requireDocument(document), { json: options.json === true }, terminal)
  })
}

const requireDocument = (answer: unknown): Document => {
  if (isDocument(answer)) return answer
  throw new CommandError('The server answered with something that is not understood here.')
}

/** Adds the options that say fields, and the line that names those without a sentence. */
const withFields = (command: Command, look: Look, verb: 'create' | 'update'): readonly FieldOption[] => {
  for (const { flags, says, item } of look.shorthands) {
    if (item) command.option(flags, says, (text: string, previous: string[] = []) => [...previous, text])
    else command.option(flags, says)
  }
  const fields = fieldOptions(look.entity, verb, look.sayings).filter(
    ({ field }) => verb === 'update' || !look.positional.includes(field),
  )
  for (const { option } of fields) command.addOption(option)
  command.option('--data <json>', 'fields as a JSON object; @FILE reads a file, "-" standard input')
  const others = fields.filter(({ option }) => option.hidden).map(({ option }) => option.long)
  if (others.length > 0) {
    command.addHelpText(
      'after',
      `\nEvery other field is an option too. A list is said item by item, a structure as\nJSON; @FILE reads a value from a file:\n${lines(others)}`,
    )
  }
  return fields
}

/** Names in lines of at most 78 columns. */
const lines = (names: readonly (string | undefined)[]): string =>
  names
    .reduce<string[]>(
      (all, name = '') => {
        const last = all.at(-1) ?? ''
        if (last.length + name.length < 77) all[all.length - 1] = `${last} ${name}`
        else all.push(`  ${name}`)
        return all
      },
      [' '],
    )
    .join('\n')

const shorthandFields = (shorthands: readonly Shorthand[], command: Command): Document =>
  Object.fromEntries(
    shorthands.flatMap(({ flags, field, item, value = (text: string) => text }) => {
      const option = command.options.find((known) => known.flags === flags)
      const said: unknown = option && command.getOptionValue(option.attributeName())
      if (Array.isArray(said) && item) return [[field, said.map((text) => item(String(text)))] as const]
      return typeof said === 'string' ? [[field, value(said)] as const] : []
    }),
  )

const sentFields = async (look: Look, fields: readonly FieldOption[], command: Command, terminal: Terminal) => {
  const options = command.opts<Options>()
  const { data } = options
  if (data === '-' && options.clientSecret === '-')
    throw usageError('Standard input can be --data or --client-secret, not both.')
  const text =
    data === '-'
      ? await terminal.readInput()
      : data?.startsWith('@')
        ? readFileOrExplain(data.slice(1), 'The file')
        : data
  return {
    ...(text === undefined ? {} : readData(text)),
    ...givenFields(fields, options),
    ...shorthandFields(look.shorthands, command),
  }
}

const create: Build = (look, terminal) => {
  const { entity, positional } = look
  const command = verbCommand(look, 'create', 'create', `make one`, `Makes ${look.one}.`)
  for (const field of positional) command.argument(`[${field}]`, look.sayings[field] ?? '')
  const fields = withFields(command, look, 'create')
  look.creation?.extend(command)
  return withConnection(command).action(async (...all: unknown[]) => {
    const options = command.opts<Options>()
    const { parent, rest } = split(look, all)
    const inOrder = positional.flatMap((field, at) => (rest[at] === undefined ? [] : [[field, rest[at]] as const]))
    const said = { ...(await sentFields(look, fields, command, terminal)), ...Object.fromEntries(inOrder) }
    const management = openManagement(options, terminal)
    const missing = entity.required.filter((field) => !Object.hasOwn({ ...look.presets, ...said }, field))
    if (missing.length > 0) throw usageError(`What is missing to make ${look.one}: ${missing.join(', ')}.`)
    const prepared = await look.creation?.prepare(management, options, said)
    const body = { ...look.presets, ...prepared?.presets, ...said }
    const made = requireDocument(await management.call('POST', pathOf(look, parent), body))
    showDocument(made, { json: options.json === true, made: true, brief: look.brief }, terminal)
    await prepared?.finish(made)
  })
}

const update: Build = (look, terminal) => {
  const { entity } = look
  const says = `Changes the fields that are given, and no others. A list or a structure is replaced whole.`
  const command = verbCommand(look, 'update', 'update', 'change fields of one', says)
  if (entity.id !== undefined) command.argument('<id>', look.idSays)
  const fields = withFields(command, look, 'update')
  command.option(
    '--unset <field>',
    'back to the default, or to nothing; may be said again',
    (text: string, previous: string[] = []) => [...previous, text],
  )
  return withConnection(command).action(async (...all: unknown[]) => {
    const options = command.opts<Options>()
    const { parent, rest } = split(look, all)
    const changes = await sentFields(look, fields, command, terminal)
    const body: Document = { ...changes, ...unsetFields(entity, options.unset ?? []) }
    if (Object.keys(body).length === 0) throw usageError('Nothing to change: name a field, or use --data.')
    const changed = await openManagement(options, terminal).call('PATCH', pathOf(look, parent, rest[0]), body)
    // A change to HS256 makes a secret, which nobody has seen yet.
    const made = body['signing_alg'] === 'HS256' && body['signing_secret'] === undefined
    showDocument(requireDocument(changed), { json: options.json === true, made, brief: look.brief }, terminal)
  })
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

const remove: Build = (look, terminal) => {
  const says = `Deletes ${look.one}, for good. Asks first, unless --yes is said.`
  const command = verbCommand(look, 'delete', 'delete', 'delete one, for good', says)
  if (look.entity.id !== undefined) command.argument('<id>', look.idSays)
  command.option('--yes', 'do not ask')
  return withConnection(command).action(async (...all: unknown[]) => {
    const options = command.opts<Options>()
    const { parent, rest } = split(look, all)
    const id = rest[0]
    const named = id === undefined ? look.one : `${look.one}, ${printable(id)}`
    const { call } = openManagement(options, terminal)
    // Asked first, so that nobody confirms what there is not: a delete of nothing succeeds.
    await call('GET', pathOf(look, parent, id))
    await agreed(`Delete ${named}${id === undefined ? '' : ','} for good?`, options, terminal)
    await call('DELETE', pathOf(look, parent, id))
    terminal.remark(`${id === undefined ? capital(look.one) : printable(id)} is deleted.`)
  })
}

/** To replace a document whole is for programs: people change fields. */
const BUILDS: Readonly<Partial<Record<Verb, Build>>> = { list, get: show, create, update, delete: remove }

/** The command of an entity, with a command below it for each of its verbs. */
export function entityCommand(look: Look, terminal: Terminal): Command {
  const verbs = look.entity.verbs.flatMap((verb) => BUILDS[verb]?.(look, terminal) ?? [])
  const names = verbs.map((verb) => verb.name()).join(', ')
  const command = new Command(look.command).summary(`${look.many}: ${names}`).description(look.description)
  for (const verb of verbs) command.addCommand(verb)
  return command
}
