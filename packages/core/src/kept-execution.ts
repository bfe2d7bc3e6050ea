// What is kept of an execution of the tenant's code: how it ended, and what it wrote to the console. reference: Management API,
// section 13.

/** A line of the console. */
export type ConsoleLine = { readonly level: string; readonly text: string }

/** One script of an execution. Times are ISO 8601. */
export type ExecutionResult = {
  readonly action_name: string
  readonly kind: 'rule' | 'action' | 'hook'
  readonly error?: { readonly id: string; readonly msg: string }
  readonly logs: readonly ConsoleLine[]
  readonly started_at: string
  readonly ended_at: string
}

export type KeptExecution = {
  /** Begins with the second in which it was made, so that what was made together is found together. */
  readonly id: string
  /** A trigger of actions and hooks, or `rules`. */
  readonly trigger_id: string
  /** `final`: all of it ran. `partial`: one script ended it. `suspended`: somebody was sent away. `canceled`: it could not be run. */
  readonly status: 'final' | 'partial' | 'suspended' | 'canceled'
  readonly results: readonly ExecutionResult[]
  readonly created_at: string
  readonly updated_at: string
}
