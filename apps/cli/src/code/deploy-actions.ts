// The actions of a folder, brought to a tenant: made or changed, deployed, and bound to their triggers in the order that
// triggers/triggers.json says. Actions that the folder does not know stay as they are.
import type { Document } from '@symbolon/protocol/entities/entity'
import { CommandError, usageError } from '../command-error.ts'
import { isDocument, type ManagementClient } from '../management-client.ts'
import { printable } from '../output/printable.ts'
import { ACTION } from './code-entities.ts'
import { changedFields, MOST_FOUND, requireUnlike, type PlanDeployment } from './deployment.ts'
import { textIn, type Folder, type FolderFile } from './folder.ts'
import type { FindSecret } from './folder-secrets.ts'
import { keep, type PlanStep } from './plan.ts'

type Wanted = {
  readonly name: string
  readonly fields: Document
  /** With their values, or undefined where they stay as they are. */
  readonly secrets: readonly Document[] | undefined
  readonly isDeployed: boolean
}

const documentsIn = (value: unknown): readonly Document[] => (Array.isArray(value) ? value.filter(isDocument) : [])

const namesOf = (value: unknown): readonly string[] => documentsIn(value).map(({ name }) => String(name))

/** All values, or none where the server has all of these names already. @throws CommandError when some are missing */
function secretsOf(file: FolderFile, secret: FindSecret, before: Document | undefined): Wanted['secrets'] {
  const named = documentsIn(file.document['secrets'])
  if (named.length === 0) return undefined
  const valued = named.map(({ name, value }) => ({ name, value: secret(String(name), value, file.path) }))
  const missing = valued.filter(({ value }) => value === undefined).map(({ name }) => String(name))
  if (missing.length === 0) return valued
  const known = namesOf(before?.['secrets'])
  const isKnown = known.length === valued.length && valued.every(({ name }) => known.includes(String(name)))
  if (missing.length === valued.length && isKnown) return undefined
  throw usageError(
    `${printable(file.path)} has secrets without a value: name ${printable(missing.join(', '))} in the file of --secrets.`,
  )
}

const wantedOf = (
  folder: Folder,
  file: FolderFile,
  secret: FindSecret,
  existing: ReadonlyMap<string, Document>,
): Wanted => {
  const name = textIn(file, 'name')
  const { supported_triggers, dependencies, runtime, deployed } = file.document
  const triggers = documentsIn(supported_triggers).map(({ id, version }) => ({
    id,
    version: version ?? 'v1',
  }))
  if (triggers.length === 0) throw usageError(`${printable(file.path)} has no supported_triggers.`)
  return {
    name,
    fields: {
      code: folder.codeOf(file, 'code', `./actions/${name}/code.js`),
      supported_triggers: triggers,
      ...(Array.isArray(dependencies) ? { dependencies } : {}),
      ...(typeof runtime === 'string' ? { runtime } : {}),
    },
    secrets: secretsOf(file, secret, existing.get(name)),
    isDeployed: deployed !== false,
  }
}

const pathOf = (id: unknown): string => `actions/actions/${encodeURIComponent(String(id))}`

/** Ids of the tenant's actions by name: those that are made on the way come in when they are there. */
type Ids = Map<string, unknown>

function stepsFor(
  { name, fields, secrets, isDeployed }: Wanted,
  before: Document | undefined,
  ids: Ids,
  management: ManagementClient,
): readonly PlanStep[] {
  const step = { noun: 'action', name }
  const withSecrets = secrets ? { secrets } : {}
  const deploy: PlanStep = {
    ...step,
    verb: 'deploy',
    says: 'a new version',
    act: () => management.call('POST', `${pathOf(ids.get(name))}/deploy`),
  }
  if (!before) {
    const act = async () => {
      const made = await management.call('POST', 'actions/actions', { name, ...fields, ...withSecrets })
      if (!isDocument(made)) throw new CommandError('The server answered with something that is not understood here.')
      ids.set(name, made['id'])
    }
    return [{ ...step, verb: 'create', says: 'new', act }, ...(isDeployed ? [deploy] : [])]
  }
  const changes = { ...changedFields(before, fields), ...withSecrets }
  const says = Object.keys(changes).join(', ')
  const isBehind = isDeployed && (says !== '' || before['all_changes_deployed'] !== true)
  if (says === '') return isBehind ? [deploy] : [keep('action', name)]
  const act = () => management.call('PATCH', pathOf(before['id']), changes)
  return [{ ...step, verb: 'update', says, act }, ...(isBehind ? [deploy] : [])]
}

type Binding = { readonly name: string; readonly display_name: string }

const bindingsIn = (file: FolderFile, trigger: string): readonly Binding[] =>
  documentsIn(file.document[trigger]).map(({ action_name, display_name }) => {
    if (typeof action_name === 'string') {
      return { name: action_name, display_name: typeof display_name === 'string' ? display_name : action_name }
    }
    throw usageError(`${printable(file.path)} has a binding of ${printable(trigger)} without an action_name.`)
  })

async function planBinding(
  file: FolderFile,
  trigger: string,
  names: ReadonlySet<string>,
  management: ManagementClient,
): Promise<PlanStep> {
  const wanted = bindingsIn(file, trigger)
  const unknown = wanted.find(({ name }) => !names.has(name))
  if (unknown) {
    throw usageError(`${printable(file.path)} binds ${printable(unknown.name)}, an action that there is not.`)
  }
  const path = `actions/triggers/${encodeURIComponent(trigger)}/bindings`
  const answer = await management.call('GET', `${path}?per_page=100`)
  const bound = documentsIn(isDocument(answer) ? answer['bindings'] : []).map(({ action, display_name }) => ({
    name: String(isDocument(action) ? action['name'] : ''),
    display_name: String(display_name),
  }))
  if (JSON.stringify(bound) === JSON.stringify(wanted)) return keep('trigger', trigger)
  const bindings = wanted.map(({ name, display_name }) => ({ ref: { type: 'action_name', value: name }, display_name }))
  const says = wanted.map(({ name }) => name).join(', then ') || 'nothing any more'
  return { verb: 'bind', noun: 'trigger', name: trigger, says, act: () => management.call('PATCH', path, { bindings }) }
}

async function planBindings(
  folder: Folder,
  names: ReadonlySet<string>,
  management: ManagementClient,
): Promise<readonly PlanStep[]> {
  const file = folder.find('triggers/triggers.json')
  if (!file) return []
  const answer = await management.call('GET', 'actions/triggers')
  const here = documentsIn(isDocument(answer) ? answer['triggers'] : [])
  const bindable = new Set(here.filter((one) => one['binding_policy'] !== 'entity-bound').map(({ id }) => id))
  const steps: PlanStep[] = []
  for (const trigger of Object.keys(file.document)) {
    if (bindable.has(trigger)) steps.push(await planBinding(file, trigger, names, management))
    else if (bindingsIn(file, trigger).length > 0) {
      throw usageError(`${printable(file.path)} binds actions to ${printable(trigger)}, a trigger that is not here.`)
    }
  }
  return steps
}

/** Each action is made or changed and deployed before anything is bound. */
export const planActions: PlanDeployment = async (folder, secret, management) => {
  const { documents } = await management.list(ACTION, ACTION.path, {}, MOST_FOUND)
  const existing = new Map(documents.map((action) => [String(action['name']), action]))
  const wanted = folder.files('actions').map((file) => wantedOf(folder, file, secret, existing))
  const names = wanted.map(({ name }) => name)
  requireUnlike('action', names)
  const ids: Ids = new Map(documents.map(({ name, id }) => [String(name), id]))
  const steps = wanted.flatMap((one) => stepsFor(one, existing.get(one.name), ids, management))
  return [...steps, ...(await planBindings(folder, new Set([...existing.keys(), ...names]), management))]
}
