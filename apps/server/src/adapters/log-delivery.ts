// Looks now and then whether log streams have something to send, and has it sent: of each stream by one sender at a time.
import { deliverNext } from '@symbolon/core/log-streams/deliver'
import type { Ports, Tenant } from '@symbolon/core/ports'
import { openTenancy } from '@symbolon/core/tenancy'
import type { LogStream } from '@symbolon/protocol/entities/log-stream'

/** Milliseconds between two looks. */
const EVERY = 1_000

/** Streams that are sent at the same time. */
const AT_ONCE = 16

/** Batches of one stream before others have their turn. */
const IN_A_ROW = 20

export type LogDelivery = {
  /** Lets what is being sent arrive, and sends no more. */
  readonly close: () => Promise<void>
}

export function logDelivery(ports: Ports): LogDelivery {
  const sending = new Map<string, Promise<void>>()
  const closing = new AbortController()
  let looking: Promise<void> | undefined

  async function sendAll(tenant: Tenant, stream: LogStream): Promise<void> {
    const tenancy = openTenancy(ports, tenant)
    try {
      for (let batch = 0; batch < IN_A_ROW; batch += 1) {
        if (closing.signal.aborted || !(await deliverNext(tenancy, stream))) return
      }
    } catch (cause) {
      ports.operatorLog('warn', 'Lines of the tenant log could not be sent; trying again', { cause, id: stream.id })
    }
  }

  async function look(): Promise<void> {
    // Of most tenants nothing is asked: whatever is remembered of the others would have to make room.
    const having = new Set(await ports.store.tenantsWithLogStreams())
    if (having.size === 0) return
    for (const tenant of await ports.store.tenants()) {
      if (!having.has(tenant.tenant_id)) continue
      for (const stream of await ports.store.tenant(tenant.tenant_id).all('log_streams', {})) {
        const key = `${tenant.tenant_id} ${stream.id}`
        if (closing.signal.aborted || stream.status !== 'active' || sending.has(key) || sending.size >= AT_ONCE)
          continue
        const sent = sendAll(tenant, stream).finally(() => sending.delete(key))
        sending.set(key, sent)
      }
    }
  }

  const timer = setInterval(() => {
    looking ??= look()
      .catch((cause: unknown) =>
        ports.operatorLog('warn', 'Log streams could not be looked at; trying again', { cause }),
      )
      .finally(() => (looking = undefined))
  }, EVERY).unref()

  return {
    close: async () => {
      closing.abort()
      clearInterval(timer)
      await looking
      await Promise.all(sending.values())
    },
  }
}
