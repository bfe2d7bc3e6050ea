// The shape of what one kind of thing needs around the five verbs. Nouns decide and write nothing: they answer with changes, which
// entities.ts applies all at once.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Collections } from '../collections.ts'
import { ApiError } from '../errors.ts'
import type { CollectionName, Change, Page, PageQuery, Where } from '../ports.ts'
import type { Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'

/** What a write would do. */
export type Draft<D extends Document = Document> = {
  readonly document: D
  readonly changes: readonly Change[]
  /** Answered this once and never again: a new secret. */
  readonly revealed?: Document
  /** What must follow once it is kept, before it is answered. */
  readonly afterwards?: () => Promise<void>
}

/** What must happen around one kind of thing. Bodies have been checked against the entity. */
export type Noun<D extends Document> = {
  readonly create?: (tenancy: Tenancy, sent: Document, parent: string) => Promise<Draft<D>>
  readonly update: (tenancy: Tenancy, before: D, sent: Document) => Promise<Draft<D>>
  /** Without it, it cannot be removed. */
  readonly remove?: (tenancy: Tenancy, document: D) => Promise<readonly Change[]>
  /** Returns when this caller may remove this very one. @throws ApiError 403 */
  readonly requireRemovable?: (tenancy: Tenancy, caller: Caller, document: D) => Promise<void>
  /** What must go before it does: done for sure when it is gone, and done again when somebody asks again. */
  readonly removing?: (tenancy: Tenancy, document: D) => Promise<void>
  /** What must follow once it is gone, before that is answered. */
  readonly removed?: (tenancy: Tenancy, document: D) => Promise<void>
  /** What is answered besides the kept document. */
  readonly show?: (tenancy: Tenancy, document: D) => Soon<Document>
  /** Returns when the parent is there. @throws ApiError 404 */
  readonly requireParent?: (tenancy: Tenancy, parent: string) => Soon<void>
}

/** A draft, and what is answered besides its document once it is kept. */
export type Drafted = Draft & { readonly show: () => Soon<Document> }

/** One thing that is there, and what can be done with it. */
export type Found = {
  readonly document: Document
  readonly update: (sent: Document) => Promise<Drafted>
  readonly requireRemovable: (caller: Caller) => Promise<void>
  readonly remove: () => Promise<readonly Change[]>
  readonly removing: () => Promise<void>
  readonly removed: () => Promise<void>
}

/** All things of one kind; a document that is handed in is one of them. */
export type Room = {
  /** At once where it is remembered. */
  readonly find: (tenancy: Tenancy, where: Where) => Soon<Document | undefined>
  readonly all: (tenancy: Tenancy, where: Where) => Soon<readonly Document[]>
  readonly page: (tenancy: Tenancy, query: PageQuery) => Promise<Page<Document>>
  /** What is answered besides the document. */
  readonly show: (tenancy: Tenancy, document: Document) => Soon<Document>
  readonly found: (tenancy: Tenancy, document: Document) => Found
  /** One that nobody has changed yet, and that is therefore not kept: `document` says what it is like. */
  readonly untouched: (tenancy: Tenancy, document: Document) => Found
  readonly create: (tenancy: Tenancy, sent: Document, parent: string) => Promise<Drafted>
  readonly requireParent: (tenancy: Tenancy, parent: string) => Soon<void>
}

const refuse = (): never => {
  throw new ApiError(405, 'Method Not Allowed')
}

const NOTHING: Document = Object.freeze({})

/** What is changed before it was kept is kept for the first time. */
const firstKept = (changes: readonly Change[], untouched: Document): readonly Change[] =>
  changes.map((change) =>
    'replace' in change && change.before === untouched
      ? // The two members belong together as they did in the replacement.
        ({ insert: change.replace, document: change.after } as Change)
      : change,
  )

/** The things of `collection`, with what `noun` knows about them. */
export const openRoom = <C extends CollectionName>(collection: C, noun: Noun<Collections[C]>): Room => {
  const show = (tenancy: Tenancy, document: Collections[C]): Soon<Document> =>
    noun.show ? noun.show(tenancy, document) : NOTHING
  const drafted = (tenancy: Tenancy, draft: Draft<Collections[C]>): Drafted => ({
    ...draft,
    show: () => show(tenancy, draft.document),
  })
  const found = (tenancy: Tenancy, document: Collections[C]): Found => ({
    document,
    update: async (sent) => drafted(tenancy, await noun.update(tenancy, document, sent)),
    requireRemovable: async (caller) => noun.requireRemovable?.(tenancy, caller, document),
    remove: async () => (noun.remove ? noun.remove(tenancy, document) : refuse()),
    removing: async () => noun.removing?.(tenancy, document),
    removed: async () => noun.removed?.(tenancy, document),
  })
  // What is handed in has come from this room, or is what the entity's description says where nothing is kept.
  return {
    show: (tenancy, document) => show(tenancy, document as Collections[C]),
    found: (tenancy, document) => found(tenancy, document as Collections[C]),
    untouched: (tenancy, document) => {
      const one = found(tenancy, document as Collections[C])
      const update = async (sent: Document): Promise<Drafted> => {
        const draft = await one.update(sent)
        return { ...draft, changes: firstKept(draft.changes, document) }
      }
      return { ...one, update }
    },
    find: ({ store }, where) => store.find(collection, where),
    all: ({ store }, where) => store.all(collection, where),
    page: ({ store }, query) => store.page(collection, query),
    create: async (tenancy, sent, parent) =>
      noun.create ? drafted(tenancy, await noun.create(tenancy, sent, parent)) : refuse(),
    requireParent: (tenancy, parent) => noun.requireParent?.(tenancy, parent),
  }
}
