// Password hashes of another tenant, for people who are there already. Whoever has a password keeps it: it may be newer.
import type { Tenancy } from '@symbolon/core/tenancy'
import { readMovedPassword } from '@symbolon/core/users/moved-password'
import { inBatches, parseRow, type Row, type RowProblem } from './in-batches.ts'

export type PasswordsImported = { readonly kept: number; readonly there: number; readonly left: number }

type Options = { readonly tell: (problem: RowProblem) => void; readonly progress: (done: number) => void }

/** Imports all rows. */
export async function importPasswords(
  { store, now }: Tenancy,
  rows: AsyncIterable<Row>,
  { tell, progress }: Options,
): Promise<PasswordsImported> {
  const counts = { kept: 0, there: 0, left: 0 }
  const leave = (line: number, user_id: string | undefined, problem: string): void => {
    counts.left += 1
    tell({ line, user_id, problem })
  }
  const work = async (row: Row): Promise<void> => {
    const read = await readMovedPassword(parseRow(row))
    if ('problem' in read) return leave(row.line, read.user_id, read.problem)
    const { user_id, hash, changed_at } = read
    const user = await store.findUserByIdentity(user_id)
    const identity = user?.identities.find((one) => `${one.provider}|${one.user_id}` === user_id)
    if (!identity) return leave(row.line, user_id, 'there is nobody whose password it could be')
    if ((await store.findPassword(user_id)) !== undefined) {
      counts.there += 1
      return
    }
    const time = Math.trunc(now() / 1000)
    const at = Math.min(changed_at ?? time, time)
    await store.keepPassword({ user_id, connection: identity.connection, hash, history: [], changed_at: at })
    counts.kept += 1
  }
  await inBatches(rows, work, progress)
  return counts
}
