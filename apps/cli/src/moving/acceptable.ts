// What of a file's document this server takes, and what it does not. Found out before anything is done, field by field, so that one
// field that does not exist here leaves the others alone.
import type { Document, Entity } from '@symbolon/protocol/entities/entity'
import { fieldProblem } from '@symbolon/protocol/entities/validate'
import { isDocument } from '../management-client.ts'
import { withoutOpen } from './keywords.ts'

export type Accepted = {
  readonly fields: Document
  /** Fields of which only a part is known: what was kept stays as it is. */
  readonly incomplete: ReadonlySet<string>
  /** Why the others are not carried over. */
  readonly left: readonly string[]
}

/** The sentence within the words of the wire. */
const plain = (problem: string): string => problem.replace(/^Payload validation error: /, '').replace(/\.$/, '')

const isSound = async (entity: Entity, field: string, value: unknown): Promise<boolean> =>
  (await fieldProblem(entity, field, value)) === undefined

/** The items of a list, or the members of a structure, that are taken. */
async function soundPart(entity: Entity, field: string, value: unknown): Promise<unknown> {
  if (Array.isArray(value)) {
    const kept: unknown[] = []
    for (const item of value as readonly unknown[]) if (await isSound(entity, field, [item])) kept.push(item)
    return kept.length > 0 && (await isSound(entity, field, kept)) ? kept : undefined
  }
  if (!isDocument(value)) return undefined
  let kept: Document = {}
  if (!(await isSound(entity, field, kept))) return undefined
  for (const [name, member] of Object.entries(value)) {
    const more = { ...kept, [name]: member }
    if (await isSound(entity, field, more)) kept = more
  }
  return Object.keys(kept).length > 0 ? kept : undefined
}

/** `document` as far as it is taken; `ignored` fields are no loss to anybody. */
export async function acceptable(entity: Entity, document: Document, ignored: readonly string[]): Promise<Accepted> {
  const silent = new Set([...entity.readOnly, ...entity.hidden, ...ignored])
  const fields: [string, unknown][] = []
  const incomplete = new Set<string>()
  const left: string[] = []
  for (const [field, said] of Object.entries(document)) {
    if (silent.has(field) || said === undefined) continue
    if (!Object.hasOwn(entity.fields, field)) {
      if (said !== null) left.push(`${field} does not exist here`)
      continue
    }
    const { value, open } = withoutOpen(said, field)
    if (open.length > 0) incomplete.add(field)
    left.push(...open)
    if (value === undefined) continue
    const problem = await fieldProblem(entity, field, value)
    if (problem === undefined) {
      fields.push([field, value])
      continue
    }
    if (value === null) continue
    left.push(`${field}: ${plain(problem)}`)
    const part = await soundPart(entity, field, value)
    if (part !== undefined) fields.push([field, part])
  }
  return { fields: Object.fromEntries(fields), incomplete, left }
}
