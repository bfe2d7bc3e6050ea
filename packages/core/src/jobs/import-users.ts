// An import of users: some rows of the file at a time, each of them made, changed, or kept with what is wrong with it. Running it again
// from any row on says the same as running it once.
import { changedDocument } from '@symbolon/protocol/entities/documents'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { User } from '@symbolon/protocol/entities/user'
import { USER } from '@symbolon/protocol/entities/user-fields'
import type { Job, JobProgress, UserWrite } from '../job-store.ts'
import type { Written } from '../record-store.ts'
import type { Tenancy } from '../tenancy.ts'
import { type ImportError, readImportedUser, type ReadRow } from '../users/imported-user.ts'
import { firstPassword, newUserDocument } from '../users/new-user.ts'
import { tenantRightsOf } from '../users/tenant-rights.ts'
import { existingUser } from './existing-user.ts'
import { type NextStep, failing } from './next-step.ts'
import { shownRow, repeatedRows } from './rows.ts'

/** Rows of one step: what is asked meanwhile waits no longer than these take. */
const AT_ONCE = 50

/** Most errors that are kept of one import; the others are counted. */
const MOST_ERRORS = 10_000

/** How often a step is decided anew because others have changed what it was decided from. */
const MOST_AGAIN = 5

const UNREADABLE = 'Failed to parse users file JSON when importing users. Make sure it is valid JSON.'

/** What a row that is there already changes; the identifiers, blocks and ids of a user stay. */
const UPSERTED = [
  'email_verified',
  'phone_verified',
  'name',
  'given_name',
  'family_name',
  'nickname',
  'picture',
  'user_metadata',
  'app_metadata',
] as const

type Prepared = { readonly write: UserWrite } | { readonly error: ImportError }

const duplicate = (message: string): ImportError => ({ code: 'DUPLICATED_USER', message })

const parsed = (input: string): readonly unknown[] | undefined => {
  try {
    const value: unknown = JSON.parse(input)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

const created = (tenancy: Tenancy, connection: Connection, { fields, hash }: ReadRow): UserWrite => {
  const user = newUserDocument(tenancy, connection, fields)
  return { user, password: hash === undefined ? undefined : firstPassword(tenancy, user, connection, hash) }
}

/**
 * What an import kept can be replaced by another until the user has logged in; what we hashed cannot. Nobody gets at the login of an
 * administrator so.
 */
const replacesPassword = async (tenancy: Tenancy, { user_id, last_login }: User): Promise<boolean> => {
  if (last_login !== undefined || (await tenantRightsOf(tenancy, user_id)).length > 0) return false
  const kept = await tenancy.store.findPassword(user_id)
  return kept === undefined || !kept.hash.startsWith('$argon2id$')
}

const changed = async (
  tenancy: Tenancy,
  connection: Connection,
  before: User,
  { fields, hash }: ReadRow,
): Promise<UserWrite> => {
  const sent = Object.fromEntries(
    UPSERTED.map((field) => [field, fields[field]]).filter(([, value]) => value !== undefined),
  )
  const updated_at = new Date(tenancy.now()).toISOString()
  const after = { ...changedDocument<User>(USER, before, sent), updated_at }
  const isNew = hash !== undefined && (await replacesPassword(tenancy, before))
  return { before, after, password: isNew ? firstPassword(tenancy, before, connection, hash) : undefined }
}

const prepared = async (tenancy: Tenancy, connection: Connection, upsert: boolean, row: unknown): Promise<Prepared> => {
  const read = await readImportedUser(connection, row)
  if ('errors' in read) return { error: read.errors[0] }
  if (!upsert) return { write: created(tenancy, connection, read) }
  const existing = await existingUser(tenancy, connection, read.fields)
  if (existing === 'several') {
    return { error: { code: 'MULTIPLE_MATCHING_USER', message: 'The row names more than one user' } }
  }
  return { write: existing ? await changed(tenancy, connection, existing, read) : created(tenancy, connection, read) }
}

type Outcome = 'inserted' | 'updated' | ImportError

/** In the order of the rows: `written` says what became of those that were written. */
const outcomesOf = (rows: readonly Prepared[], written: readonly Written[]): readonly Outcome[] => {
  const answers = written.values()
  return rows.map((row) => {
    if ('error' in row) return row.error
    const answer = answers.next().value
    if (answer === 'stale') return { code: 'CONFLICT', message: 'The user is being changed by others' }
    if (answer === 'conflict') return duplicate('The user already exists.')
    return 'user' in row.write ? 'inserted' : 'updated'
  })
}

const NOTHING = { failed: 0, updated: 0, inserted: 0 }

const after = (job: Job, total: number, rows: readonly unknown[], outcomes: readonly Outcome[]) => {
  const { summary: before = NOTHING, progress } = job
  const count = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length
  const failed = outcomes.flatMap((outcome, at) =>
    typeof outcome === 'string' ? [] : [{ user: shownRow(rows[at]), errors: [outcome] }],
  )
  const kept = failed.slice(0, Math.max(0, MOST_ERRORS - before.failed))
  const done = progress.done + rows.length
  const parts = progress.parts + (kept.length > 0 ? 1 : 0)
  const now: Job = {
    ...job,
    status: done >= total ? 'completed' : 'processing',
    summary: {
      failed: before.failed + failed.length,
      updated: before.updated + count('updated'),
      inserted: before.inserted + count('inserted'),
      total,
    },
    progress: { done, parts } satisfies JobProgress,
  }
  return kept.length > 0 ? { job: now, part: { number: parts, content: JSON.stringify(kept) } } : { job: now }
}

/** The steps of an import of `input`, a JSON array, into a database of users. */
export const importUsers = (tenancy: Tenancy, connection: Connection, input: string): NextStep => {
  const rows = parsed(input)
  if (!rows) return failing(UNREADABLE)
  const repeated = repeatedRows(rows)
  let again = 0
  return async (job) => {
    const { done } = job.progress
    const some = rows.slice(done, done + AT_ONCE)
    const upsert = job.upsert === true
    const ready: Prepared[] = []
    for (const [at, row] of some.entries()) {
      const by = repeated.get(done + at)
      const error = by === undefined ? undefined : duplicate(`A user with this ${by} was already provided.`)
      ready.push(error ? { error } : await prepared(tenancy, connection, upsert, row))
    }
    const users = ready.flatMap((one) => ('write' in one ? [one.write] : []))
    return {
      users,
      settle: (written) => {
        const isOvertaken = upsert && written.some((one) => one !== 'written')
        if (isOvertaken && again < MOST_AGAIN) {
          again += 1
          return undefined
        }
        again = 0
        return after(job, rows.length, some, outcomesOf(ready, written))
      },
    }
  }
}
