// Trying out code that may not be deployed: it runs in the same sandbox, in a machine of its own, on a user and a request that are
// given or made up, and nothing of it is kept. Here: what rules and actions have in common.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { CodeOutcome } from '../code-runner.ts'
import type { Tenancy } from '../tenancy.ts'
import { callForRule } from './questions.ts'
import { CODE_LIMITS } from './scripts.ts'
import type { Difference, StepRecord } from './step-record.ts'

/** What a dry run stands on: less than a tenancy, so that there can be one without a server. */
export type Bench = Pick<Tenancy, 'tenant' | 'now' | 'runCode' | 'callOutside'> & {
  /** Hosts that the code may call. */
  readonly outbound_hosts: readonly string[]
}

export type DryRun = {
  /** `ok`, `ended` and `suspended` as the code wants it; `refused`: by an error; everything else: why it could not be run. */
  readonly outcome: 'ok' | 'ended' | 'suspended' | 'refused' | 'syntax' | 'cpu' | 'timeout' | 'crashed' | 'busy'
  /** What it refused or failed by. */
  readonly message: string | null
  /** Of the script, from 1, in which the error was made; null where there was none, or nobody can tell. */
  readonly line: number | null
  /** Milliseconds from beginning to end. */
  readonly duration: number
  /** What it did; null where it could not be run. */
  readonly step: StepRecord | null
  /** Metadata that would have been kept, as `auth0.users` was asked to. */
  readonly kept: readonly Difference[]
}

type Program = Parameters<Tenancy['runCode']>[0]

export type Ran = {
  readonly outcome: CodeOutcome
  readonly duration: number
  readonly kept: readonly Difference[]
}

/** Runs a program on the bench. `user` is whose metadata the code may wish to change. */
export async function runDraft(
  { tenant, now, runCode, callOutside, outbound_hosts }: Bench,
  { program, input, scripts }: Pick<Program, 'program' | 'input' | 'scripts'>,
  user: Document,
): Promise<Ran> {
  const kept: Difference[] = []
  const began = now()
  const outcome = await runCode(
    { tenant: tenant.tenant_id, isDraft: true, program, input, scripts, now: began, limits: CODE_LIMITS },
    async (what, question) => {
      if (what === 'http') return callForRule(callOutside, outbound_hosts, question)
      if (what === 'updateMetadata') return noteMetadata(user, question, kept)
      throw new Error(`Rules cannot ask for ${what}`)
    },
  )
  return { outcome, duration: now() - began, kept }
}

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Answers as if it had been kept. */
function noteMetadata(user: Document, question: unknown, kept: Difference[]): Document {
  const { user_id, field, metadata } = isDocument(question) ? question : {}
  if (typeof user_id !== 'string' || !isDocument(metadata)) throw new Error('A user id and metadata are needed')
  if (user_id !== user['user_id']) throw new Error('The user does not exist.')
  const name = field === 'user_metadata' ? field : 'app_metadata'
  for (const [key, after] of Object.entries(metadata)) kept.push({ path: `user.${name}.${key}`, after })
  const before = user[name]
  return { ...user, [name]: { ...(isDocument(before) ? before : {}), ...metadata } }
}
