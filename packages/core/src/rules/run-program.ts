// Running one of the sandbox's programs for a tenant, with the limits of a whole chain and the answers that its code may ask for.
import type { CodeOutcome } from '../code-runner.ts'
import type { Tenancy } from '../tenancy.ts'
import { answerRule } from './questions.ts'
import { CODE_LIMITS } from './scripts.ts'

type Program = Parameters<Tenancy['runCode']>[0]

export const runProgram = (
  tenancy: Tenancy,
  program: Program['program'],
  input: Program['input'],
  scripts: Program['scripts'],
): Promise<CodeOutcome> => {
  const { tenant, now, runCode } = tenancy
  return runCode(
    { tenant: tenant.tenant_id, program, input, scripts, now: now(), limits: CODE_LIMITS },
    answerRule(tenancy),
  )
}
