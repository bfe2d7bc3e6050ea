// Every scope word that was asked for: granted and why, or dropped, why, and what would help.
import { isIdentityScope, OFFLINE_ACCESS } from '@symbolon/protocol/oidc/standard-claims'
import type { Authorization } from '../authorization.ts'
import type { StepRecord } from '../rules/step-record.ts'
import { isFrontChannel, type Asked } from './asked.ts'
import type { Proven } from './authorize.ts'
import { helpForScope } from './fixes.ts'
import { placeOfCode } from './places.ts'
import type { DroppedScope, GrantedScope } from './story.ts'

/** Which rule or action put a scope in, or took it out: the last one in whose record it appears or goes. */
const byCode = (scope: string, records: readonly StepRecord[]): StepRecord | undefined => {
  const has = (value: unknown): boolean => typeof value === 'string' && value.split(' ').includes(scope)
  return records.findLast(({ tokens }) =>
    tokens.some(({ path, before, after }) => path === 'scope' && has(before) !== has(after)),
  )
}

const codeIn = (step: StepRecord | undefined, { words }: Asked): string => (step ? words.code(step) : words.tenantsCode)

const originOf = (scope: string, { authorization }: Proven, asked: Asked, records: readonly StepRecord[]): string => {
  const { words } = asked
  if (!authorization.scopes.includes(scope)) return codeIn(byCode(scope, records), asked)
  if (isIdentityScope(scope)) return words.openIdScope
  if (asked.scope === undefined) return words.allThereIs
  return authorization.user ? words.defined : words.inClientGrant
}

export function explainScopes(
  proven: Proven,
  { scopes }: Authorization,
  asked: Asked,
  records: readonly StepRecord[],
): { readonly granted: readonly GrantedScope[]; readonly dropped: readonly DroppedScope[] } {
  const taken = proven.authorization.scopes.filter((scope) => !scopes.includes(scope))
  const { words } = asked
  const whyTaken = (scope: string): Omit<DroppedScope, 'scope'> => {
    if (scope === OFFLINE_ACCESS && isFrontChannel(asked)) {
      return { reason: words.notThroughBrowser, fix: words.askByCode }
    }
    const step = byCode(scope, records)
    return { reason: words.tookOut(codeIn(step, asked)), ...(step ? { at: placeOfCode(step) } : {}) }
  }
  return {
    granted: scopes.map((scope) => ({ scope, origin: originOf(scope, proven, asked, records) })),
    dropped: [
      ...proven.dropped.map(({ scope, reason }) => ({
        scope,
        reason: words.dropped(reason),
        ...helpForScope(reason, scope, asked, proven.authorization.api),
      })),
      ...taken.map((scope) => ({ scope, ...whyTaken(scope) })),
    ],
  }
}
