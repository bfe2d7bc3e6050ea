// The events of one stream, pushed in their order by whichever process holds it, each until its receiver has it or refuses it.
import type { SignalStream } from '@symbolon/protocol/entities/signal-stream'
import { newLogEvent } from '../audit/log-events.ts'
import type { PushFailure } from '../revocation-store.ts'
import type { Tenancy } from '../tenancy.ts'
import { poll } from './poll.ts'
import { MOST_TIME, pushEvent } from './push-event.ts'

/** Milliseconds for which a process holds a stream, taken anew before each event: the receiver's time, and ours three times over. */
const HOLD = 3 * MOST_TIME

/** Events, and milliseconds, after which other streams have their turn. */
const MOST_EVENTS = 50
const MOST_STAY = 5000

/** Milliseconds before the second attempt, doubled with each that fails, and the most. */
const FIRST_WAIT = 1000
const LONGEST_WAIT = 300_000

/** Half of it to all of it, so that those who failed together do not come back together. */
function waitAfter({ random }: Pick<Tenancy, 'random'>, failures: number): number {
  const wait = Math.min(FIRST_WAIT * 2 ** Math.min(failures - 1, 20), LONGEST_WAIT)
  return Math.round(wait * (0.5 + random(4).readUInt32BE() / 2 ** 33))
}

function note(tenancy: Tenancy, stream: SignalStream, jti: string, failure: PushFailure, in_a_row: number): void {
  const { reason, status, err } = failure
  const { tenant } = tenancy
  const event = newLogEvent(tenancy, {
    type: 'fset',
    description: reason,
    hostname: tenant.host,
    details: { signal_stream: stream.id, jti, status, err, in_a_row },
  })
  tenancy.record(tenant.tenant_id, event)
}

/**
 * Pushes what the stream `id` has to tell, as `holder`, for a while. True when there may be more to do at once; false when another
 * holds it, its receiver has everything, or it must wait. An event whose acknowledgement could not be kept is pushed again.
 */
export async function pushStream(
  tenancy: Tenancy,
  id: string,
  holder: string,
  isStopping: () => boolean,
): Promise<boolean> {
  const { store, now } = tenancy
  const began = now()
  let failures = await store.holdSignalPush(id, holder, began, began + HOLD)
  if (failures === undefined) return false
  let failure: PushFailure | undefined
  let not_before = 0
  let settled: readonly string[] = []
  let isMore = true
  const leave = () => store.leaveSignalPush(id, holder, { now: now(), not_before, failures: failures ?? 0, failure })

  for (let turn = 0; isMore && not_before === 0; turn += 1) {
    const stream = await store.find('signal_streams', { id })
    if (stream?.pushed !== true) {
      isMore = false
      break
    }
    const isOver = isStopping() || turn >= MOST_EVENTS || now() - began >= MOST_STAY
    const { sets, moreAvailable = false } = await poll(tenancy, stream, settled, isOver ? 0 : 1)
    settled = []
    if (isOver) break
    const [next] = Object.entries(sets)
    isMore = next !== undefined || moreAvailable
    if (!next) continue
    if (turn > 0 && (await store.holdSignalPush(id, holder, now(), now() + HOLD)) === undefined) return false
    const [jti, set] = next
    const pushed = await pushEvent(tenancy, stream, set)
    if (pushed.outcome !== 'acknowledged') failure = pushed.failure
    if (pushed.outcome === 'failed') {
      failures += 1
      not_before = now() + waitAfter(tenancy, failures)
    } else {
      failures = 0
      settled = [jti]
    }
    if (pushed.outcome !== 'acknowledged') note(tenancy, stream, jti, pushed.failure, failures)
  }
  return (await leave()) && isMore && not_before === 0
}
