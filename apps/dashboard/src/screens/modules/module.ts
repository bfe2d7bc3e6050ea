// A module of actions, as the Management API has it.
import type { Document } from '../../parts/document.ts'
import type { Dependency } from '../code/dependencies.tsx'
import type { VersionState } from '../code/version-state.tsx'

export type Module = Document & {
  readonly id: string
  readonly name: string
  readonly code: string
  readonly dependencies: readonly Dependency[]
  readonly all_changes_published: boolean
  readonly latest_version_number?: number
}

export const MODULES = '/actions/modules'

export const pathOf = (id: string): string => `${MODULES}/${encodeURIComponent(id)}`

/** Whether what actions find of it is what its draft says. */
export const stateOf = ({ latest_version_number, all_changes_published }: Module): VersionState =>
  latest_version_number === undefined ? 'draft' : all_changes_published ? 'current' : 'changed'

/** How an action asks for it. */
export const requireOf = (name: string): string => `require('actions:${name}')`
