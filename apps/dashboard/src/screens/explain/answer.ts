// What POST /explain answers, as far as the story needs it.

type ExplainedClaim = {
  readonly name: string
  readonly value: unknown
  readonly origin: string
  readonly bytes: number
}

export type Story = {
  readonly decisions: readonly { readonly step: string; readonly says: string }[]
  readonly refusal: {
    readonly error: string
    readonly error_description: string
    readonly detail?: string
    readonly fix?: string
  } | null
  readonly token: {
    readonly claims: readonly ExplainedClaim[]
    readonly lifetime: { readonly seconds: number; readonly origin: string }
    readonly size: { readonly bytes: number; readonly budget: number } | null
  } | null
  readonly scopes: {
    readonly granted: readonly { readonly scope: string; readonly origin: string }[]
    readonly dropped: readonly { readonly scope: string; readonly reason: string; readonly fix?: string }[]
  }
  readonly code: readonly {
    readonly kind: string
    readonly id: string
    readonly name: string
    readonly tokens: readonly unknown[]
  }[]
}

export type ExplainedToken = {
  readonly kind: string
  readonly verdict: { readonly accepted: boolean; readonly says: string; readonly fix?: string }
  readonly claims: readonly ExplainedClaim[]
  readonly size: number
  readonly now: Story | null
}

export type Answer = Story | ExplainedToken

export const isOfToken = (answer: Answer): answer is ExplainedToken => 'verdict' in answer
