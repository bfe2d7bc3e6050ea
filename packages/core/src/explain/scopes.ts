// Every scope word that was asked for: granted and why, or dropped, why, and what would help.
import { isIdentityScope, OFFLINE_ACCESS } from '@symbolon/protocol/oidc/standard-claims'
import type { Authorization } from '../authorization.ts'
import type { StepRecord } from '../rules/step-record.ts'
import { isFrontChannel, type Asked } from './asked.ts'
import type { Proven } from './authorize.ts'
import { fixOfScope } from './fixes.ts'
import type { DroppedScope, GrantedScope } from './story.ts'

/** Which rule or action put a scope in, or took it out: the last one in whose record it appears or goes. */
const byCode = (scope: string, records: readonly StepRecord[]): string | undefined => {
  const has = (value: unknown): boolean => typeof value === 'string' && value.split(' ').includes(scope)
  const step = records.findLast(({ tokens }) =>
    tokens.some(({ path, before, after }) => path === 'scope' && has(before) !== has(after)),
  )
  return step && `${step.kind} ${step.name}`
}

const originOf = (scope: string, { authorization }: Proven, asked: Asked, records: readonly StepRecord[]): string => {
  if (!authorization.scopes.includes(scope)) return byCode(scope, records) ?? 'the tenant’s code'
  if (isIdentityScope(scope)) return 'a scope of OpenID Connect'
  if (asked.scope === undefined) return 'nothing was asked for: all that may be had'
  return authorization.user ? 'the API defines it, and nothing forbids it' : 'the client grant holds it'
}

export function explainScopes(
  proven: Proven,
  { scopes }: Authorization,
  asked: Asked,
  records: readonly StepRecord[],
): { readonly granted: readonly GrantedScope[]; readonly dropped: readonly DroppedScope[] } {
  const taken = proven.authorization.scopes.filter((scope) => !scopes.includes(scope))
  const whyTaken = (scope: string): Omit<DroppedScope, 'scope'> =>
    scope === OFFLINE_ACCESS && isFrontChannel(asked)
      ? { reason: 'no refresh token comes through the browser', fix: 'Ask by authorization_code.' }
      : { reason: `${byCode(scope, records) ?? 'the tenant’s code'} took it out` }
  return {
    granted: scopes.map((scope) => ({ scope, origin: originOf(scope, proven, asked, records) })),
    dropped: [
      ...proven.dropped.map(({ scope, reason }) => {
        const fix = fixOfScope(reason, scope, asked, proven.authorization.api)
        return { scope, reason, ...(fix === undefined ? {} : { fix }) }
      }),
      ...taken.map((scope) => ({ scope, ...whyTaken(scope) })),
    ],
  }
}
