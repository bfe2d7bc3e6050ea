// What is answered: plain values that a page can tell as a story. No secret, and no token that anybody could use.
import type { Help, Place } from '@symbolon/protocol/explain/help'
import type { StepRecord } from '../rules/step-record.ts'

export type ExplainedClaim = {
  readonly name: string
  readonly value: unknown
  /** Where it comes from, in words. */
  readonly origin: string
  /** What it takes of the payload. */
  readonly bytes: number
}

export type DroppedScope = {
  readonly scope: string
  readonly reason: string
  /** What would have it granted is absent where nothing should. */
} & Help

export type GrantedScope = { readonly scope: string; readonly origin: string }

/** Why there would be no token. */
export type Refusal = {
  readonly error: string
  readonly error_description: string
  readonly status: number
  /** What the tenant's log says besides. */
  readonly detail?: string
} & Help

/** One thing that was decided, in the order of deciding. */
export type Decision = { readonly step: string; readonly says: string } & Help

/** A part that is there and not told, and the right at the system API that would show it. */
export type Withheld = { readonly part: 'now' | 'org_id' | 'code'; readonly scope: string }

export type Story = {
  readonly decisions: readonly Decision[]
  readonly refusal: Refusal | null
  /** Of the access token that would be issued; null where none would. */
  readonly token: {
    readonly format: 'jwt' | 'opaque'
    readonly header: Readonly<Record<string, unknown>> | null
    readonly claims: readonly ExplainedClaim[]
    readonly lifetime: { readonly seconds: number; readonly origin: string; readonly at?: Place }
    readonly size: { readonly bytes: number; readonly budget: number } | null
  } | null
  readonly scopes: { readonly granted: readonly GrantedScope[]; readonly dropped: readonly DroppedScope[] }
  /** What each rule and action did. */
  readonly code: readonly StepRecord[]
  readonly withheld: readonly Withheld[]
}
