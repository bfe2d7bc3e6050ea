// The people and the password hashes of an import, with what is shown while it runs and what is told at its end.
import { closeSync, openSync, writeSync } from 'node:fs'
import type { LocalTenant } from '@symbolon/server/offline'
import { printable } from '../output/printable.ts'
import { table } from '../output/table.ts'
import type { Terminal } from '../terminal.ts'
import { rowsOfFile } from './rows-of-file.ts'

type Problem = { readonly line: number; readonly user_id: string | undefined; readonly problem: string }

/** Problems that are shown; all of them go to the file of --report. */
const SHOWN = 20

export type Ledger = {
  readonly tell: (file: string) => (problem: Problem) => void
  readonly total: () => number
  /** Shows the first of them, and lets go of the file. */
  readonly close: (terminal: Terminal) => void
}

/** Keeps what could not be carried over: the first few in memory, all in `report`, a JSON object a line. */
export function openLedger(report: string | undefined): Ledger {
  const file = report === undefined ? undefined : openSync(report, 'w', 0o600)
  const shown: (readonly string[])[] = []
  let total = 0
  return {
    tell: (name) => (problem) => {
      total += 1
      if (file !== undefined) writeSync(file, `${JSON.stringify({ file: name, ...problem })}\n`)
      if (shown.length < SHOWN)
        shown.push([`${name} ${problem.line}`, printable(problem.user_id ?? ''), printable(problem.problem)])
    },
    total: () => total,
    close: (terminal) => {
      if (file !== undefined) closeSync(file)
      if (total === 0) return
      terminal.write('')
      terminal.write(`Of people, ${total === 1 ? 'one thing is' : `${total} things are`} not carried over:`)
      terminal.write(table(['ROW', 'USER', 'WHY'], shown, terminal.columns, 1))
      if (total > shown.length && report === undefined)
        terminal.remark(`These are the first ${SHOWN}: --report FILE writes all of them.`)
    },
  }
}

const percent = (share: number): string => `${Math.floor(share * 100)} %`

export type PeopleOptions = {
  readonly users?: string
  readonly hashes?: string
  readonly withoutSecondFactors?: boolean
}

/** Brings in both files, as far as they are named; answers with what came of it, for people and for programs. */
export async function importPeople(
  local: LocalTenant,
  { users, hashes, withoutSecondFactors = false }: PeopleOptions,
  ledger: Ledger,
  terminal: Terminal,
): Promise<{ readonly sentences: readonly string[]; readonly counts: object }> {
  const sentences: string[] = []
  const counts: Record<string, object> = {}
  if (users !== undefined) {
    const { rows, share } = rowsOfFile(users)
    const progress = (done: number) => terminal.progress(`${done} users, ${percent(share())}`)
    const options = { withoutSecondFactors, tell: ledger.tell('users'), progress }
    const { made, there, left, withoutFactor } = await local.importUsers(rows, options)
    terminal.progress('')
    counts['users'] = { made, there, left, withoutFactor }
    sentences.push(`Users: ${made} made, ${there} there already, ${left} left out.`)
    if (withoutFactor > 0)
      sentences.push(`${withoutFactor} of them had a second factor, and log in with the password alone from now on.`)
  }
  if (hashes !== undefined) {
    const { rows, share } = rowsOfFile(hashes)
    const progress = (done: number) => terminal.progress(`${done} passwords, ${percent(share())}`)
    const { kept, there, left } = await local.importPasswords(rows, { tell: ledger.tell('hashes'), progress })
    terminal.progress('')
    counts['passwords'] = { kept, there, left }
    sentences.push(`Passwords: ${kept} kept, ${there} there already, ${left} left out.`)
  }
  return { sentences, counts }
}
