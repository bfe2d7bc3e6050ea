// An action and what belongs to it, as the Management API has them.
import type { Document } from '../../parts/document.ts'

type Dependency = { readonly name: string; readonly version: string }

export type Version = {
  readonly id: string
  readonly number: number
  readonly deployed: boolean
  readonly created_at: string
  readonly code: string
}

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
