// A hook, as the Management API has it.
import type { Document } from '../../parts/document.ts'

export type Hook = Document & {
  readonly id: string
  readonly name: string
  readonly script: string
  readonly enabled: boolean
  readonly triggerId: string
  readonly dependencies: Readonly<Record<string, string>>
}

export const HOOKS = '/hooks'

export const pathOf = (id: string): string => `${HOOKS}/${encodeURIComponent(id)}`
