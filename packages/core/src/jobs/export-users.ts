// An export of users: a page of them at a time, as lines of JSON or of CSV. The lines are kept as they are; they are compressed when they
// are fetched. Passwords and what providers gave are no part of it.
import type { Document } from '@symbolon/protocol/entities/entity'
import { PROFILE_FIELDS, type User } from '@symbolon/protocol/entities/user'
import type { Job, JobField } from '../job-store.ts'
import type { Tenancy } from '../tenancy.ts'
import { withoutProviderTokens } from '../users/provider-tokens.ts'
import type { NextStep } from './next-step.ts'

/** Users of one step. */
const AT_ONCE = 200

/** Columns of a CSV when nobody says which. */
const CSV_FIELDS: readonly JobField[] = [
  'user_id',
  ...PROFILE_FIELDS,
  'blocked',
  'created_at',
  'updated_at',
  'last_login',
  'last_ip',
  'logins_count',
].map((name) => ({ name }))

/** `identities[0].connection` in a document; undefined where there is nothing. */
const valueAt = (document: Document, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter((step) => step !== '')
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? Reflect.get(value, step)
          : undefined,
      document,
    )

const nameOf = ({ name, export_as }: JobField): string => export_as ?? name

const shown = (user: User): Document => ({ ...user, identities: user.identities.map(withoutProviderTokens) })

const jsonLine = (user: User, fields: readonly JobField[] | undefined): string => {
  const whole = shown(user)
  const line = fields ? Object.fromEntries(fields.map((field) => [nameOf(field), valueAt(whole, field.name)])) : whole
  return `${JSON.stringify(line)}\n`
}

/** What a spreadsheet would take for a formula, in wide letters as well, except telephone numbers and plain ones. */
const FORMULA = /^(?:[=@\t\r\n\uff1d\uff20\uff0b\uff0d]|[+-](?!\d*$))/

/** RFC 4180. */
const cell = (value: unknown): string => {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  const harmless = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

const csvLine = (cells: readonly unknown[]): string => `${cells.map(cell).join(',')}\r\n`

const linesOf = ({ format, fields, progress }: Job, users: readonly User[]): string => {
  if (format !== 'csv') return users.map((user) => jsonLine(user, fields)).join('')
  const columns = fields ?? CSV_FIELDS
  const rows = users.map(shown).map((user) => csvLine(columns.map(({ name }) => valueAt(user, name))))
  return [...(progress.parts === 0 ? [csvLine(columns.map(nameOf))] : []), ...rows].join('')
}

/** The steps of an export. */
export const exportUsers =
  ({ store }: Tenancy): NextStep =>
  async (job) => {
    const { limit = Number.MAX_SAFE_INTEGER, progress, connection } = job
    const room = Math.min(AT_ONCE, limit - progress.done)
    const { after } = progress
    const page = await store.pageUsers(connection, { limit: room, ...(after === undefined ? {} : { after }) })
    const done = progress.done + page.items.length
    const isLast = page.next === undefined || done >= limit
    const parts = progress.parts + 1
    const onwards = page.next === undefined ? {} : { after: page.next }
    const status = isLast ? 'completed' : 'processing'
    return {
      users: [],
      settle: () => ({
        job: { ...job, status, progress: { done, parts, ...onwards } },
        part: { number: parts, content: linesOf(job, page.items) },
      }),
    }
  }
