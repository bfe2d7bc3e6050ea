// A kind of thing around which nothing must happen: what was sent is kept, changed, removed.
import { changedDocument, newDocument } from '@symbolon/protocol/entities/documents'
import type { Document, Entity } from '@symbolon/protocol/entities/entity'
import type { Collections } from '../collections.ts'
import { newId } from '../identifiers.ts'
import type { Change, CollectionName } from '../ports.ts'
import type { Noun } from './noun.ts'

type PlainNoun<C extends CollectionName> = Required<Pick<Noun<Collections[C]>, 'create' | 'update' | 'remove'>>

/** What to do with the things of `entity` when no file here says more. */
export const plainNoun = <C extends CollectionName>(collection: C, entity: Entity): PlainNoun<C> => ({
  create: async ({ random }, sent, parent) => {
    const own: Record<string, unknown> = entity.parent === undefined ? {} : { [entity.parent]: parent }
    if (entity.id !== undefined && entity.idFormat) own[entity.id] = newId(random, entity.idFormat)
    const document = newDocument<Document & Collections[C]>(entity, { ...sent, ...own })
    // The compiler cannot see that the two members belong together for every C; they do, by the type of `document`.
    return { document, changes: [{ insert: collection, document } as unknown as Change] }
  },
  update: async (_tenancy, before, sent) => {
    const document = changedDocument<Document & Collections[C]>(entity, before, sent)
    return { document, changes: [{ replace: collection, before, after: document } as unknown as Change] }
  },
  remove: async (_tenancy, document) => [{ remove: collection, document } as unknown as Change],
})
