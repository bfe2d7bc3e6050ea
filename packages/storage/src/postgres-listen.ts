// One connection that hears of changes the moment they are committed. It comes back by itself; what was said meanwhile is lost,
// so the listener is then told that anything may have changed. Until then the look at the versions is the net.
import pg from 'pg'
import type { OperatorLog } from '@symbolon/core/ports'
import type { Heard } from './opening.ts'

export const CHANNEL = 'symbolon_changed'

/** Apart from the changes, so that a revocation makes nobody forget the configuration. */
export const REVOCATION_CHANNEL = 'symbolon_revoked'

const SHORTEST_WAIT = 100
const LONGEST_WAIT = 5_000

const hangUp = async (client: pg.Client): Promise<void> => {
  try {
    await client.end()
  } catch {
    // It has gone already.
  }
}

/** Tells `heard` what others announce, with undefined when announcements may have been missed. Returns how to stop. */
export const listenForChanges = (
  settings: pg.ClientConfig,
  heard: Heard,
  operatorLog: OperatorLog,
): (() => Promise<void>) => {
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let pause = SHORTEST_WAIT

  const connectLater = (): void => {
    if (stopped) return
    clearTimeout(timer)
    // Jitter, so that many processes do not come back in the same moment.
    timer = setTimeout(() => void connect(), pause * (0.5 + Math.random())).unref()
    pause = Math.min(pause * 2, LONGEST_WAIT)
  }

  const connect = async (): Promise<void> => {
    const mine = new pg.Client(settings)
    client = mine
    let gone = false
    const lose = (error?: Error): void => {
      if (gone) return
      gone = true
      if (!stopped && error) operatorLog('warn', 'Changes by other processes are seen later.', { error: error.message })
      void hangUp(mine)
      connectLater()
    }
    mine.on('error', lose)
    mine.on('end', () => lose())
    mine.on('notification', ({ channel, payload }) =>
      channel === REVOCATION_CHANNEL ? heard.revoked(payload) : heard.changed(payload),
    )
    try {
      await mine.connect()
      await mine.query(`listen ${CHANNEL}`)
      await mine.query(`listen ${REVOCATION_CHANNEL}`)
      pause = SHORTEST_WAIT
      heard.changed(undefined)
      heard.revoked(undefined)
    } catch (error) {
      lose(error instanceof Error ? error : new Error(String(error)))
    }
  }

  const connecting = connect()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await connecting
    if (client) await hangUp(client)
  }
}
