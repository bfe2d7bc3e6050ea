// What is read of a tenant that is written into files: what it looks like from outside, and nothing secret.
import type { Document, Entity } from '@symbolon/protocol/entities/entity'
import { isDocument, type ManagementClient } from '../../management-client.ts'

/** What stands in the place of a value that is in no file. */
export const NOT_SHOWN = '_VALUE_NOT_SHOWN_'

/** Most of a kind. */
const MOST = 1_000_000

/** In an order that does not depend on when something was made: what is exported, imported and exported again is the same text. */
export const inOrder = <T>(items: readonly T[]): readonly T[] => {
  const keyOf = (item: T): string =>
    isDocument(item) ? JSON.stringify([item['name'], item['description'], item['id'], item]) : JSON.stringify(item)
  return items.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
}

export const allOf = async ({ list }: ManagementClient, entity: Entity, query = {}): Promise<readonly Document[]> =>
  inOrder((await list(entity, entity.path, query, MOST)).documents)

export const without = (document: Document, ...fields: readonly string[]): Document =>
  Object.fromEntries(Object.entries(document).filter(([field]) => !fields.includes(field)))

/** Names of members by which somebody proves who they are, wherever they stand. */
const SECRET =
  /^(?:.*(?:secret|password|passwd|passphrase|private_?key|api_?key|access_?key|agent_?key|sas_?key|auth_?token|access_?token|refresh_?token|twilio_token|pfx)|smtp_pass|httpAuthorization|token|secretAccessKey)$/i

/** The same where somebody else has given the names: what may be meant by one is told by nobody. */
const MAYBE_SECRET = /(?:key|token|authorization|pfx|credentials?|cookie)$/i

/** Settings whose names only look like it. */
const OPEN = /^(?:.*Policy|requires_.*|.*_enabled)$/i

/**
 * The same without what is secret in it: the values of such members are told by nobody.
 *
 * @param names whose the names of members are: ours, or anybody's, as in the options of connections to others
 */
export function withoutSecretValues(value: unknown, names: 'ours' | 'anybodys' = 'ours'): unknown {
  if (Array.isArray(value)) return value.map((inner) => withoutSecretValues(inner, names))
  if (typeof value === 'string' && value.includes('PRIVATE KEY')) return NOT_SHOWN
  if (!isDocument(value)) return value
  const isSecretName = (name: string): boolean =>
    (SECRET.test(name) && !OPEN.test(name)) || (names === 'anybodys' && MAYBE_SECRET.test(name))
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const isSecret = typeof inner === 'string' && inner !== '' && isSecretName(name)
      return [name, isSecret ? NOT_SHOWN : withoutSecretValues(inner, names)]
    }),
  )
}

/** A map of which every value is secret. */
export const namesAlone = (value: unknown): Document =>
  Object.fromEntries(Object.keys(isDocument(value) ? value : {}).map((name) => [name, NOT_SHOWN]))
