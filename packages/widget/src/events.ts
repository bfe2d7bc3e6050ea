// What a box tells the page, in Lock's names.

export type BoxEvent =
  | 'show'
  | 'hide'
  | 'signin ready'
  | 'signin submit'
  | 'signup ready'
  | 'signup submit'
  | 'signup success'
  | 'signup error'
  | 'forgot_password ready'
  | 'forgot_password submit'
  | 'organization ready'
  | 'organization submit'
  | 'authenticated'
  | 'authorization_error'
  | 'unrecoverable_error'
  | 'hash_parsed'

export type Handler = (about?: unknown) => void

export type Events = {
  readonly on: (event: BoxEvent, handler: Handler) => void
  readonly off: (event: BoxEvent, handler: Handler) => void
  readonly tell: (event: BoxEvent, about?: unknown) => void
}

export function newEvents(): Events {
  const handlers = new Map<BoxEvent, Set<Handler>>()
  return {
    on: (event, handler) => {
      const those = handlers.get(event) ?? new Set()
      handlers.set(event, those.add(handler))
    },
    off: (event, handler) => void handlers.get(event)?.delete(handler),
    tell: (event, about) => {
      for (const handler of handlers.get(event) ?? []) handler(about)
    },
  }
}
