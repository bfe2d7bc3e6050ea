// breached-password detection: what is done about passwords that others have published. reference: Management API, section 20.
import { ATTACK_PROTECTION } from './attack-protection.ts'
import type { Entity, Stored } from './entity.ts'
import { bool, list, oneOf, optional, record } from './schema.ts'

const stage = () => optional(record({ shields: list(oneOf('block', 'admin_notification'), 2, { uniqueItems: true }) }))

const fields = {
  enabled: bool(),
  shields: list(oneOf('block', 'user_notification', 'admin_notification'), 3, { uniqueItems: true }),
  admin_notification_frequency: list(oneOf('immediately', 'daily', 'weekly', 'monthly'), 4, { uniqueItems: true }),
  method: oneOf('standard', 'enhanced'),
  stage: record({ 'pre-user-registration': stage(), 'pre-change-password': stage() }),
} as const

export type BreachedPasswordDetection = Stored<typeof fields, keyof typeof fields>

export const BREACHED_PASSWORD_DETECTION = {
  ...ATTACK_PROTECTION,
  name: 'breached-password-detection',
  path: 'attack-protection/breached-password-detection',
  collection: 'breached_password_detection',
  fields,
  merged: ['stage'],
  defaults: {
    enabled: false,
    shields: [],
    admin_notification_frequency: [],
    method: 'standard',
    stage: { 'pre-user-registration': { shields: [] }, 'pre-change-password': { shields: [] } },
  },
} as const satisfies Entity
