// The rules of a folder and the values that they read, brought to a tenant. Rules that the folder does not know stay as they are.
import type { Document } from '@symbolon/protocol/entities/entity'
import { RULE } from '@symbolon/protocol/entities/rule'
import { usageError } from '../command-error.ts'
import { isDocument, type ManagementClient } from '../management-client.ts'
import { printable } from '../output/printable.ts'
import { changedFields, MOST_FOUND, requireUnlike, type PlanDeployment } from './deployment.ts'
import { textIn, type Folder } from './folder.ts'
import type { FindSecret } from './folder-secrets.ts'
import { keep, type PlanStep } from './plan.ts'

type Wanted = { readonly name: string; readonly fields: Document }

const wantedIn = (folder: Folder): readonly Wanted[] =>
  folder.files('rules').map((file) => {
    const { order, enabled } = file.document
    const name = textIn(file, 'name')
    const script = folder.codeOf(file, 'script', file.path.replace(/\.json$/, '.js'))
    return {
      name,
      fields: { script, ...(order === undefined ? {} : { order }), ...(enabled === undefined ? {} : { enabled }) },
    }
  })

/** No two rules have the same order: whoever stands where another shall be moves out of the way first. */
const waysOut = (
  wanted: readonly Wanted[],
  existing: readonly Document[],
  management: ManagementClient,
): readonly PlanStep[] => {
  const orders = existing.map(({ order }) => (typeof order === 'number' ? order : 0))
  const beyond = Math.max(0, ...orders, ...wanted.map(({ fields }) => Number(fields['order'] ?? 0))) + 1
  const moving = existing.filter(({ name, order }) => {
    const own = wanted.find((one) => one.name === name)?.fields['order']
    const isTaken = wanted.some((one) => one.name !== name && one.fields['order'] === order)
    return own !== undefined && own !== order && isTaken
  })
  return moving.map(({ id, name }, at) => ({
    verb: 'update',
    noun: 'rule',
    name: String(name),
    says: 'order, for the moment',
    act: () => management.call('PATCH', `rules/${encodeURIComponent(String(id))}`, { order: beyond + at }),
  }))
}

async function planConfiguration(
  folder: Folder,
  secret: FindSecret,
  management: ManagementClient,
): Promise<readonly PlanStep[]> {
  const files = folder.files('rules-configs')
  if (files.length === 0) return []
  const answer = await management.call('GET', 'rules-configs')
  const known = new Set(Array.isArray(answer) ? answer.filter(isDocument).map(({ key }) => key) : [])
  return files.map((file) => {
    const key = textIn(file, 'key')
    const value = secret(key, file.document['value'], file.path)
    if (value === undefined) {
      if (known.has(key)) return keep('rules-config', key)
      throw usageError(`${printable(file.path)} has no value: name ${printable(key)} in the file of --secrets.`)
    }
    const path = `rules-configs/${encodeURIComponent(key)}`
    const act = () => management.call('PUT', path, { value })
    return { verb: 'set', noun: 'rules-config', name: key, says: 'its value', act }
  })
}

/** Values first, so that no rule runs without them; then what is there already, then what is new. */
export const planRules: PlanDeployment = async (folder, secret, management) => {
  const wanted = wantedIn(folder)
  requireUnlike(
    'rule',
    wanted.map(({ name }) => name),
  )
  const configuration = await planConfiguration(folder, secret, management)
  const { documents: existing } = await management.list(RULE, 'rules', {}, MOST_FOUND)
  const byName = new Map(existing.map((rule) => [rule['name'], rule]))
  const updates: PlanStep[] = []
  const creations: PlanStep[] = []
  for (const { name, fields } of wanted) {
    const before = byName.get(name)
    const step = { noun: 'rule', name }
    if (!before) {
      const act = () => management.call('POST', 'rules', { name, ...fields })
      creations.push({ ...step, verb: 'create', says: fields['enabled'] === false ? 'new, not enabled' : 'new', act })
      continue
    }
    const changes = changedFields(before, fields)
    const path = `rules/${encodeURIComponent(String(before['id']))}`
    const says = Object.keys(changes).join(', ')
    if (says === '') updates.push(keep('rule', name))
    else updates.push({ ...step, verb: 'update', says, act: () => management.call('PATCH', path, changes) })
  }
  return [...configuration, ...waysOut(wanted, existing, management), ...updates, ...creations]
}
