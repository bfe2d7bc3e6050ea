// All streams that are pushed, of all tenants: this process takes some of those that nobody holds, few at a time.
import { openLookOut } from '../look-out.ts'
import type { Ports } from '../ports.ts'
import { openTenancy } from '../tenancy.ts'
import { pushStream } from './push-stream.ts'

/** Streams that this process pushes at the same time, of all tenants and of one: who is slow holds up only its own. */
const AT_ONCE = { all: 16, tenant: 2 }

export type Pusher = {
  /** Looks for streams to push; also when something is revoked. */
  readonly look: () => void
  /** Takes no more, and resolves when what was begun has ended. */
  readonly stop: () => Promise<void>
}

/** Pushes from now on, whenever it is asked to look. */
export function startPusher(ports: Ports): Pusher {
  const { store, now, operatorLog } = ports
  const holder = ports.random(12).toString('base64url')
  const doing = new Map<string, { readonly tenant_id: string; readonly done: Promise<void> }>()
  let isStopping = false

  /** Whether there is more to push. */
  async function push(tenant_id: string, id: string): Promise<boolean> {
    const tenant = (await store.tenants()).find((one) => one.tenant_id === tenant_id)
    return tenant !== undefined && pushStream(openTenancy(ports, tenant), id, holder, () => isStopping)
  }

  function begin(tenant_id: string, id: string): void {
    const key = `${tenant_id} ${id}`
    const ofTenant = [...doing.values()].filter((one) => one.tenant_id === tenant_id).length
    if (isStopping || doing.has(key) || ofTenant >= AT_ONCE.tenant) return
    let hasMore = false
    const done = push(tenant_id, id)
      .then((more) => void (hasMore = more), say)
      .finally(() => {
        const wasFull = doing.size >= AT_ONCE.all
        doing.delete(key)
        if (hasMore || wasFull) look()
      })
    doing.set(key, { tenant_id, done })
  }

  async function lookOnce(): Promise<void> {
    const room = AT_ONCE.all - doing.size
    if (room <= 0) return
    for (const { tenant_id, id } of await store.streamsToPush(now(), room, AT_ONCE.tenant)) begin(tenant_id, id)
  }

  const { look, rest, say } = openLookOut(
    operatorLog,
    'Security events could not be pushed; trying again',
    () => isStopping,
    lookOnce,
  )

  const deafen = store.followAllRevocations(look)
  return {
    look,
    stop: async () => {
      isStopping = true
      deafen()
      await rest()
      await Promise.all([...doing.values()].map(({ done }) => done))
    },
  }
}
