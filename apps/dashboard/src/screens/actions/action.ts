// An action and what belongs to it, as the Management API has them.
import type { Document } from '../../parts/document.ts'
import type { Dependency } from '../code/dependencies.tsx'
import type { VersionState } from '../code/version-state.tsx'
import type { Version } from '../code/versions.tsx'

export type Action = Document & {
  readonly id: string
  readonly name: string
  readonly code: string
  readonly supported_triggers: readonly { readonly id: string; readonly version: string }[]
  readonly secrets: readonly { readonly name: string; readonly updated_at: string }[]
  readonly dependencies: readonly Dependency[]
  readonly all_changes_deployed: boolean
  readonly deployed_version?: Version
}

export type Binding = { readonly id: string; readonly display_name: string; readonly action: Action }

export const ACTIONS = '/actions/actions'

export const pathOf = (id: string): string => `${ACTIONS}/${encodeURIComponent(id)}`

export const bindingsPath = (trigger: string): string => `/actions/triggers/${encodeURIComponent(trigger)}/bindings`

export const triggerIdOf = ({ supported_triggers }: Action): string => supported_triggers[0]?.id ?? ''

/** Whether what runs of it is what its draft says. */
export const stateOf = ({ deployed_version, all_changes_deployed }: Action): VersionState =>
  deployed_version === undefined ? 'draft' : all_changes_deployed ? 'current' : 'changed'
