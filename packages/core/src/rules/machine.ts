// The tenant's code on the way to a machine's token: a hook, then actions, at the trigger credentials-exchange. They may add claims,
// narrow the scopes within the client grant, and say no. reference: extensibility, sections 12, 14 and 16.
import { isCustomClaim } from '@symbolon/protocol/auth0/custom-claims'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Authorization } from '../authorization.ts'
import type { Custom } from '../custom.ts'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import { boundActions } from './bound-actions.ts'
import { withinSize } from './claims-size.ts'
import { customClaims, withCustom } from './custom.ts'
import { eventClient, eventDomain, eventOrganization, eventRequest } from './event.ts'
import { runHook } from './run-hook.ts'
import { refusedAfter } from './refusal-records.ts'
import { commandsOf, refuseUnknown, runActions, wordsOf, type Command, type RecordSteps } from './run-actions.ts'
import { recordActions, recordHook, type ApplyCommands, type StepRecord } from './step-record.ts'

const TRIGGER = 'credentials-exchange'

/** What an action may ask for at this trigger. */
export const MACHINE_COMMANDS: ReadonlySet<string> = new Set([
  'access.deny',
  'accessToken.setCustomClaim',
  'transaction.addTargetScope',
  'transaction.removeTargetScope',
  'transaction.setTargetScopes',
  'transaction.clearTargetScopes',
])

export type MachineRun = {
  readonly authorization: Authorization
  /** What the hook and each action did, for whoever asks why. */
  readonly records: () => readonly StepRecord[]
}

/** The authorization as the tenant's code leaves it. @throws OAuthError when it says no, or cannot be run */
export async function runForMachine(tenancy: Tenancy, given: Authorization, visitor: Visitor): Promise<MachineRun> {
  const hooked = await byHook(tenancy, given, visitor)
  const acted = await byActions(tenancy, hooked.authorization, visitor).catch((error: unknown) => {
    throw refusedAfter(error, hooked.records)
  })
  return { authorization: acted.authorization, records: () => [...hooked.records(), ...acted.records()] }
}

const unchanged = (authorization: Authorization): MachineRun => ({ authorization, records: () => [] })

/** The client of a hook. */
export const hookClient = ({ client }: Pick<Authorization, 'client'>, tenant: string): Document => ({
  id: client.client_id,
  name: client.name,
  tenant,
  metadata: client.client_metadata ?? {},
})

async function byHook(tenancy: Tenancy, given: Authorization, visitor: Visitor): Promise<MachineRun> {
  const { api, scopes } = given
  const values = [hookClient(given, tenancy.tenant.name), scopes, api?.identifier, {}]
  const run = await runHook(tenancy, TRIGGER, values, visitor)
  if (!run) return unchanged(given)
  const { value: answer, steps } = run
  const custom = withinSize(tokenOfHook(given, answer))
  return { authorization: withCustom(given, custom), records: () => recordHook(steps, scopes, custom, undefined) }
}

/** A hook answers with the whole token: a scope that it does not name again is gone, and only claims with a URL as name count. */
export function tokenOfHook(given: Pick<Authorization, 'permissions'>, answer: unknown): Custom {
  const { scope, ...claims } =
    typeof answer === 'object' && answer !== null ? (answer as Readonly<Record<string, unknown>>) : {}
  const kept = Array.isArray(scope) ? scope.filter((word) => typeof word === 'string') : []
  const named = Object.fromEntries(Object.entries(claims).filter(([name]) => /^https?:\/\//.test(name)))
  return { access_token: customClaims(named), id_token: {}, profile: {}, scopes: withinGrant(given, kept) }
}

/** What of `scopes` the client grant holds: code never widens it. */
const withinGrant = (
  { permissions }: Pick<Authorization, 'permissions'>,
  scopes: readonly string[],
): readonly string[] => permissions.filter((scope) => scopes.includes(scope))

async function byActions(tenancy: Tenancy, given: Authorization, visitor: Visitor): Promise<MachineRun> {
  const chain = await boundActions(tenancy, TRIGGER)
  if (!chain) return unchanged(given)
  const { client, api, scopes, custom, permissions, within } = given
  const record: RecordSteps = (steps, refused) =>
    recordActions(custom, scopes, steps, applyWithin(permissions), refused)
  const answer = await runActions(tenancy, chain, {
    trigger: TRIGGER,
    handler: 'onExecuteCredentialsExchange',
    visitor,
    record,
    event: {
      tenant: { id: tenancy.tenant.name },
      client: eventClient(client),
      accessToken: { customClaims: custom?.access_token ?? {}, scope: scopes },
      ...eventOrganization(within),
      ...(await eventDomain(tenancy)),
      resource_server: { identifier: api?.identifier },
      request: eventRequest(tenancy, visitor, { method: 'POST', query: {}, body: {} }),
      transaction: { requested_scopes: scopes },
    },
    facts: {},
  })
  const commands = commandsOf(answer)
  refuseUnknown(commands, MACHINE_COMMANDS)
  const denied = commands.find(({ name }) => name === 'access.deny')
  if (denied) throw refusedAfter(denial(denied), () => record(answer.steps))
  return {
    authorization: withCustom(given, withinSize(applyToMachineToken(given, commands))),
    records: () => record(answer.steps),
  }
}

const CODES = ['invalid_scope', 'invalid_request', 'server_error'] as const

function denial({ values }: Command): OAuthError {
  const [code, reason] = values
  const known = CODES.find((one) => one === code)
  return new OAuthError(known ?? 'access_denied', wordsOf(known ? reason : (reason ?? code)))
}

type Given = Pick<Authorization, 'custom' | 'scopes' | 'permissions'>

/** The same step by step; `permissions`: what the client grant holds. */
export const applyWithin =
  (permissions: readonly string[]): ApplyCommands =>
  (custom, granted, commands) =>
    applyToMachineToken({ ...(custom ? { custom } : {}), scopes: custom?.scopes ?? granted, permissions }, commands)

/** The token's part of what actions asked for: claims, and scopes within the client grant. */
function applyToMachineToken(given: Given, commands: readonly Command[]): Custom {
  const claims: Record<string, unknown> = { ...given.custom?.access_token }
  let targets: readonly string[] = given.scopes
  for (const { name, values } of commands) {
    const [word, value] = values
    if (name === 'accessToken.setCustomClaim' && typeof word === 'string' && isCustomClaim(word)) claims[word] = value
    if (name === 'transaction.addTargetScope' && typeof word === 'string') targets = [...targets, word]
    if (name === 'transaction.removeTargetScope') targets = targets.filter((scope) => scope !== word)
    if (name === 'transaction.clearTargetScopes') targets = []
    if (name === 'transaction.setTargetScopes' && Array.isArray(word))
      targets = word.filter((one) => typeof one === 'string')
  }
  return { access_token: claims, id_token: {}, profile: {}, scopes: withinGrant(given, targets) }
}
