// What must happen around the tenant's settings: lifetimes may be given in minutes, and are kept in hours. reference: Management
// API, section 16.
import { changedDocument } from '@symbolon/protocol/entities/documents'
import type { Document } from '@symbolon/protocol/entities/entity'
import { IN_MINUTES, TENANT_SETTINGS, type TenantSettings } from '@symbolon/protocol/entities/tenant-settings'
import type { Noun } from './noun.ts'
import { invalidBody } from './refusals.ts'

const SANDBOX_VERSIONS = ['22']

const inHours = (sent: Document): Document => {
  const hours = new Map(Object.entries(sent))
  for (const field of IN_MINUTES) {
    const minutes = sent[`${field}_in_minutes`]
    if (typeof minutes !== 'number') continue
    if (Object.hasOwn(sent, field)) throw invalidBody(`${field} and ${field}_in_minutes exclude each other`, field)
    hours.delete(`${field}_in_minutes`)
    hours.set(field, minutes / 60)
  }
  return Object.fromEntries(hours)
}

export const tenantSettings: Noun<TenantSettings> = {
  update: async (_tenancy, before, sent) => {
    const after = changedDocument(TENANT_SETTINGS, before, inHours(sent))
    return { document: after, changes: [{ replace: 'tenant_settings', before, after }] }
  },

  show: async () => ({ sandbox_versions_available: SANDBOX_VERSIONS }),
}
