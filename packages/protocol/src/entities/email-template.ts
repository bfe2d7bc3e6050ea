// email template: what a mail to a user says. reference: Management API, section 19. One that is not kept is the installation's own.
import type { Entity, Stored } from './entity.ts'
import { bool, nullable, oneOf, whole } from './schema.ts'
import { line, text, url } from './words.ts'

/** What mails there are; the name is also the template's id. */
export const EMAIL_TEMPLATE_NAMES = [
  'verify_email',
  'verify_email_by_code',
  'auth_email_by_code',
  'reset_email',
  'reset_email_by_code',
  'welcome_email',
  'blocked_account',
  'stolen_credentials',
  'enrollment_email',
  'mfa_oob_code',
  'user_invitation',
  'change_password',
  'password_reset',
  'async_approval',
] as const

const fields = {
  template: oneOf(...EMAIL_TEMPLATE_NAMES),
  /** HTML with Liquid in it. */
  body: nullable(text(100000)),
  /** Address of the sender, with or without a name; may hold Liquid. */
  from: nullable(line(512)),
  resultUrl: nullable(url()),
  subject: nullable(line(998)),
  syntax: nullable(oneOf('liquid')),
  /** How long links in it live. */
  urlLifetimeInSeconds: nullable(whole(1, 2592000)),
  includeEmailInRedirect: bool(),
  enabled: nullable(bool()),
} as const

/** A template as it is kept. */
export type EmailTemplate = Stored<typeof fields, 'template'>

export const EMAIL_TEMPLATE = {
  name: 'email-template',
  path: 'email-templates',
  collection: 'email_templates',
  id: 'template',
  verbs: ['get', 'create', 'replace', 'update'],
  created: 200,
  scopes: {
    read: ['read:email_templates'],
    create: ['create:email_templates'],
    update: ['update:email_templates'],
    delete: [],
  },
  fields,
  required: ['template', 'body', 'from', 'subject', 'syntax', 'enabled'],
  readOnly: [],
  createOnly: [],
  updateOnly: [],
  writeOnly: [],
  hidden: [],
  apart: [],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: {},
  columns: ['template'],
  filters: {},
  selectable: false,
  paging: [],
  envelope: 'totals-first',
  errors: {
    missing: { errorCode: 'inexistent_email_template', message: 'The template does not exist.' },
    conflict: { message: 'The template already exists.' },
  },
} as const satisfies Entity
