// email provider: through whom the tenant's mail goes. reference: Management API, section 19. Credentials are kept sealed and never
// answered, but for what of them is no secret.
import type { Entity, Stored } from './entity.ts'
import type { Schema } from './schema.ts'
import { bool, nullable, oneOf } from './schema.ts'
import { freeMap, line, text } from './words.ts'

/** Whose credentials look how. `smtp` is spoken; the others are kept for whoever asks. */
export type EmailCredentials = {
  readonly smtp_host?: string
  readonly smtp_port?: number
  readonly smtp_user?: string
  readonly smtp_pass?: string
  readonly [further: string]: unknown
}

const credentials: Schema<EmailCredentials> = freeMap(20)

const fields = {
  name: oneOf('mailgun', 'mandrill', 'sendgrid', 'resend', 'ses', 'sparkpost', 'smtp', 'azure_cs', 'ms365', 'custom'),
  enabled: bool(),
  default_from_address: nullable(line(512)),
  credentials,
  sealed_credentials: text(65536),
  settings: nullable(freeMap(20)),
} as const

/** The provider as it is kept: its credentials sealed. */
export type EmailProvider = Stored<typeof fields, 'name' | 'enabled' | 'sealed_credentials', 'credentials'>

export const EMAIL_PROVIDER = {
  name: 'email-provider',
  path: 'emails/provider',
  collection: 'email_provider',
  verbs: ['get', 'create', 'update', 'delete'],
  scopes: {
    read: ['read:email_provider'],
    create: ['create:email_provider'],
    update: ['update:email_provider'],
    delete: ['delete:email_provider'],
  },
  fields,
  required: ['name', 'credentials'],
  readOnly: [],
  createOnly: [],
  updateOnly: [],
  writeOnly: ['sealed_credentials'],
  hidden: ['sealed_credentials'],
  apart: ['credentials'],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: { enabled: true },
  columns: [],
  filters: {},
  selectable: true,
  paging: [],
  envelope: 'totals-first',
  errors: {
    missing: { errorCode: 'inexistent_email_provider', message: 'There is not a configured email provider' },
    conflict: { message: 'There is already a configured email provider' },
  },
} as const satisfies Entity
