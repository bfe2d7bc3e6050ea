// What the store keeps of jobs: work that outlives its request, and the process that does it. A job is done in steps; each step is one
// transaction that holds what it writes and how far the job has come, so that after a crash nothing is done twice and nothing is left out.
import type { User } from '@symbolon/protocol/entities/user'
import type { Password } from './records.ts'
import type { Written } from './record-store.ts'

export type JobField = { readonly name: string; readonly export_as?: string }

/** How far a job has come. */
export type JobProgress = {
  /** Rows of the file, or users. */
  readonly done: number
  /** Pieces of what came of it: errors of an import, the file of an export. Counted from 1. */
  readonly parts: number
  /** Mark of the user that an export reached last. */
  readonly after?: string
}

/** A job as it is kept; what of it is answered is for manage/jobs to say. */
export type Job = {
  /** `job_` and 16 alphanumerics. */
  readonly id: string
  readonly type: 'users_import' | 'users_export' | 'verification_email'
  readonly status: 'pending' | 'processing' | 'completed' | 'failed'
  /** ISO 8601. */
  readonly created_at: string
  readonly connection_id?: string
  /** Its name. */
  readonly connection?: string
  readonly external_id?: string
  readonly upsert?: boolean
  /** Of an import: whether administrators get a mail when it has ended. */
  readonly send_completion_email?: boolean
  readonly format?: 'json' | 'csv'
  readonly limit?: number
  readonly fields?: readonly JobField[]
  /** Of an import. */
  readonly summary?: {
    readonly failed: number
    readonly updated: number
    readonly inserted: number
    readonly total: number
  }
  /** Why all of it failed. */
  readonly status_details?: string
  readonly progress: JobProgress
}

/** A user to be made, or one to be changed from what it was, with a password where there is one. */
export type UserWrite =
  | { readonly user: User; readonly password?: Password | undefined }
  | { readonly before: User; readonly after: User; readonly password?: Password | undefined }

/** What a step does. */
export type JobStep = {
  readonly users: readonly UserWrite[]
  /**
   * What the job is after it, and the piece that came of it, once it is known what became of each user. Pure, and may be asked more
   * than once. Undefined: nothing of the step is to be done.
   */
  readonly settle: (
    written: readonly Written[],
  ) => { readonly job: Job; readonly part?: { readonly number: number; readonly content: string } } | undefined
  /** Until when the job is held after it, milliseconds. */
  readonly until: number
}

export type JobStore = {
  /** Keeps a job with what it works on, as part 0; `full` where as many of its type have not ended. `expires_at` in seconds. */
  insertJob(
    job: Job,
    more: { readonly input?: string; readonly most: number; readonly expires_at: number },
  ): Promise<'written' | 'full'>
  findJob(id: string): Promise<Job | undefined>
  /** Has the job until `until` (milliseconds), unless it has ended or somebody else has it. Of any number at a time exactly one gets it. */
  holdJob(id: string, holder: string, now: number, until: number): Promise<Job | undefined>
  /** Lets go of a job that is not done. Nothing where somebody else has it. */
  leaveJob(id: string, holder: string, now: number): Promise<void>
  /** One step; `lost` where another holds the job, `again` where `settle` wanted nothing done. Part 0 goes when the job ends. */
  stepJob(id: string, holder: string, step: JobStep): Promise<Job | 'lost' | 'again'>
  jobPart(id: string, number: number): Promise<string | undefined>
}
