// How what a file says differs from what is there. What the file does not name stays as it is, and is no difference.
import type { Document } from '@symbolon/protocol/entities/entity'
import { isDocument } from '../management-client.ts'

const isNothing = (value: unknown): boolean => value === undefined || value === null

/** Whether `there` has everything that `said` says: lists as they are, of a structure the members that are named. */
export function covers(there: unknown, said: unknown): boolean {
  if (isNothing(said)) return isNothing(there)
  if (Array.isArray(said)) {
    return Array.isArray(there) && there.length === said.length && said.every((item, at) => covers(there[at], item))
  }
  if (!isDocument(said)) return there === said
  // An empty structure is nothing that anybody has set.
  if (Object.keys(said).length === 0) return isNothing(there) || isDocument(there)
  return isDocument(there) && Object.entries(said).every(([name, value]) => covers(there[name], value))
}

/** The fields of `said` that are other than in `there`. */
export const differences = (there: Document, said: Document): Document =>
  Object.fromEntries(Object.entries(said).filter(([field, value]) => !covers(there[field], value)))

/** Whether two lists of texts hold the same, in whatever order. */
export const sameSet = (one: readonly unknown[], other: readonly unknown[]): boolean => {
  const texts = new Set(one.map(String))
  return texts.size === new Set(other.map(String)).size && other.every((item) => texts.has(String(item)))
}
