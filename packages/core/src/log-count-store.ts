// The tenant log in numbers.

/** Lines of one kind, in the piece of time that begins at `from`, milliseconds since the epoch. */
export type LogCount = { readonly from: number; readonly type: string; readonly lines: number }

export type LogCountStore = {
  /**
   * How many lines were written whose time is from the hour of `from` to before that of `until` (milliseconds since the epoch), by kind
   * and by pieces of so many hours, counted from the epoch. Read from sums: a long log is no slower than a short one.
   */
  logCounts(query: {
    readonly from: number
    readonly until: number
    readonly hours: number
  }): Promise<readonly LogCount[]>
}
