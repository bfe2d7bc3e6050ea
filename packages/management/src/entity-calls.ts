// What can be done with each kind of thing, typed by its description: no type of a field is written twice.
import type { Entity, Verb } from '@symbolon/protocol/entities/entity'
import type { Static } from '@symbolon/protocol/entities/schema'

type Fields<E extends Entity> = { readonly [K in keyof E['fields']]: Static<E['fields'][K]> }

type Names<E extends Entity, P extends 'readOnly' | 'hidden' | 'createOnly' | 'updateOnly' | 'writeOnly'> = E[P][number]

/** One of them as it is answered: any field may be missing. */
export type Answered<E extends Entity> = Partial<Omit<Fields<E>, Names<E, 'hidden' | 'writeOnly'>>>

/** What makes one. */
export type Creation<E extends Entity> = Pick<Fields<E>, E['required'][number] & keyof E['fields']> &
  Partial<Omit<Fields<E>, E['required'][number] | Names<E, 'readOnly' | 'hidden' | 'updateOnly'>>>

/** What changes one: null unsets what need not be there. */
export type Changes<E extends Entity> = {
  readonly [K in Exclude<keyof E['fields'], Names<E, 'readOnly' | 'hidden' | 'createOnly'>>]?: Fields<E>[K] | null
}

/** A secret that is answered this once. */
export type Made<E extends Entity> = Answered<E> &
  (E extends { readonly revealed: infer R } ? { readonly [K in keyof R]: Static<R[K]> } : unknown)

type Query<E extends Entity> = {
  readonly [K in keyof E['filters'] | (E extends { readonly contains: infer C } ? keyof C : never)]?: string | boolean
}

/** What stands in a path before one's own id: of a credential its client. */
type Parent<E extends Entity> = E extends { readonly parent: string } ? [parent: string] : []
type Id<E extends Entity> = E extends { readonly id: string } ? [id: string] : []

type Calls<E extends Entity> = {
  /** All of them, page after page as they are asked for. */
  readonly list: (...at: [...Parent<E>, query?: Query<E>]) => AsyncIterable<Answered<E>>
  readonly get: (...at: [...Parent<E>, ...Id<E>]) => Promise<Answered<E>>
  readonly create: (...at: [...Parent<E>, body: Creation<E>]) => Promise<Made<E>>
  readonly replace: (...at: [...Parent<E>, ...Id<E>, body: Creation<E>]) => Promise<Answered<E>>
  readonly update: (...at: [...Parent<E>, ...Id<E>, body: Changes<E>]) => Promise<Answered<E>>
  readonly delete: (...at: [...Parent<E>, ...Id<E>]) => Promise<void>
}

/** The verbs that an entity has, and no others. */
export type EntityCalls<E extends Entity> = Pick<Calls<E>, E['verbs'][number] & Verb>
