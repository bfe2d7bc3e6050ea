// What the tenant log says about logins, sign-ups, mails and passwords.
import type { LogEventType } from '@symbolon/protocol/auth0/log-events'
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import { newLogEvent, type LogFacts } from '../audit/log-events.ts'
import { executionDetails } from '../rules/executions.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'

/** What is known of every attempt. Whoever logs a login has more in hand than may be logged: only these are read. */
export type LoginFacts = {
  readonly client: Client | undefined
  readonly connection: Connection | undefined
  readonly visitor: Visitor
  readonly user_name: string | undefined
}

type Further = Partial<Pick<LogFacts, 'user_id' | 'description' | 'details' | 'user_name'>>

/** Writes a line. */
export function recordLogin(tenancy: Tenancy, type: LogEventType, facts: LoginFacts, further: Further): void {
  const { client, connection, visitor, user_name } = facts
  const executions = executionDetails(visitor)
  const event = newLogEvent(tenancy, {
    type,
    client_id: client?.client_id,
    client_name: client?.name,
    connection: connection?.name,
    connection_id: connection?.id,
    strategy: connection?.strategy,
    strategy_type: connection && 'database',
    ip: visitor.ip,
    user_agent: visitor.user_agent,
    hostname: tenancy.tenant.host,
    user_name,
    ...further,
    ...(executions.actions ? { details: { ...further.details, ...executions } } : {}),
  })
  tenancy.record(tenancy.tenant.tenant_id, event)
}
