// Running one of the sandbox's programs for a tenant, with the limits of a whole chain and the answers that its code may ask for; what
// became of it is kept.
import type { CodeOutcome } from '../code-runner.ts'
import type { Tenancy } from '../tenancy.ts'
import { keepExecution, type About } from './executions.ts'
import { answerRule } from './questions.ts'
import { CODE_LIMITS } from './scripts.ts'

type Program = Parameters<Tenancy['runCode']>[0]

export const runProgram = (
  tenancy: Tenancy,
  { program, input, lasting, scripts }: Pick<Program, 'program' | 'input' | 'lasting' | 'scripts'>,
  about: About,
): Promise<CodeOutcome> => {
  const { tenant, now, runCode } = tenancy
  const began = now()
  const execution = { tenant: tenant.tenant_id, program, input, lasting, scripts, now: began, limits: CODE_LIMITS }
  return runCode(execution, answerRule(tenancy)).then((outcome) => {
    keepExecution(tenancy, about, began, outcome)
    return outcome
  })
}
