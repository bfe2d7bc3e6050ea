// All jobs of all tenants: this process takes those that nobody holds, few at a time, and of one tenant one at a time.
import { openLookOut } from '../look-out.ts'
import type { Ports } from '../ports.ts'
import { openTenancy } from '../tenancy.ts'
import { runJob } from './run-job.ts'

/** Jobs that this process does at the same time. */
const AT_ONCE = 2

export type JobWorker = {
  /** Looks for jobs to do. */
  readonly look: () => void
  /** Takes no more, and resolves when what was begun has come to the end of a step. */
  readonly stop: () => Promise<void>
}

/** Does jobs from now on, whenever it is asked to look. */
export function startJobWorker(ports: Ports): JobWorker {
  const { store, now, operatorLog } = ports
  const holder = ports.random(12).toString('base64url')
  const doing = new Map<string, Promise<void>>()
  let isStopping = false

  async function run(tenant_id: string, id: string): Promise<void> {
    const tenant = (await store.tenants()).find((one) => one.tenant_id === tenant_id)
    if (tenant) await runJob(openTenancy(ports, tenant), id, holder, () => isStopping)
  }

  function begin(tenant_id: string, id: string): void {
    if (isStopping || doing.has(tenant_id) || doing.size >= AT_ONCE) return
    let hasFailed = false
    const done = run(tenant_id, id)
      .catch((cause: unknown) => {
        hasFailed = true
        say(cause)
      })
      .finally(() => {
        doing.delete(tenant_id)
        // What failed waits for the next look that the clock asks for.
        if (!hasFailed) look()
      })
    doing.set(tenant_id, done)
  }

  async function lookOnce(): Promise<void> {
    if (doing.size >= AT_ONCE) return
    for (const { tenant_id, id } of await store.openJobs(now(), AT_ONCE + doing.size)) begin(tenant_id, id)
  }

  const { look, rest, say } = openLookOut(
    operatorLog,
    'Jobs could not be done; trying again',
    () => isStopping,
    lookOnce,
  )

  return {
    look,
    stop: async () => {
      isStopping = true
      await rest()
      await Promise.all(doing.values())
    },
  }
}
