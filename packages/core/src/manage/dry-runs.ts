// Code that is tried out: an action's draft, a hook, or a rule as it is sent. Nothing of the tenant changes by it, and values of secrets
// are not answered. reference: Management API, section 13; those of rules and hooks are ours.
import { anyText, count, several, textOrNull } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { RULE } from '@symbolon/protocol/entities/rule'
import {
  list,
  optional,
  record,
  type Static,
  anything,
  number,
  nullable,
  oneOf,
  openRecord,
} from '@symbolon/protocol/entities/schema'
import { freeMap, printable, scopeToken, text } from '@symbolon/protocol/entities/words'
import { openCodeSecrets } from '../rules/code-secrets.ts'
import type { Bench, DryRun } from '../rules/dry-run.ts'
import { dryRunAction, DRY_TRIGGERS } from '../rules/dry-run-action.ts'
import { dryRunHook } from '../rules/dry-run-hook.ts'
import { dryRunRule } from '../rules/dry-run-rule.ts'
import { maskOf, maskWithin } from '../rules/masked.ts'
import { rulesConfiguration } from '../rules/settings.ts'
import type { Tenancy } from '../tenancy.ts'
import { getTenantSettings } from '../tenant-settings.ts'
import { getAction } from './actions.ts'
import type { Caller } from './caller.ts'
import { CODE } from './code-fields.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { getHook, SCRIPT } from './hooks.ts'
import { invalidBody } from './refusals.ts'

const MOST_MEMBERS = 100

const benchOf = async (tenancy: Tenancy): Promise<Bench> => {
  const { tenant, now, runCode, callOutside } = tenancy
  const { outbound_hosts = [] } = await getTenantSettings(tenancy)
  return { tenant, now, runCode, callOutside, outbound_hosts }
}

const shown = ({ duration, step, ...run }: DryRun, secrets: Readonly<Record<string, string>>): Document => {
  const { lines = [], changes = [], tokens = [], commands = [], denied = null, redirect = null } = step ?? {}
  const answer = { ...run, logs: lines, changes, tokens, commands, denied, redirect, stats: { duration_ms: duration } }
  return maskWithin(answer, maskOf(Object.values(secrets))) as Document
}

const RULE_TEST = record({
  name: optional(RULE.fields.name),
  script: RULE.fields.script,
  user: optional(freeMap(MOST_MEMBERS)),
  context: optional(freeMap(MOST_MEMBERS)),
})

const testRule = async (tenancy: Tenancy, _caller: Caller, asked: Asked<Static<typeof RULE_TEST>>) => {
  const { name = 'Rule', script, user, context = {} } = asked.body
  const configuration = await rulesConfiguration(tenancy)
  const run = await dryRunRule(await benchOf(tenancy), { name, script, user, context, configuration })
  return shown(run, configuration)
}

const ACTION_TEST = record({
  trigger_id: optional(printable(64)),
  code: optional(CODE),
  payload: freeMap(MOST_MEMBERS),
})

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Code of the modules as they are published. */
const modulesOf = async ({ store }: Tenancy): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    (await store.all('action_modules', {})).flatMap(({ name, versions }) => {
      const published = versions.at(-1)
      return published ? [[name, published.code]] : []
    }),
  )

const testAction = async (tenancy: Tenancy, _caller: Caller, asked: Asked<Static<typeof ACTION_TEST>>) => {
  const { id, body } = asked
  const action = await getAction(tenancy, id)
  const trigger = body.trigger_id ?? action.supported_triggers[0]?.id ?? ''
  if (!action.supported_triggers.some((one) => one.id === trigger) || !DRY_TRIGGERS.includes(trigger)) {
    throw invalidBody(`The action ${action.name} is not for the trigger ${trigger}`, 'trigger_id')
  }
  const { event = body.payload } = body.payload
  if (!isDocument(event)) throw invalidBody('The event is an object', 'payload')
  const secrets = openCodeSecrets(tenancy, id, action.secrets)
  const { name } = action
  const { code = action.code } = body
  const modules = await modulesOf(tenancy)
  const run = await dryRunAction(await benchOf(tenancy), { name, code, trigger, event, secrets, modules })
  return { payload: shown(run, secrets) }
}

const HOOK_TEST = record({
  script: optional(SCRIPT),
  client: optional(freeMap(MOST_MEMBERS)),
  scope: optional(list(scopeToken(), MOST_MEMBERS)),
  audience: optional(text(2048)),
  user: optional(freeMap(MOST_MEMBERS)),
  context: optional(freeMap(MOST_MEMBERS)),
})

const testHook = async (tenancy: Tenancy, _caller: Caller, { id, body }: Asked<Static<typeof HOOK_TEST>>) => {
  const hook = await getHook(tenancy, id)
  const secrets = openCodeSecrets(tenancy, id, hook.secrets)
  const { script = hook.script, ...given } = body
  const draft = { name: hook.name, script, trigger: hook.triggerId, given, secrets }
  return shown(await dryRunHook(await benchOf(tenancy), draft), secrets)
}

const DIFFERENCES = several(record({ path: anyText(), before: optional(anything()), after: optional(anything()) }))

const DRY_RUN = record({
  outcome: oneOf('ok', 'ended', 'suspended', 'refused', 'syntax', 'cpu', 'timeout', 'crashed', 'busy'),
  message: textOrNull(),
  line: nullable(count()),
  kept: DIFFERENCES,
  logs: several(record({ level: anyText(), text: anyText() })),
  changes: DIFFERENCES,
  tokens: DIFFERENCES,
  commands: several(openRecord({ name: anyText() }, MOST_MEMBERS)),
  denied: textOrNull(),
  redirect: textOrNull(),
  stats: record({ duration_ms: number(0, Number.MAX_SAFE_INTEGER) }),
})

export const DRY_RUN_ENDPOINTS = [
  endpoint({
    method: 'POST',
    path: '/actions/actions/:id/test',
    status: 200,
    scopes: ['create:actions'],
    bodySchema: ACTION_TEST,
    answers: record({ payload: DRY_RUN }),
    act: testAction,
  }),
  endpoint({
    method: 'POST',
    path: '/rules/test',
    status: 200,
    scopes: ['create:rules', 'update:rules'],
    bodySchema: RULE_TEST,
    answers: DRY_RUN,
    act: testRule,
  }),
  endpoint({
    method: 'POST',
    path: '/hooks/:id/test',
    status: 200,
    scopes: ['create:hooks', 'update:hooks'],
    bodySchema: HOOK_TEST,
    answers: DRY_RUN,
    act: testHook,
  }),
]
