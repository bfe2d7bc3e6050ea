// One rule, tried out.
import type { Document } from '@symbolon/protocol/entities/entity'
import { runDraft, type Bench, type DryRun } from './dry-run.ts'
import { stepsUntilStopped } from './executions.ts'
import { sampleLogin } from './sample-login.ts'
import { scriptKey } from './scripts.ts'
import { recordRules } from './step-record.ts'
import type { RuleStep } from './run-rules.ts'

export type RuleDraft = {
  readonly name: string
  readonly script: string
  /** As the rule finds it; undefined: somebody made up. */
  readonly user: Document | undefined
  /** Over the context of a login that is made up, member by member. */
  readonly context: Document
  readonly configuration: Readonly<Record<string, string>>
}

type Answer = {
  readonly outcome: 'ok' | 'refused' | 'syntax' | 'failed'
  readonly message?: string
  readonly line?: number
  readonly steps?: readonly RuleStep[]
}

/** The scope words that the context says were asked for. */
const scopesIn = ({ request }: Document): readonly string[] => {
  const query = typeof request === 'object' && request !== null ? Reflect.get(request, 'query') : undefined
  const scope: unknown = typeof query === 'object' && query !== null ? Reflect.get(query, 'scope') : undefined
  return typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : []
}

/** Runs the rule, changes nothing, and says what it would have done. */
export async function dryRunRule(bench: Bench, draft: RuleDraft): Promise<DryRun> {
  const { name, script, configuration } = draft
  const sample = sampleLogin(bench)
  const user = draft.user ? { user_id: sample.user['user_id'], ...draft.user } : sample.user
  const context = { ...sample.context, ...draft.context }
  const key = scriptKey(script)
  const { host, issuer } = bench.tenant
  const input = {
    rules: [{ id: 'draft', name, key }],
    user,
    context,
    configuration,
    traced: true,
    auth0: { domain: host, baseUrl: `${issuer}api/v2` },
  }
  const ran = await runDraft(bench, { program: 'rules', input, scripts: new Map([[key, script]]) }, user)
  const { outcome, duration, kept } = ran
  if (outcome.outcome !== 'answered') {
    const until = stepsUntilStopped(outcome).map((step) => ({ ...step, ended_at: bench.now(), changes: [] }))
    const [step = null] = recordRules({ user, context }, until, scopesIn(context), outcome.message)
    return { outcome: outcome.outcome, message: outcome.message, line: null, duration, step, kept }
  }
  // The sandbox's own program made it, out of plain data.
  const { outcome: ended, message, line = null, steps = [] } = outcome.answer as Answer
  const refused = ended === 'ok' ? undefined : (message ?? '')
  const [step = null] = recordRules({ user, context }, steps, scopesIn(context), refused)
  return { outcome: ended === 'failed' ? 'crashed' : ended, message: refused ?? null, line, duration, step, kept }
}
