// entities: what the Management API manages, one file an entity. Routes, scopes, validation, columns, documentation
// and command line are made from these descriptions; nothing else may spell an entity's fields.
import type { Schema, Static } from './schema.ts'

/** How an identifier is made: `prefix` followed by `length` random characters of `alphabet`. */
export type IdFormat = {
  readonly prefix: string
  readonly length: number
  readonly alphabet: 'alphanumeric' | 'hex' | 'digits'
}

/** How a list can be asked for. reference: Management API, pagination. `whole`: everything as one array, no query at all. */
export type Paging = 'whole' | 'array' | 'totals' | 'checkpoint'

/** The answers of one entity when something is not there or is there already. */
export type EntityErrors = {
  /** `{id}` stands for what was asked for. */
  readonly missing: { readonly errorCode?: string; readonly message: string }
  readonly conflict: { readonly errorCode?: string; readonly message: string }
}

export type EntityScopes = {
  readonly read: readonly string[]
  readonly create: readonly string[]
  readonly update: readonly string[]
  readonly delete: readonly string[]
}

/** `replace` is PUT: every field that is not sent goes back to its default. Its scopes are those of `update`. */
export type Verb = 'list' | 'get' | 'create' | 'replace' | 'update' | 'delete'

/**
 * One kind of thing the Management API manages. reference: Management API, sections 3 to 7, 16 and 17.
 */
export type Entity = {
  /** Singular, kebab-case: `resource-server`. Also the name of the description file and of the CLI command. */
  readonly name: string
  /** Path below `/api/v2`, one parameter for a parent: `clients/:client_id/credentials`. */
  readonly path: string
  /** Plural, snake_case: the key of list envelopes and the collection (table) it is kept in. */
  readonly collection: string
  /** The key of list envelopes where that is not the collection. */
  readonly listKey?: string
  /** The field that identifies one of them within its tenant; absent for a single document such as the tenant's settings. */
  readonly id?: string
  readonly idFormat?: IdFormat
  /** A second unique field that paths may use in place of the id: `identifier` of an API. */
  readonly alternateId?: string
  /** The field that names the parent in `path`: `client_id` of a credential. */
  readonly parent?: string
  readonly verbs: readonly Verb[]
  /** Of a single document: one that is not kept reads as the defaults. Without this it is missing. */
  readonly absent?: 'defaults'
  /** Status of a POST; otherwise 201. */
  readonly created?: 200
  /** How a DELETE is answered: with an empty object, or with the time (`deleted_at`). Otherwise 204 and nothing. */
  readonly deleted?: { readonly status: 200 | 202; readonly says: 'nothing' | 'when' }
  readonly scopes: EntityScopes
  /** Every field, by its wire name, with its own constraints. */
  readonly fields: Readonly<Record<string, Schema<unknown>>>
  readonly required: readonly string[]
  /** Answered, never accepted. */
  readonly readOnly: readonly string[]
  /** Accepted on POST, refused on PATCH. */
  readonly createOnly: readonly string[]
  /** Accepted on PATCH, refused on POST. */
  readonly updateOnly: readonly string[]
  /** Accepted, never answered. */
  readonly writeOnly: readonly string[]
  /** Kept, neither accepted nor answered: the parent's id, which the path says. */
  readonly hidden: readonly string[]
  /** Accepted, but never part of the kept document: secrets, and wishes about how to read the rest. */
  readonly apart: readonly string[]
  /** Maps whose PATCH changes only the keys it names, and removes those it sets to null. Other fields are replaced whole. */
  readonly merged: readonly string[]
  /** Fields that only a holder of one of these scopes may change; `*` stands for all that are not named. */
  readonly updateScopes: Readonly<Record<string, readonly string[]>>
  /**
   * Fields answered only to a caller who holds one of these scopes, or to whom has written them with this very request; never in
   * the tenant log.
   */
  readonly guarded: Readonly<Record<string, readonly string[]>>
  /** Answered once, to whoever makes one, and kept by nobody as it is. */
  readonly revealed?: Readonly<Record<string, Schema<unknown>>>
  /** What a new one has where the request says nothing. */
  readonly defaults: Readonly<Record<string, unknown>>
  /** Fields that are columns of their own, so that the store can look things up by them. */
  readonly columns: readonly string[]
  /** Query parameters of a list that compare a column for equality, with that column: `{ is_global: 'global' }`. */
  readonly filters: Readonly<Record<string, string>>
  /** Query parameters of a list that look for a piece of a text column, whatever the case of its letters. */
  readonly contains?: Readonly<Record<string, string>>
  /** Query parameters of a list that say what is so anyway, with their values. */
  readonly accepts?: Readonly<Record<string, readonly string[]>>
  /** Whether `fields` and `include_fields` choose what is answered. */
  readonly selectable: boolean
  readonly paging: readonly Paging[]
  /** Order of an envelope's keys on the wire: totals before the items, or after. */
  readonly envelope: 'totals-first' | 'items-first'
  readonly errors: EntityErrors
}

/** The key under which lists of them are answered. */
export const listKeyOf = ({ listKey, collection }: Pick<Entity, 'listKey' | 'collection'>): string =>
  listKey ?? collection

/** Which scopes let in for a verb; any one of them is enough. */
export const scopesFor = ({ scopes }: Pick<Entity, 'scopes'>, verb: Verb): readonly string[] => {
  if (verb === 'list' || verb === 'get') return scopes.read
  return scopes[verb === 'replace' ? 'update' : verb]
}

/** By which method each verb is asked for. */
export const METHOD_OF = {
  list: 'GET',
  get: 'GET',
  create: 'POST',
  replace: 'PUT',
  update: 'PATCH',
  delete: 'DELETE',
} as const satisfies Readonly<Record<Verb, string>>

/** Where each verb is asked for, below `/api/v2`; a single document has one path for all. */
export const pathOf = ({ id, path }: Pick<Entity, 'id' | 'path'>, verb: Verb): string =>
  `/${path}${id !== undefined && verb !== 'list' && verb !== 'create' ? '/:id' : ''}`

/** Any document, before it is known of which entity. */
export type Document = Readonly<Record<string, unknown>>

/** The kept document of an entity: the fields that are always there, and the rest. */
export type Stored<
  F extends Readonly<Record<string, Schema<unknown>>>,
  Always extends keyof F,
  Apart extends keyof F = never,
> = {
  readonly [K in Always]: Static<F[K]>
} & {
  readonly [K in Exclude<keyof F, Always | Apart>]?: Static<F[K]>
}
