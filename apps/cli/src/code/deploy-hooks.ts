// The hooks of a folder and their secrets, brought to a tenant. Hooks that the folder does not know stay as they are.
import type { Document } from '@symbolon/protocol/entities/entity'
import { CommandError, usageError } from '../command-error.ts'
import { isDocument, type ManagementClient } from '../management-client.ts'
import { printable } from '../output/printable.ts'
import { HOOK } from './code-entities.ts'
import { changedFields, MOST_FOUND, requireUnlike, type PlanDeployment } from './deployment.ts'
import { textIn, type Folder, type FolderFile } from './folder.ts'
import type { FindSecret } from './folder-secrets.ts'
import { keep, type PlanStep } from './plan.ts'

type Wanted = {
  readonly name: string
  readonly triggerId: string
  readonly fields: Document
  /** Values that are to be set. */
  readonly secrets: Document
  readonly path: string
}

/** A hook's name is kept as it is in an address. */
const slug = (name: string): string =>
  name
    .replace(/([a-z])([0-9])/gi, '$1-$2')
    .replace(/\s+/g, '-')
    .toLowerCase()

const wantedOf = (folder: Folder, file: FolderFile, secret: FindSecret): Wanted => {
  const { enabled, dependencies, secrets } = file.document
  const values = Object.entries(isDocument(secrets) ? secrets : {}).map(
    ([name, said]) => [name, secret(name, said, file.path)] as const,
  )
  return {
    name: slug(textIn(file, 'name')),
    triggerId: textIn(file, 'triggerId'),
    fields: {
      script: folder.codeOf(file, 'script', file.path.replace(/\.json$/, '.js')),
      ...(typeof enabled === 'boolean' ? { enabled } : {}),
      ...(isDocument(dependencies) ? { dependencies } : {}),
    },
    secrets: Object.fromEntries(values.filter(([, value]) => value !== undefined)),
    path: file.path,
  }
}

const pathOf = (id: unknown): string => `hooks/${encodeURIComponent(String(id))}`

function stepsFor(
  { name, triggerId, fields, secrets, path }: Wanted,
  before: Document | undefined,
  management: ManagementClient,
): readonly PlanStep[] {
  const step = { noun: 'hook', name }
  let id = before?.['id']
  const setSecrets: PlanStep = {
    ...step,
    verb: 'set',
    says: `secrets ${Object.keys(secrets).join(', ')}`,
    act: () => management.call('PATCH', `${pathOf(id)}/secrets`, secrets),
  }
  const after = Object.keys(secrets).length > 0 ? [setSecrets] : []
  if (!before) {
    // It runs only when it has its secrets.
    const { enabled, ...rest } = fields
    const act = async () => {
      const made = await management.call('POST', 'hooks', { name, triggerId, ...rest })
      if (!isDocument(made)) throw new CommandError('The server answered with something that is not understood here.')
      id = made['id']
    }
    const enable = () => management.call('PATCH', pathOf(id), { enabled })
    return [
      { ...step, verb: 'create', says: 'new', act },
      ...after,
      ...(enabled === true ? [{ ...step, verb: 'update', says: 'enabled', act: enable } as const] : []),
    ]
  }
  if (before['triggerId'] !== triggerId) {
    throw usageError(
      `${printable(path)} is for ${printable(triggerId)}, and the hook of this name for ${printable(String(before['triggerId']))}: delete that one first.`,
    )
  }
  const changes = changedFields(before, fields)
  const says = Object.keys(changes).join(', ')
  if (says === '') return after.length > 0 ? after : [keep('hook', name)]
  return [...after, { ...step, verb: 'update', says, act: () => management.call('PATCH', pathOf(id), changes) }]
}

/** One hook a trigger is enabled: those that are to rest come first. */
export const planHooks: PlanDeployment = async (folder, secret, management) => {
  const { documents } = await management.list(HOOK, HOOK.path, {}, MOST_FOUND)
  const existing = new Map(documents.map((hook) => [String(hook['name']), hook]))
  const wanted = folder.files('hooks').map((file) => wantedOf(folder, file, secret))
  requireUnlike(
    'hook',
    wanted.map(({ name }) => name),
  )
  const rests = ({ fields }: Wanted): number => (fields['enabled'] === true ? 1 : 0)
  return wanted
    .toSorted((one, other) => rests(one) - rests(other))
    .flatMap((one) => stepsFor(one, existing.get(one.name), management))
}
