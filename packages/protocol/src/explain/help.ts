// explain: how `POST /api/v2/explain` says what would help, for those who answer and those who show it.

/** What of the tenant decides it: there it is changed. */
export type Place = {
  readonly entity:
    | 'client'
    | 'resource_server'
    | 'client_grant'
    | 'user'
    | 'organization'
    | 'tenant'
    | 'rule'
    | 'action'
    | 'hook'
  /** As the Management API names it; of a client grant the client’s. */
  readonly id: string
  readonly field: string
}

/** What would help, and where. */
export type Help = { readonly fix?: string; readonly at?: Place }
