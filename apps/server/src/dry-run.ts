// Trying out a rule or an action without a server: the same sandbox, nothing of a tenant.
import { randomBytes } from 'node:crypto'
import type { TenantAtHost } from '@symbolon/core/tenancy'
import type { Bench, DryRun } from '@symbolon/core/rules/dry-run'
import { dryRunAction, DRY_TRIGGERS, triggerIn, type ActionDraft } from '@symbolon/core/rules/dry-run-action'
import { dryRunRule, type RuleDraft } from '@symbolon/core/rules/dry-run-rule'
import { maskOf, maskWithin } from '@symbolon/core/rules/masked'
import { openSandbox } from '@symbolon/sandbox/sandbox'
import { egress } from './adapters/egress.ts'
import { outsideCaller } from './adapters/outside.ts'

export type { DryRun }
export { DRY_TRIGGERS, triggerIn }

type Surroundings = {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Hosts that the code may call, as the tenant setting `outbound_hosts` names them. */
  readonly outbound_hosts: readonly string[]
  /** Hosts and ranges that may be called although they are not public, as `SYMBOLON_EGRESS_ALLOW` names them. */
  readonly egressAllow: readonly string[]
}

const TENANT: TenantAtHost = {
  tenant_id: `ten_${randomBytes(8).toString('hex')}`,
  host: 'tenant.example',
  issuer: 'https://tenant.example/',
  home: 'https://tenant.example/',
  name: 'tenant',
  first_client_id: '',
  announced: true,
}

async function tried(
  { now, outbound_hosts, egressAllow }: Surroundings,
  secrets: Readonly<Record<string, string>>,
  run: (bench: Bench) => Promise<DryRun>,
): Promise<DryRun> {
  const sandbox = openSandbox()
  try {
    const callOutside = outsideCaller(egress(egressAllow))
    const result = await run({ tenant: TENANT, now, runCode: sandbox.run, callOutside, outbound_hosts })
    return maskWithin(result, maskOf(Object.values(secrets))) as DryRun
  } finally {
    sandbox.close()
  }
}

/** What the rule would do; values of its configuration are not in the answer. */
export const tryRule = (surroundings: Surroundings, draft: RuleDraft): Promise<DryRun> =>
  tried(surroundings, draft.configuration, (bench) => dryRunRule(bench, draft))

/** What the action would do; values of its secrets are not in the answer. */
export const tryAction = (surroundings: Surroundings, draft: ActionDraft): Promise<DryRun> =>
  tried(surroundings, draft.secrets, (bench) => dryRunAction(bench, draft))
