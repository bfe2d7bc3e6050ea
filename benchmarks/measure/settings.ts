// measure: the questions. Each file asks one of them and answers with a section of the report.
import type { Cores } from '../machine/cores.ts'

/** How thorough a run is. */
export type Settings = {
  readonly cores: Cores
  /** How often a comparison is made anew, with fresh processes; the median counts. */
  readonly runs: number
  /** Alternating rounds within each. */
  readonly rounds: number
  /** Seconds of load, or of signing, per measurement. */
  readonly seconds: number
  readonly signSeconds: number
  readonly connections: number
  /** Answers of a server before anything counts: its code is compiled for good only after many thousands. */
  readonly warmUp: number
  /** A measurement that neighbours disturbed is made again, up to so many times; the quietest counts. */
  readonly tries: number
  /** How many tokens the memory goal is about. */
  readonly memoryTokens: number
  readonly starts: number
  /** How many tenants with rules the memory of the sandbox is about. */
  readonly ruleTenants: number
  /** How many users are imported. */
  readonly imported: number
  /** How many users are searched. */
  readonly people: number
}

export const thorough: Omit<Settings, 'cores'> = {
  runs: 3,
  rounds: 3,
  seconds: 1.5,
  signSeconds: 0.5,
  connections: 32,
  warmUp: 20_000,
  tries: 2,
  memoryTokens: 100_000,
  starts: 5,
  ruleTenants: 1_000,
  imported: 100_000,
  people: 1_000_000,
}

/** A smoke run: shows that everything works. Its figures mean little. */
export const quick: Omit<Settings, 'cores'> = {
  runs: 1,
  rounds: 1,
  seconds: 0.4,
  signSeconds: 0.2,
  connections: 16,
  warmUp: 200,
  tries: 1,
  memoryTokens: 2_000,
  starts: 1,
  ruleTenants: 50,
  imported: 8_000,
  people: 2_000,
}
