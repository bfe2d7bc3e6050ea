// A terminal that remembers what was written to it, for tests.
import type { Terminal } from './terminal.ts'

export type RecordedTerminal = Terminal & { readonly written: string[]; readonly remarks: string[] }

/** 2027-01-15 08:00:00 UTC */
export const NOW = 1_800_000_000

/** A terminal with nobody at it, whose clock stands still. */
export function recordedTerminal(changes: Partial<Terminal> = {}): RecordedTerminal {
  const written: string[] = []
  const remarks: string[] = []
  return {
    environment: {},
    write: (text) => void written.push(text),
    remark: (text) => void remarks.push(text),
    progress: () => {},
    columns: undefined,
    readInput: async () => '',
    ask: async () => undefined,
    now: () => NOW * 1000,
    ...changes,
    written,
    remarks,
  }
}
