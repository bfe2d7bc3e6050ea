// Rows of exports, as other tenants and their tools write them.
import type { Document } from '@symbolon/protocol/entities/entity'

/** Why a row cannot be carried over, in a sentence's words. */
export type Unreadable = { readonly user_id: string | undefined; readonly problem: string }

/** Thrown within a reader; its message says what is wrong with the row. */
export class WrongRow extends Error {}

export const isMap = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** A text that says something; numbers as texts. */
export const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** An ISO 8601 time, also as MongoDB's tools write one. */
export const timeOf = (value: unknown): string | undefined => {
  const text = isMap(value) ? value['$date'] : value
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
