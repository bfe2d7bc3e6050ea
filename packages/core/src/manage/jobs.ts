// Jobs: users imported and exported in bulk, and how far that has come. reference: Management API, section 21.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Document } from '@symbolon/protocol/entities/entity'
import { anyText, count, several, time } from '@symbolon/protocol/entities/answers'
import { anything, list, oneOf, optional, record, whole } from '@symbolon/protocol/entities/schema'
import { printable } from '@symbolon/protocol/entities/words'
import { isDatabase } from '../connections/for-client.ts'
import { ApiError } from '../errors.ts'
import { newId } from '../identifiers.ts'
import type { Job } from '../job-store.ts'
import { locationOf } from '../jobs/download.ts'
import type { Tenancy } from '../tenancy.ts'
import { requireScope } from './administrator.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked, type Parts } from './endpoint.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { fieldOf, flagOf, textOf } from './form-fields.ts'
import { invalidBody } from './refusals.ts'

const JOB: LoggedEntity = { name: 'job', apart: [], writeOnly: [], guarded: {}, fields: {} }

/** Largest file of an import. */
export const MAX_FILE_BYTES = 512_000

export const FILE_TOO_LARGE = `Payload content length greater than maximum allowed: ${MAX_FILE_BYTES}.`

/** Jobs of one kind that have not ended. */
const MOST_OPEN = { users_import: 2, users_export: 10, verification_email: 1 } as const

const WORDS = {
  users_import: 'import users',
  users_export: 'export users',
  verification_email: 'verification',
} as const

/** Seconds until a job is forgotten, with its file and its errors. */
const KEPT_FOR = 86_400

type NewJob = Pick<Job, 'type'> & Partial<Job>

/** Keeps a new job. @throws ApiError 429 where as many of its type have not ended */
export async function keepJob(tenancy: Tenancy, caller: Caller, fields: NewJob, input?: string): Promise<Job> {
  const job: Job = {
    status: 'pending',
    progress: { done: 0, parts: 0 },
    ...fields,
    created_at: new Date(tenancy.now()).toISOString(),
    id: newId(tenancy.random, { prefix: 'job_', length: 16, alphabet: 'alphanumeric' }),
  }
  const most = MOST_OPEN[job.type]
  const expires_at = Math.floor(tenancy.now() / 1000) + KEPT_FOR
  const written = await tenancy.store.insertJob(job, { most, expires_at, ...(input === undefined ? {} : { input }) })
  if (written === 'full') {
    const message = `There are ${most} active ${WORDS[job.type]} jobs, please wait until some of them are finished and try again`
    throw new ApiError(429, message, 'too_many_requests')
  }
  recordWrite(tenancy, caller, JOB, { what: `Create a job: ${job.type}`, id: job.id, changed: [] })
  tenancy.wakeJobs()
  return job
}

/** How long it may still take, from how long it has taken. */
const timing = ({ status, summary, progress, created_at }: Job, now: number): Document => {
  if (status !== 'processing' || !summary || progress.done === 0) return {}
  const elapsed = Math.max(0, now - Date.parse(created_at)) / 1000
  return {
    percentage_done: Math.floor((100 * progress.done) / summary.total),
    time_left_seconds: Math.ceil((elapsed * (summary.total - progress.done)) / progress.done),
  }
}

/** A job as it is answered. */
const presentJob = (tenancy: Tenancy, job: Job): Document => {
  const { progress: _progress, upsert: _upsert, send_completion_email: _mail, summary, ...shown } = job
  const location = locationOf(tenancy, job)
  return {
    ...shown,
    ...timing(job, tenancy.now()),
    ...(summary && job.status === 'completed' ? { summary } : {}),
    ...(location === undefined ? {} : { location }),
  }
}

const connectionWith = async ({ store }: Tenancy, id: string): Promise<Connection> => {
  const connection = await store.find('connections', { id })
  if (!connection) throw new ApiError(400, 'The connection does not exist', 'inexistent_connection')
  return connection
}

const FLAG = oneOf('true', 'false')

/** The parts of an import. */
const IMPORT = record({
  users: anyText(),
  connection_id: anyText(),
  upsert: optional(FLAG),
  external_id: optional(anyText()),
  send_completion_email: optional(FLAG),
})

const FIELDS = Object.keys(IMPORT.properties ?? {})

const startImport = async (tenancy: Tenancy, caller: Caller, { body }: Asked): Promise<Document> => {
  const parts: Parts = body instanceof Map ? body : new Map()
  const file = parts.get('users')
  if (!file) throw new ApiError(400, "Must provide 'users' file as multipart part.", 'invalid_body')
  if (file.length === 0) throw new ApiError(400, 'Users file must not be empty.', 'invalid_body')
  if (file.length > MAX_FILE_BYTES) throw new ApiError(413, FILE_TOO_LARGE)
  const connection_id = fieldOf(parts, 'connection_id')
  if (connection_id === undefined) {
    throw new ApiError(400, "Must provide 'connection_id' as multipart part.", 'invalid_body')
  }
  const unknown = [...parts.keys()].find((name) => !FIELDS.includes(name))
  if (unknown !== undefined) throw invalidBody(`Additional properties not allowed: ${unknown.slice(0, 100)}`)
  const upsert = flagOf(parts, 'upsert', false)
  // Who may make users may not yet change those that there are.
  if (upsert) requireScope(caller.administrator, ['update:users'])
  const send_completion_email = flagOf(parts, 'send_completion_email', true)
  const external_id = fieldOf(parts, 'external_id')
  const connection = await connectionWith(tenancy, connection_id)
  if (!isDatabase(connection)) throw new ApiError(400, 'Connection must be a database connection.', 'invalid_body')
  const fields = {
    type: 'users_import',
    connection_id,
    connection: connection.name,
    upsert,
    send_completion_email,
  } as const
  const told = external_id === undefined ? {} : { external_id }
  return presentJob(tenancy, await keepJob(tenancy, caller, { ...fields, ...told }, textOf(file)))
}

const EXPORT = record({
  connection_id: optional(printable(64)),
  format: optional(oneOf('json', 'csv')),
  limit: optional(whole(1, 1_000_000_000)),
  fields: optional(list(record({ name: printable(256), export_as: optional(printable(256)) }), 30, { minItems: 1 })),
})

type WishedExport = NonNullable<(typeof EXPORT)['~static']>

const startExport = async (tenancy: Tenancy, caller: Caller, { body }: Asked<WishedExport>): Promise<Document> => {
  const { connection_id } = body
  const connection = connection_id === undefined ? undefined : await connectionWith(tenancy, connection_id)
  const of = connection ? { connection: connection.name } : {}
  return presentJob(tenancy, await keepJob(tenancy, caller, { format: 'json', ...body, ...of, type: 'users_export' }))
}

const getJob = async ({ store }: Tenancy, id: string): Promise<Job> => {
  const job = await store.findJob(id)
  if (!job) throw new ApiError(404, 'The job does not exist.', 'inexistent_job')
  return job
}

const readJob = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<Document> => {
  const { location, ...shown } = presentJob(tenancy, await getJob(tenancy, id))
  // The address is the file: only for those who may read users.
  return location !== undefined && caller.administrator.scopes.has('read:users') ? { ...shown, location } : shown
}

const readErrors = async (
  tenancy: Tenancy,
  _caller: Caller,
  { id }: Asked,
): Promise<readonly unknown[] | undefined> => {
  const { type, progress } = await getJob(tenancy, id)
  if (type !== 'users_import' || progress.parts === 0) return undefined
  const numbers = Array.from({ length: progress.parts }, (_, at) => at + 1)
  const parts: unknown[] = []
  for (const number of numbers) parts.push(...JSON.parse((await tenancy.store.jobPart(id, number)) ?? '[]'))
  return parts
}

/** What every job says of itself, and what only those of a kind do. */
const JOB_ANSWER = record({
  id: anyText(),
  type: anyText(),
  status: anyText(),
  created_at: time(),
  connection_id: optional(anyText()),
  connection: optional(anyText()),
  external_id: optional(anyText()),
  format: optional(anyText()),
  limit: optional(count()),
  fields: optional(several(record({ name: anyText(), export_as: optional(anyText()) }))),
  summary: optional(record({ failed: count(), updated: count(), inserted: count(), total: count() })),
  percentage_done: optional(count()),
  time_left_seconds: optional(count()),
  status_details: optional(anyText()),
  location: optional(anyText()),
})

const ERRORS_ANSWER = several(
  record({
    user: anything(),
    errors: several(record({ code: anyText(), message: anyText(), path: optional(anyText()) })),
  }),
)

const READ = ['create:users', 'read:users']

export const JOB_ENDPOINTS = [
  endpoint({
    method: 'POST',
    path: '/jobs/users-imports',
    status: 202,
    scopes: ['create:users'],
    form: IMPORT,
    answers: JOB_ANSWER,
    act: startImport,
  }),
  endpoint({
    method: 'POST',
    path: '/jobs/users-exports',
    status: 200,
    scopes: ['read:users'],
    bodySchema: EXPORT,
    answers: JOB_ANSWER,
    act: startExport,
  }),
  endpoint({ method: 'GET', path: '/jobs/:id', status: 200, scopes: READ, answers: JOB_ANSWER, act: readJob }),
  endpoint({
    method: 'GET',
    path: '/jobs/:id/errors',
    status: 200,
    statusOfNothing: 204,
    scopes: READ,
    answers: ERRORS_ANSWER,
    act: readErrors,
  }),
]
