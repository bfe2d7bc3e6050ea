// Logins that have begun in this tab, by their state. They are in the tab's own storage, since the page itself ends meanwhile.
import type { Pending } from './authorization-request.ts'

const key = (client_id: string, state: string): string => `symbolon:${client_id}:${state}`

export const rememberPending = (client_id: string, pending: Pending): void =>
  sessionStorage.setItem(key(client_id, pending.state), JSON.stringify(pending))

/** The login that `state` belongs to, once; undefined when none began here. */
export function takePending(client_id: string, state: string): Pending | undefined {
  const name = key(client_id, state)
  const kept = sessionStorage.getItem(name)
  sessionStorage.removeItem(name)
  return kept === null ? undefined : JSON.parse(kept)
}
