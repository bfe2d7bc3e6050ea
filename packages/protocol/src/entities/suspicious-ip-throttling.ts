// suspicious-IP throttling: an address that tries too much has to wait. reference: Management API, section 20.
import { allowlist, ATTACK_PROTECTION } from './attack-protection.ts'
import type { Entity, Stored } from './entity.ts'
import { bool, list, oneOf, optional, record, whole } from './schema.ts'

/** `rate`: milliseconds after which one attempt is regained. */
const stage = () => optional(record({ max_attempts: whole(1, 10000), rate: whole(1, 86400000) }))

const fields = {
  enabled: bool(),
  shields: list(oneOf('admin_notification', 'block'), 2, { uniqueItems: true }),
  allowlist: allowlist(),
  stage: record({
    'pre-login': stage(),
    'pre-user-registration': stage(),
    'pre-custom-token-exchange': stage(),
  }),
} as const

/** A stage that is not there has the values of the defaults. */
export type SuspiciousIpThrottling = Stored<typeof fields, keyof typeof fields>

export const SUSPICIOUS_IP_THROTTLING = {
  ...ATTACK_PROTECTION,
  name: 'suspicious-ip-throttling',
  path: 'attack-protection/suspicious-ip-throttling',
  collection: 'suspicious_ip_throttling',
  fields,
  merged: ['stage'],
  defaults: {
    enabled: true,
    shields: ['admin_notification', 'block'],
    allowlist: [],
    stage: {
      'pre-login': { max_attempts: 100, rate: 864000 },
      'pre-user-registration': { max_attempts: 50, rate: 1200 },
      'pre-custom-token-exchange': { max_attempts: 10, rate: 600000 },
    },
  },
} as const satisfies Entity
