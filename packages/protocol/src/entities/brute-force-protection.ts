// brute-force protection: an account that is tried with too many wrong passwords is blocked. reference: Management API, section 20.
import { allowlist, ATTACK_PROTECTION } from './attack-protection.ts'
import type { Entity, Stored } from './entity.ts'
import { bool, list, oneOf, whole } from './schema.ts'

const fields = {
  enabled: bool(),
  shields: list(oneOf('block', 'user_notification'), 2, { uniqueItems: true }),
  mode: oneOf('count_per_identifier_and_ip', 'count_per_identifier'),
  allowlist: allowlist(),
  max_attempts: whole(1, 100),
} as const

export type BruteForceProtection = Stored<typeof fields, keyof typeof fields>

export const BRUTE_FORCE_PROTECTION = {
  ...ATTACK_PROTECTION,
  name: 'brute-force-protection',
  path: 'attack-protection/brute-force-protection',
  collection: 'brute_force_protection',
  fields,
  merged: [],
  defaults: {
    enabled: true,
    shields: ['block', 'user_notification'],
    mode: 'count_per_identifier_and_ip',
    allowlist: [],
    max_attempts: 10,
  },
} as const satisfies Entity
