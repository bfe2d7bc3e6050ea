// The tenant's code that no answer waits for: after somebody has registered, or has another password. A hook, then actions. What fails
// stands in the tenant's log. reference: extensibility, sections 12 and 14.
import type { LogEventType } from '@symbolon/protocol/auth0/log-events'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { User } from '@symbolon/protocol/entities/user'
import { newLogEvent } from '../audit/log-events.ts'
import type { Tenancy } from '../tenancy.ts'
import { boundActions } from './bound-actions.ts'
import { hookContext, hookUser, registrationEvent, type Occasion } from './registration-event.ts'
import { executionDetails } from './executions.ts'
import { runActions } from './run-actions.ts'
import { runHook } from './run-hook.ts'

type Trigger = {
  readonly id: string
  readonly handler: string
  readonly hookFailed: LogEventType
}

const REGISTERED: Trigger = {
  id: 'post-user-registration',
  handler: 'onExecutePostUserRegistration',
  hookFailed: 'fpurh',
}

const PASSWORD_CHANGED: Trigger = {
  id: 'post-change-password',
  handler: 'onExecutePostChangePassword',
  hookFailed: 'fcph',
}

/** After `user` has been made. */
export const runPostUserRegistration = (tenancy: Tenancy, user: User, occasion: Occasion): void =>
  afterwards(tenancy, REGISTERED, user, occasion, hookUser(tenancy, user))

/** After `user` has got another password. */
export const runPostChangePassword = (tenancy: Tenancy, user: User, occasion: Occasion): void =>
  afterwards(tenancy, PASSWORD_CHANGED, user, occasion, changedHookUser(tenancy, user))

/** The user of the hook after a change of password. */
export function changedHookUser(tenancy: Pick<Tenancy, 'tenant'>, user: User): Document {
  const { username, email, last_password_reset } = user
  return { id: hookUser(tenancy, user)['id'], username, email, last_password_reset }
}

function afterwards(tenancy: Tenancy, trigger: Trigger, user: User, during: Occasion, hooked: Document): void {
  // Its executions are its own, and not those of the request that it comes after.
  const occasion = { ...during, visitor: { ...during.visitor } }
  tenancy.inBackground(tenancy.tenant.tenant_id, async () => {
    await orTold(tenancy, trigger.hookFailed, user, occasion, trigger, () =>
      runHook(tenancy, trigger.id, [hooked, hookContext(tenancy, occasion)], occasion.visitor),
    )
    await orTold(tenancy, 'actions_execution_failed', user, occasion, trigger, () =>
      byActions(tenancy, trigger, user, occasion),
    )
  })
}

async function byActions(tenancy: Tenancy, { id, handler }: Trigger, user: User, occasion: Occasion): Promise<void> {
  const chain = await boundActions(tenancy, id)
  if (!chain) return
  const event = registrationEvent(tenancy, occasion, user)
  await runActions(tenancy, chain, { trigger: id, handler, event, facts: {}, visitor: occasion.visitor })
}

async function orTold(
  tenancy: Tenancy,
  type: LogEventType,
  { user_id, email }: User,
  { client, connection, visitor }: Occasion,
  { id }: Trigger,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    const event = newLogEvent(tenancy, {
      type,
      description: error instanceof Error ? error.message : String(error),
      user_id,
      user_name: email,
      client_id: client?.client_id,
      client_name: client?.name,
      connection: connection.name,
      connection_id: connection.id,
      ip: visitor.ip,
      user_agent: visitor.user_agent,
      details: { trigger: id, ...executionDetails(visitor) },
    })
    tenancy.record(tenancy.tenant.tenant_id, event)
  }
}
