// The secret of a tenant's first client follows from the master key, so that a start that was cut off before it could show
// the secret can show the same one the next time. Once shown it is like any other: kept as a hash, rotated at will.
import { hkdfSync, type KeyObject } from 'node:crypto'
import type { Tenant } from '../ports.ts'

/** 64 URL-safe characters. */
export const firstClientSecret = (
  masterKey: KeyObject,
  { tenant_id, first_client_id }: Pick<Tenant, 'tenant_id' | 'first_client_id'>,
): string => {
  const purpose = `first-client-secret:${tenant_id}:${first_client_id}`
  return Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), purpose, 48)).toString('base64url')
}
