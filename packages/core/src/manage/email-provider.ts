// What must happen around the e-mail provider: its credentials are sealed, and of them only what is no secret is answered.
// reference: Management API, section 19.
import { changedDocument, newDocument } from '@symbolon/protocol/entities/documents'
import type { Document } from '@symbolon/protocol/entities/entity'
import { EMAIL_PROVIDER, type EmailCredentials, type EmailProvider } from '@symbolon/protocol/entities/email-provider'
import { openEmailCredentials, sealEmailCredentials } from '../mail/provider-credentials.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Noun } from './noun.ts'
import { invalidBody } from './refusals.ts'

const MAX_LENGTH = 8192

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_LENGTH && ![...value].some((one) => one < ' ')

const isPort = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535

const SMTP = ['smtp_host', 'smtp_port', 'smtp_user', 'smtp_pass']

/** What SMTP needs is looked at, since it is spoken here. */
const requireSmtp = (credentials: Document): void => {
  const unknown = Object.keys(credentials).filter((name) => !SMTP.includes(name))
  if (unknown.length > 0) {
    throw invalidBody(`Additional properties not allowed: ${unknown.join(',').slice(0, 300)}`, 'credentials')
  }
  const { smtp_host, smtp_port, smtp_user, smtp_pass } = credentials
  if (!isText(smtp_host) || !/^[A-Za-z0-9.:_-]{1,255}$/.test(smtp_host)) {
    throw invalidBody('Expected the name or address of a host', 'credentials.smtp_host')
  }
  if (!isPort(smtp_port)) throw invalidBody('Expected a port', 'credentials.smtp_port')
  if (smtp_user !== undefined && !isText(smtp_user)) throw invalidBody('Expected a text', 'credentials.smtp_user')
  if (smtp_pass !== undefined && !isText(smtp_pass)) throw invalidBody('Expected a text', 'credentials.smtp_pass')
}

const checked = (name: unknown, sent: Document): EmailCredentials | undefined => {
  const { credentials } = sent
  if (typeof credentials !== 'object' || credentials === null) return undefined
  const members: Document = { ...credentials }
  if (name === 'smtp') requireSmtp(members)
  return members
}

/** Of SMTP's credentials all but the password; of others nothing is known to be no secret. */
const withoutSecrets = ({ name }: EmailProvider, { smtp_host, smtp_port, smtp_user }: EmailCredentials): Document =>
  name === 'smtp' ? { smtp_host, smtp_port, ...(smtp_user === undefined ? {} : { smtp_user }) } : {}

const sealedOf = (tenancy: Tenancy, name: unknown, sent: Document): Document => {
  const credentials = checked(name, sent)
  return credentials ? { sealed_credentials: sealEmailCredentials(tenancy, credentials) } : {}
}

export const emailProvider: Noun<EmailProvider> = {
  create: async (tenancy, sent) => {
    const document = newDocument<EmailProvider>(EMAIL_PROVIDER, { ...sent, ...sealedOf(tenancy, sent['name'], sent) })
    return { document, changes: [{ insert: 'email_provider', document }] }
  },

  update: async (tenancy, before, sent) => {
    const name = sent['name'] ?? before.name
    if (name !== before.name && sent['credentials'] === undefined) {
      throw invalidBody('Another provider needs credentials of its own', 'credentials')
    }
    const after = changedDocument(EMAIL_PROVIDER, before, { ...sent, ...sealedOf(tenancy, name, sent) })
    return { document: after, changes: [{ replace: 'email_provider', before, after }] }
  },

  remove: async (_tenancy, document) => [{ remove: 'email_provider', document }],

  show: async (tenancy, document) => ({
    credentials: withoutSecrets(document, openEmailCredentials(tenancy, document)),
  }),
}
