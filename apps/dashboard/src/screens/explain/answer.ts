// What POST /explain answers, as far as the story needs it.
import type { Help, Place } from '@symbolon/protocol/explain/help'
import type { Difference } from '../code/run.ts'

type ExplainedClaim = {
  readonly name: string
  readonly value: unknown
  readonly origin: string
  readonly bytes: number
}

type Header = Readonly<Record<string, unknown>> | null

export type Step = {
  readonly kind: 'rule' | 'action' | 'hook'
  readonly id: string
  readonly name: string
  readonly lines: readonly { readonly level: string; readonly text: string }[]
  readonly changes: readonly Difference[]
  readonly tokens: readonly Difference[]
  readonly denied: string | null
}

export type Decision = { readonly step: string; readonly says: string } & Help

export type Story = {
  readonly decisions: readonly Decision[]
  readonly refusal:
    | ({ readonly error: string; readonly error_description: string; readonly detail?: string } & Help)
    | null
  readonly token: {
    readonly header: Header
    readonly claims: readonly ExplainedClaim[]
    readonly lifetime: { readonly seconds: number; readonly origin: string; readonly at?: Place }
    readonly size: { readonly bytes: number; readonly budget: number } | null
  } | null
  readonly scopes: {
    readonly granted: readonly { readonly scope: string; readonly origin: string }[]
    readonly dropped: readonly ({ readonly scope: string; readonly reason: string } & Help)[]
  }
  readonly code: readonly Step[]
  readonly withheld: readonly Withheld[]
}

export type Withheld = { readonly part: 'now' | 'org_id' | 'code'; readonly scope: string }

export type ExplainedToken = {
  readonly kind: string
  readonly verdict: { readonly accepted: boolean; readonly says: string } & Help
  readonly header: Header
  readonly claims: readonly ExplainedClaim[]
  readonly size: number
  readonly now: Story | null
  readonly withheld: readonly Withheld[]
}

export type Answer = Story | ExplainedToken

export const isOfToken = (answer: Answer): answer is ExplainedToken => 'verdict' in answer
