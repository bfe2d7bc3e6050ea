// What --grant says: an API and scopes in one word. Both may contain colons, so the APIs there are decide where one ends.
import { RESOURCE_SERVER } from '@symbolon/protocol/entities/resource-server'
import type { Document } from '@symbolon/protocol/entities/entity'
import { CommandError } from '../command-error.ts'
import type { ManagementClient } from '../management-client.ts'
import { printable } from '../output/printable.ts'

export type WantedGrant = { readonly audience: string; readonly scope: readonly string[] }

/** An API as far as a grant is concerned. */
export type KnownApi = { readonly identifier: string; readonly scopes: readonly string[] }

const MOST_APIS = 10_000
/** Most names in one sentence. */
const MOST_NAMES = 8

const named = (names: readonly string[]): string =>
  names.length === 0
    ? 'none'
    : `${names.slice(0, MOST_NAMES).map(printable).join(', ')}${names.length > MOST_NAMES ? ', …' : ''}`

/** The grant that `text` means among `apis`. Without scopes: none. @throws CommandError */
export function readGrant(text: string, apis: readonly KnownApi[]): WantedGrant {
  const fitting = apis.filter(({ identifier }) => text === identifier || text.startsWith(`${identifier}:`))
  const api = fitting.sort((one, other) => other.identifier.length - one.identifier.length)[0]
  if (!api) {
    throw new CommandError(
      `No API is meant by ${printable(text)}. There are: ${named(apis.map(({ identifier }) => identifier))}.`,
    )
  }
  const scopes = text.slice(api.identifier.length + 1)
  if (scopes === '*') return { audience: api.identifier, scope: api.scopes }
  const scope = [...new Set(scopes.split(',').map((name) => name.trim()))].filter((name) => name !== '')
  const unknown = scope.filter((name) => !api.scopes.includes(name))
  if (unknown.length > 0) {
    throw new CommandError(`${printable(api.identifier)} has no scope ${named(unknown)}. It has: ${named(api.scopes)}.`)
  }
  return { audience: api.identifier, scope }
}

const knownApi = ({ identifier, scopes }: Document): KnownApi => ({
  identifier: String(identifier),
  scopes: Array.isArray(scopes) ? scopes.map((scope: unknown) => String(Reflect.get(Object(scope), 'value'))) : [],
})

/** What every --grant means, before anything is made. @throws CommandError */
export async function readGrants(
  { list }: ManagementClient,
  texts: readonly string[],
): Promise<readonly WantedGrant[]> {
  const { documents } = await list(RESOURCE_SERVER, RESOURCE_SERVER.path, {}, MOST_APIS)
  const apis = documents.map(knownApi)
  return texts.map((text) => readGrant(text, apis))
}
