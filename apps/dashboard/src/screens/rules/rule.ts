// A rule, as the Management API has it.
import type { Document } from '../../parts/document.ts'

export type Rule = Document & {
  readonly id: string
  readonly name: string
  readonly script: string
  readonly enabled: boolean
  readonly order?: number
}

export const RULES = '/rules'

/** As they run: one without a number comes last. */
export const inOrder = (rules: readonly Rule[]): readonly Rule[] =>
  rules.toSorted((one, other) => (one.order ?? Infinity) - (other.order ?? Infinity))
