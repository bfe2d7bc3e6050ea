// What is known of the tenant that files are compared with, and what comes to be known while steps are done.
import type { Document, Entity } from '@symbolon/protocol/entities/entity'
import { CommandError } from '../command-error.ts'
import type { FindSecret } from '../code/folder-secrets.ts'
import type { PlanStep } from '../code/plan.ts'
import { isDocument, type ManagementClient } from '../management-client.ts'

/** Something that the files say and that cannot be carried over, and what to do about it. */
export type Left = { readonly noun: string; readonly name: string; readonly says: string }

export type Plan = { readonly steps: readonly PlanStep[]; readonly left: readonly Left[] }

export const together = (plans: readonly Plan[]): Plan => ({
  steps: plans.flatMap(({ steps }) => steps),
  left: plans.flatMap(({ left }) => left),
})

export type Here = {
  readonly management: ManagementClient
  readonly secret: FindSecret
  /** Whether things keep the ids that the files give them: only beside the database. */
  readonly keepsIds: boolean
  /** All of a kind, as they are in the tenant. Asked once. */
  readonly all: (entity: Entity) => Promise<readonly Document[]>
  /** The id of what is called so, also when it was made a moment ago. @throws CommandError when there is none */
  readonly idOf: (collection: string, name: string) => string
  readonly knows: (collection: string, name: string) => boolean
  /** That something of this name will be there when its step is done, or is there now. */
  readonly expect: (collection: string, name: string) => void
  readonly learn: (collection: string, name: string, id: unknown) => void
}

/** Most of a kind that are looked at. */
const MOST = 100_000

/** Looks at a tenant. */
export function lookAt(management: ManagementClient, secret: FindSecret, keepsIds: boolean): Here {
  const asked = new Map<string, Promise<readonly Document[]>>()
  const ids = new Map<string, string | undefined>()
  const keyOf = (collection: string, name: string): string => `${collection} ${name}`

  const all: Here['all'] = (entity) => {
    const known = asked.get(entity.collection)
    if (known) return known
    const query = entity.collection === 'clients' ? { is_global: 'false' } : {}
    const found = management.list(entity, entity.path, query, MOST).then(({ documents }) => documents)
    asked.set(entity.collection, found)
    return found
  }

  return {
    management,
    secret,
    keepsIds,
    all,
    idOf: (collection, name) => {
      const id = ids.get(keyOf(collection, name))
      if (id !== undefined) return id
      throw new CommandError(`It needs ${name}, which is not there.`)
    },
    knows: (collection, name) => ids.has(keyOf(collection, name)),
    expect: (collection, name) => {
      if (!ids.has(keyOf(collection, name))) ids.set(keyOf(collection, name), undefined)
    },
    learn: (collection, name, id) => void ids.set(keyOf(collection, name), String(id)),
  }
}

/** The id of what is there already; undefined for what is still to be made. */
export const knownId = (here: Here, collection: string, name: string): string | undefined => {
  try {
    return here.idOf(collection, name)
  } catch {
    return undefined
  }
}

/** An answer that must be a document. @throws CommandError */
export function requireDocument(answer: unknown): Document {
  if (isDocument(answer)) return answer
  throw new CommandError('The server answered with something that is not understood here.')
}
