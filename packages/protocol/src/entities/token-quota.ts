// How many tokens may be issued; on clients and, as a default, on the tenant. reference: Management API, sections 5 and 16.
import { bool, optional, record, whole } from './schema.ts'

export const TOKEN_QUOTA = record({
  enforce: optional(bool()),
  per_day: optional(whole(1, 2147483647)),
  per_hour: optional(whole(1, 2147483647)),
})
