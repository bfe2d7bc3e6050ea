// The steps that make a tenant's things of one kind as files say: made where they are not, changed where they differ, left alone where
// they do not. What is particular to a kind stands beside it.
import type { Document, Entity } from '@symbolon/protocol/entities/entity'
import { keep, type PlanStep } from '../code/plan.ts'
import { acceptable, type Accepted } from './acceptable.ts'
import { differences } from './differences.ts'
import { requireDocument, together, type Here, type Left, type Plan } from './here.ts'

export type Kind = {
  readonly entity: Entity
  /** What people call one of it. */
  readonly noun: string
  /** The field by which one is known. */
  readonly known: string
  /** Fields that are carried over in another way, or are nobody's loss. */
  readonly ignored?: readonly string[]
  /** Whether two of them may have the same name, so that one whose id is known is found by that alone. */
  readonly byIdAlone?: boolean
  /** Fields that are no longer what the file says, but what that means here. */
  readonly translate?: (document: Document) => Document
  /** Further steps for one, which is there when they are done. */
  readonly further?: (document: Document, before: Document | undefined) => Promise<Plan>
  /** Whether two lists in a field mean the same. */
  readonly change?: (before: Document, fields: Document) => Document
}

const idIn = ({ id }: Entity, document: Document): string | undefined => {
  const value = id === undefined ? undefined : document[id]
  return typeof value === 'string' && value !== '' ? value : undefined
}

const matching = (kind: Kind, here: Here, document: Document, existing: readonly Document[]): Document | undefined => {
  const { entity, known } = kind
  const id = idIn(entity, document)
  const byId = id === undefined ? undefined : existing.find((one) => idIn(entity, one) === id)
  if (byId || (id !== undefined && kind.byIdAlone && here.keepsIds)) return byId
  return existing.find((one) => one[known] === document[known])
}

const pathTo = ({ path, id }: Entity, document: Document): string =>
  `${path}/${encodeURIComponent(String(document[id ?? 'id']))}`

const only = (document: Document, wanted: (field: string) => boolean): Document =>
  Object.fromEntries(Object.entries(document).filter(([field]) => wanted(field)))

/** Makes it, with the id that the file gives where that can be kept; what only a change may set follows. */
async function create({ entity }: Kind, here: Here, document: Document, fields: Document): Promise<Document> {
  const later = only(fields, (field) => entity.updateOnly.includes(field))
  const first = only(fields, (field) => !entity.updateOnly.includes(field))
  const id = idIn(entity, document)
  const { management } = here
  const made = requireDocument(
    id !== undefined && management.createAs
      ? await management.createAs(entity.path, first, id)
      : await management.call('POST', entity.path, first),
  )
  if (Object.keys(later).length > 0) await management.call('PATCH', pathTo(entity, made), later)
  return made
}

/** What a PATCH may say, and what it may not although it is other than what is there. */
function changesOf(kind: Kind, before: Document, { fields, incomplete }: Accepted) {
  const { entity } = kind
  const known = only(fields, (field) => !incomplete.has(field))
  const unlike = kind.change ? kind.change(before, known) : differences(before, known)
  const fixed = Object.keys(unlike).filter((field) => entity.createOnly.includes(field))
  return {
    changes: only(unlike, (field) => !fixed.includes(field)),
    fixed: fixed.filter((field) => !entity.writeOnly.includes(field)),
  }
}

async function planOne(kind: Kind, here: Here, said: Document, existing: readonly Document[]): Promise<Plan> {
  const { entity, noun, known } = kind
  const document = kind.translate ? kind.translate(said) : said
  const name = String(document[known] ?? idIn(entity, document) ?? '')
  const accepted = await acceptable(entity, document, kind.ignored ?? [])
  const before = matching(kind, here, document, existing)
  const tell = (says: string): Left => ({ noun, name, says })
  const left = accepted.left.map(tell)
  const step = { noun, name }
  if (!before) {
    const missing = entity.required.filter((field) => !Object.hasOwn(accepted.fields, field))
    if (missing.length > 0) return { steps: [], left: [...left, tell(`it has no ${missing.join(', ')}`)] }
    here.expect(entity.collection, name)
    const act = async () => {
      const made = await create(kind, here, document, accepted.fields)
      here.learn(entity.collection, name, idIn(entity, made))
    }
    const made: PlanStep = { ...step, verb: 'create', says: 'new', act }
    return together([{ steps: [made], left }, (await kind.further?.(document, undefined)) ?? together([])])
  }
  here.learn(entity.collection, name, idIn(entity, before))
  const { changes, fixed } = changesOf(kind, before, accepted)
  const further = (await kind.further?.(document, before)) ?? together([])
  const says = Object.keys(changes).join(', ')
  const act = () => here.management.call('PATCH', pathTo(entity, before), changes)
  const steps: readonly PlanStep[] =
    says === '' ? (further.steps.length === 0 ? [keep(noun, name)] : []) : [{ ...step, verb: 'update', says, act }]
  const stays = fixed.map((field) => tell(`${field} is another here, and cannot be changed`))
  return together([{ steps, left: [...left, ...stays] }, further])
}

/** The steps for all of `documents`, in their order. */
export async function planEntities(kind: Kind, here: Here, documents: readonly Document[]): Promise<Plan> {
  if (documents.length === 0) return together([])
  const { entity, known } = kind
  const existing = await here.all(entity)
  for (const one of existing) here.learn(entity.collection, String(one[known]), idIn(entity, one))
  const plans: Plan[] = []
  for (const document of documents) plans.push(await planOne(kind, here, document, existing))
  return together(plans)
}

/** The step for what there is one of in every tenant. */
export async function planSingle(
  { entity, noun, ignored = [] }: Pick<Kind, 'entity' | 'noun' | 'ignored'>,
  here: Here,
  document: Document,
): Promise<Plan> {
  const { fields, incomplete, left } = await acceptable(entity, document, ignored)
  const before = requireDocument(await here.management.call('GET', entity.path))
  const changes = differences(
    before,
    only(fields, (field) => !incomplete.has(field)),
  )
  const says = Object.keys(changes).join(', ')
  const act = () => here.management.call('PATCH', entity.path, changes)
  const name = 'of the tenant'
  return {
    steps: [says === '' ? keep(noun, name) : { verb: 'update', noun, name, says, act }],
    left: left.map((says) => ({ noun, name, says })),
  }
}
