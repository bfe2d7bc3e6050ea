// Everything that is served below /api/v2, one description an operation: the verbs of the entities and the endpoints beside them. The
// OpenAPI document is made from it, and the typed client from that.
import { answerOf, farewellOf, madeOf, pageOf } from '@symbolon/protocol/entities/answers'
import { changesOf, creationOf } from '@symbolon/protocol/entities/bodies'
import { listKeyOf, METHOD_OF, pathOf, scopesFor, type Entity, type Verb } from '@symbolon/protocol/entities/entity'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import type { QueryShape } from '@symbolon/protocol/entities/query'
import type { JsonSchema } from '@symbolon/protocol/entities/schema'
import type { Endpoint } from './endpoint.ts'
import { ENDPOINTS } from './endpoints.ts'

export type Operation = Pick<
  Endpoint,
  'method' | 'path' | 'status' | 'scopes' | 'allScopes' | 'form' | 'statusOfNothing'
> & {
  readonly query: QueryShape
  readonly body: JsonSchema | undefined
  readonly bodyIsOptional: boolean
  /** What a success says; undefined where it says nothing. */
  readonly answer: JsonSchema | undefined
}

const NO_QUERY: QueryShape = {}

const queryOf = (entity: Entity, verb: Verb): QueryShape => {
  if (verb === 'list') return entity
  return verb === 'get' ? { selectable: entity.selectable } : NO_QUERY
}

const answersOf = (entity: Entity, verb: Verb): JsonSchema | undefined => {
  // Where nothing is said of pages, entities are answered as an array, whatever pages they know.
  if (verb === 'list') return pageOf(['array', ...entity.paging], listKeyOf(entity), answerOf(entity))
  if (verb === 'create' && entity.revealed) return madeOf(entity)
  return verb === 'delete' ? farewellOf(entity) : answerOf(entity)
}

const statusOf = ({ created, deleted }: Entity, verb: Verb): Endpoint['status'] => {
  if (verb === 'create') return created ?? 201
  return verb === 'delete' ? (deleted?.status ?? 204) : 200
}

const bodies = new Map<string, JsonSchema>()

/** The same object each time, so that whoever names schemas knows it again. */
export const bodyOf = (entity: Entity, verb: Verb): JsonSchema | undefined => {
  if (verb !== 'create' && verb !== 'replace' && verb !== 'update') return undefined
  const kind = verb === 'update' ? 'update' : 'create'
  const name = `${kind} ${entity.name}`
  const body = bodies.get(name) ?? (kind === 'update' ? changesOf(entity) : creationOf(entity))
  bodies.set(name, body)
  return body
}

const operationOf = (entity: Entity, verb: Verb): Operation => ({
  method: METHOD_OF[verb],
  path: pathOf(entity, verb),
  status: statusOf(entity, verb),
  scopes: scopesFor(entity, verb),
  query: queryOf(entity, verb),
  body: bodyOf(entity, verb),
  bodyIsOptional: false,
  answer: answersOf(entity, verb),
})

const described = (one: Endpoint): Operation => ({
  method: one.method,
  path: one.path,
  status: one.status,
  scopes: one.scopes,
  ...(one.allScopes ? { allScopes: one.allScopes } : {}),
  ...(one.form ? { form: one.form } : {}),
  ...(one.statusOfNothing ? { statusOfNothing: one.statusOfNothing } : {}),
  query: one.query ?? NO_QUERY,
  body: one.bodyOf ? bodyOf(...one.bodyOf) : one.bodySchema,
  bodyIsOptional: one.bodyIsOptional ?? false,
  answer: one.answers,
})

/** Every operation, in the order of the two lists. */
export const operations = (): readonly Operation[] => [
  ...(ENTITIES as readonly Entity[]).flatMap((entity) => entity.verbs.map((verb) => operationOf(entity, verb))),
  ...ENDPOINTS.map(described),
]
