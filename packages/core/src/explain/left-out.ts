// Claims that code has set in vain: those that say what a token is are the server's own, and are left out without an error.
import { isCustomClaim } from '@symbolon/protocol/auth0/custom-claims'
import type { StepRecord } from '../rules/step-record.ts'

const RULES_CLAIMS = 'context.accessToken.'

/** Names of claims of the access token that the step has set, and that stand in no token. */
export function leftOut({ changes, commands }: Pick<StepRecord, 'changes' | 'commands'>): readonly string[] {
  const byRule = changes
    .filter(({ path, after }) => path.startsWith(RULES_CLAIMS) && after !== undefined)
    .map(({ path }) => path.slice(RULES_CLAIMS.length))
  const byAction = commands
    .filter(({ name }) => name === 'accessToken.setCustomClaim')
    .flatMap(({ values: [name] }) => (typeof name === 'string' ? [name] : []))
  // A rule sets scopes by a claim of this name.
  return [...new Set([...byRule.filter((name) => name !== 'scope'), ...byAction])].filter(
    (name) => !isCustomClaim(name),
  )
}
