// GET /health: the process is up. GET /ready: it can do its work. For every host, since probes know none.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Store } from '@symbolon/core/ports'
import { jsonNoStore, send, type Answer } from './http/answer.ts'
import { pathOf } from './http/path-of.ts'

const OK = jsonNoStore(200, { status: 'ok' })
const AWAY = jsonNoStore(503, { status: 'unavailable', reason: 'The database does not answer.' })

const isReady = (store: Store): Promise<Answer> =>
  store.ready().then(
    () => OK,
    () => AWAY,
  )

export const PROBES: ReadonlyMap<string, (store: Store) => Promise<Answer>> = new Map([
  ['/health', async () => OK],
  ['/ready', isReady],
])

type Surroundings = {
  readonly store: Store
  /** Headers on every answer. */
  readonly always: readonly string[]
}

/** Answers probes; false, and untouched, when a request is none. */
export const probes =
  ({ store, always }: Surroundings) =>
  (request: IncomingMessage, response: ServerResponse, requestId: string): boolean => {
    const probe = request.method === 'GET' || request.method === 'HEAD' ? PROBES.get(pathOf(request.url)) : undefined
    if (!probe) return false
    void probe(store).then((answer) => send(response, answer, requestId, always))
    return true
  }
