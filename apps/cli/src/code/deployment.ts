// What deployments of rules, actions and hooks have in common.
import type { Document } from '@symbolon/protocol/entities/entity'
import { usageError } from '../command-error.ts'
import type { ManagementClient } from '../management-client.ts'
import { printable } from '../output/printable.ts'
import type { Folder } from './folder.ts'
import type { FindSecret } from './folder-secrets.ts'
import type { PlanStep } from './plan.ts'

/** The steps that make a tenant as a folder says. Reads, and changes nothing. @throws CommandError */
export type PlanDeployment = (
  folder: Folder,
  secret: FindSecret,
  management: ManagementClient,
) => Promise<readonly PlanStep[]>

/** Most of a kind that are looked at in a tenant. */
export const MOST_FOUND = 1000

/** The members of `wanted` that are other than in `before`. */
export const changedFields = (before: Document, wanted: Document): Document =>
  Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value)),
  )

/** @throws CommandError when a folder names two alike */
export function requireUnlike(noun: string, names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw usageError(`The folder has two of the ${noun} ${printable(twice)}.`)
}
