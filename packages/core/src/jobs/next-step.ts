// What a kind of job is to the one who does it: a function that says what comes next.
import type { Job, JobStep } from '../job-store.ts'

/** Says what the next step of a job does. */
export type NextStep = (job: Job) => Promise<Omit<JobStep, 'until'>>

/** A step that ends the job, and does nothing else. */
export const failing =
  (status_details: string): NextStep =>
  async (job) => ({ users: [], settle: () => ({ job: { ...job, status: 'failed', status_details } }) })
