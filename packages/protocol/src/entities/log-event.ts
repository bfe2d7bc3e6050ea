/** One line of the tenant log. reference: Management API, section 15. */
export type LogEvent = {
  /** 56 digits, ordered by time. */
  readonly log_id: string
  /** Milliseconds since the epoch; ISO 8601 on the wire. */
  readonly date: number
  /** A code of `auth0/log-events`. */
  readonly type: string
  readonly description?: string
  readonly client_id?: string
  readonly client_name?: string
  readonly user_id?: string
  readonly user_name?: string
  /** Name of the connection. */
  readonly connection?: string
  readonly connection_id?: string
  readonly strategy?: string
  readonly strategy_type?: string
  readonly ip?: string
  readonly user_agent?: string
  readonly hostname?: string
  /** Where the address is, where there is a database that knows. */
  readonly location_info?: Readonly<Record<string, string | number>>
  readonly audience?: string
  readonly scope?: string
  readonly organization_id?: string
  readonly organization_name?: string
  readonly details?: Readonly<Record<string, unknown>>
}
