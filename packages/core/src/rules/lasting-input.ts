// What rules are given alike from one run to the next: made once for a client and the way people come to it, so that it goes to the
// process of the scripts once, and is read there once.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Tenancy } from '../tenancy.ts'
import { sharedContext } from './rule-input.ts'
import type { Chain } from './scripts.ts'

export type LastingInput = {
  readonly rules: Chain['rules']
  readonly configuration: Readonly<Record<string, string>>
  readonly auth0: { readonly domain: string; readonly baseUrl: string }
  readonly context: Document
}

type Of = {
  readonly chain: Chain
  readonly configuration: LastingInput['configuration']
  readonly client: Client
  readonly connection: Connection | undefined
}

/** Of one client, beside each other. */
const MOST_MADE = 16

// Documents stay the same objects until they change, and what was made of them goes with them.
const made = new WeakMap<Client, readonly (readonly [of: readonly unknown[], input: LastingInput])[]>()

/** The same object as long as nothing of this is another. */
export function lastingInput({ tenant }: Pick<Tenancy, 'tenant'>, of: Of): LastingInput {
  const { chain, configuration, client, connection } = of
  const parts = [tenant, chain, configuration, connection]
  const known = made.get(client) ?? []
  const same = known.find(([those]) => those.every((part, at) => part === parts[at]))
  if (same) return same[1]
  const input: LastingInput = {
    rules: chain.rules,
    configuration,
    auth0: { domain: new URL(tenant.home).host, baseUrl: `${tenant.home}api/v2` },
    context: sharedContext({ tenant }, client, connection),
  }
  made.set(client, [...known, [parts, input] as const].slice(-MOST_MADE))
  return input
}
