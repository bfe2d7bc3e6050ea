// What a dry run answers. docs/reference.md

export type Difference = { readonly path: string; readonly before?: unknown; readonly after?: unknown }

export type Run = {
  readonly outcome: 'ok' | 'ended' | 'suspended' | 'refused' | 'syntax' | 'cpu' | 'timeout' | 'crashed' | 'busy'
  readonly message: string | null
  readonly line: number | null
  readonly logs: readonly { readonly level: string; readonly text: string }[]
  readonly changes: readonly Difference[]
  readonly tokens: readonly Difference[]
  readonly commands: readonly { readonly name: string; readonly values: readonly unknown[] }[]
  readonly denied: string | null
  readonly redirect: string | null
  readonly kept: readonly Difference[]
  readonly stats: { readonly duration_ms: number }
}

/** Where in the code it failed, as a mark for the editor. */
export const problemOf = ({ line, message }: Run) => (line === null ? undefined : { line, message: message ?? '' })

/** Whether tokens would be issued. */
export const letsThrough = ({ outcome, denied }: Run): boolean =>
  (outcome === 'ok' || outcome === 'suspended') && denied === null
