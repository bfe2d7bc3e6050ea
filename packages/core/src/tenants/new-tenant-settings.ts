// tenants: isolated sets of data, each with its own issuer and keys. Here: the settings a new one has. reference: Management
// API, section 16.
import { newDocument } from '@symbolon/protocol/entities/documents'
import { TENANT_SETTINGS, type TenantSettings } from '@symbolon/protocol/entities/tenant-settings'

/** The settings of a new tenant: what `fields` say, and for the rest the defaults. */
export const newTenantSettings = (fields: Partial<TenantSettings> = {}): TenantSettings =>
  newDocument<TenantSettings>(TENANT_SETTINGS, fields)
