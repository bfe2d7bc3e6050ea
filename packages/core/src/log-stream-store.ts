// What the store keeps of the sending of log streams: how far each has come, and who is at it.

/** How far a log stream has come: everything up to `place`; how often it has failed since; when it may go on, milliseconds. */
export type LogStreamPlace = { readonly place: string; readonly failures: number; readonly retry_at: number }

export type LogStreamStore = {
  /** Undefined before anybody has taken it. */
  logStreamPlace(id: string): Promise<LogStreamPlace | undefined>
  /**
   * Has the stream until `until` (milliseconds), unless somebody else has it or it is too early. The first time it stands at `place`.
   * Of any number at the same time exactly one gets it.
   */
  takeLogStream(
    id: string,
    asked: { readonly place: string; readonly now: number; readonly until: number },
  ): Promise<Omit<LogStreamPlace, 'retry_at'> | undefined>
  /** Says how far it has come and lets go of it; nothing where `until` is not what it was taken with. Durable. */
  moveLogStream(id: string, until: number, to: LogStreamPlace): Promise<void>
}
