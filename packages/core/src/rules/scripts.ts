// Scripts by what they are: a runner that has been given one knows it by the hash of its source.
import type { Rule } from '@symbolon/protocol/entities/rule'
import { hash } from 'node:crypto'
import type { CodeLimits } from '../code-runner.ts'
import { namesApiToken } from './api-token.ts'
import { duringEra } from '../during-era.ts'

/** What an execution of a whole chain may take. reference: extensibility, section 17. */
export const CODE_LIMITS: CodeLimits = { cpu: 2000, wall: 20_000, memory: 64 * 1024 * 1024 }

export const scriptKey = (source: string): string => hash('sha256', source, 'base64url')

export type Chain = {
  readonly rules: readonly { readonly id: string; readonly name: string; readonly key: string }[]
  readonly names: readonly string[]
  readonly scripts: ReadonlyMap<string, string>
  /** Whether one of them can want a token for the Management API. */
  readonly namesApiToken: boolean
}

// The store answers with the same array until a rule changes.
const chains = new WeakMap<readonly Rule[], Chain>()

/** The tenant's enabled rules in their order; undefined when there is none. */
export const enabledRules = duringEra(async ({ store }): Promise<Chain | undefined> => {
  const kept = await store.all('rules', { enabled: true })
  if (kept.length === 0) return undefined
  let chain = chains.get(kept)
  if (!chain) {
    const ordered = kept.toSorted((one, other) => (one.order ?? Infinity) - (other.order ?? Infinity))
    const rules = ordered.map(({ id, name, script }) => ({ id, name, key: scriptKey(script) }))
    const scripts = new Map(ordered.map(({ script }) => [scriptKey(script), script]))
    const names = rules.map(({ name }) => name)
    chain = { rules, names, scripts, namesApiToken: ordered.some(({ script }) => namesApiToken(script)) }
    chains.set(kept, chain)
  }
  return chain
})
