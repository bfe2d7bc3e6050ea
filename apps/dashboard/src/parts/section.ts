// What can be set of something, and how it is asked for: plain values, from which forms are made.
import type { LineProblem } from '../editor/line-problem.ts'
import type { Members } from '../editor/members.ts'
import type { TextKey } from '../texts/en.ts'
import type { Said } from '../texts/said.ts'

export type Option = string | { readonly value: string; readonly label: string }

type Kind =
  | { readonly kind: 'text' | 'lines' | 'seconds' | 'hours' | 'number' | 'switch' | 'map' | 'json' }
  /** `perhaps`: yes, no, or as it is elsewhere. `background`: a colour, or two that run into each other. */
  | { readonly kind: 'perhaps' }
  | { readonly kind: 'color' | 'background'; readonly otherwise: string }
  | { readonly kind: 'code'; readonly members: Members; readonly problem: LineProblem | undefined }
  | { readonly kind: 'several'; readonly options: readonly string[] }
  | {
      readonly kind: 'one'
      readonly options: readonly Option[]
      /** Whether it may be the empty text: none of them. */
      readonly mayBeEmpty?: boolean
    }

/** `name` is the path on the wire. What is optional may be nothing at all. */
export type Field = Kind & {
  readonly name: string
  readonly label: TextKey | Said
  readonly hint?: TextKey | Said
  readonly isOptional?: true
}

export type Section = {
  readonly title: TextKey | Said
  readonly fields: readonly Field[]
  /** Whether its fields need all the room there is. */
  readonly isWide?: boolean
}
