// A version of a module, as it is answered. reference: Management API, section 13.
import { anyText, count, time } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { record } from '@symbolon/protocol/entities/schema'
import type { ActionModule } from '../collections.ts'

export type ModuleVersion = ActionModule['versions'][number]

export const MODULE_VERSION_ANSWER = record({
  id: anyText(),
  module_id: anyText(),
  number: count(),
  code: anyText(),
  created_at: time(),
})

export const shownModuleVersion = (module_id: string, version: ModuleVersion): Document => ({ ...version, module_id })
