// Keeps the memory true when other processes change the database: it listens where the database can call, and looks at the
// tenants' versions, and at how far their revocations have come, in any case.
import type { OperatorLog } from '@symbolon/core/ports'
import type { Heard, Opening } from './opening.ts'
import { selectRevocationHeads } from './queries/revocations.ts'
import { selectVersions } from './queries/tenants.ts'
import type { Memory } from './remembered.ts'
import type { Bell } from './revocation-bell.ts'

/** Milliseconds without contact after which the memory is no longer trusted. */
export const LONGEST_SILENCE = 30_000

/** The part of the memory that holds tenants by their host. */
export const HOSTS = 'hosts'

export type Watch = {
  /** Looks now; rejects when the database does not answer. */
  readonly look: () => Promise<void>
  /** Looks now and draws the consequences of an answer or of a silence. Never rejects. */
  readonly check: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** What is announced is forgotten, or rung for. */
const heardBy = (memory: Memory, bell: Bell): Heard => ({
  changed: (tenant_id) => {
    if (tenant_id === undefined) memory.forgetAll()
    else memory.forget(tenant_id)
    memory.forget(HOSTS)
  },
  revoked: (tenant_id) => bell.ring(tenant_id),
})

/** A look at how far the revocations of every tenant have come since the look before. */
const headWatch = (opening: Opening, bell: Bell): (() => Promise<void>) => {
  const heads = new Map<string, number>()
  return async () => {
    for (const { tenant_id, seq } of await selectRevocationHeads(opening.db)) {
      if (heads.get(tenant_id) === seq) continue
      heads.set(tenant_id, seq)
      bell.ring(tenant_id)
    }
  }
}

/** Starts watching. `uptime`: milliseconds on a clock that never jumps. */
export const watchChanges = (
  opening: Opening,
  memory: Memory,
  bell: Bell,
  operatorLog: OperatorLog,
  uptime: () => number,
): Watch => {
  const versions = new Map<string, number>()
  const lookAtHeads = headWatch(opening, bell)
  let lastContact = uptime()
  let lost = false
  let behind = true
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const look = async (): Promise<void> => {
    // A look that fails half way leaves its work to the next.
    behind = (await opening.mayHaveChanged()) || behind
    if (!behind) return
    for (const { tenant_id, version } of await selectVersions(opening.db)) {
      if (versions.get(tenant_id) === version) continue
      versions.set(tenant_id, version)
      memory.forget(tenant_id)
      memory.forget(HOSTS)
    }
    await lookAtHeads()
    behind = false
  }

  const check = async (): Promise<void> => {
    try {
      await look()
      lastContact = uptime()
      memory.trust(true)
      if (lost) operatorLog('info', 'The database answers again.')
      lost = false
    } catch (error) {
      const silence = uptime() - lastContact
      if (silence > LONGEST_SILENCE) memory.trust(false)
      if (!lost && !stopped) operatorLog('warn', 'The database does not answer.', { error: String(error) })
      lost = true
    }
  }

  const schedule = (): void => {
    if (opening.pollEvery === undefined || stopped) return
    timer = setTimeout(() => void check().then(schedule), opening.pollEvery).unref()
  }
  schedule()

  const deafen = opening.listen?.(heardBy(memory, bell))

  return {
    look,
    check,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await deafen?.()
    },
  }
}
