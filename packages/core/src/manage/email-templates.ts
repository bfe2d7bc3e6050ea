// What must happen around an e-mail template: its name stays its name. reference: Management API, section 19.
import { EMAIL_TEMPLATE, type EmailTemplate } from '@symbolon/protocol/entities/email-template'
import { changedDocument, newDocument } from '@symbolon/protocol/entities/documents'
import { ApiError } from '../errors.ts'
import type { Noun } from './noun.ts'
import { invalidBody } from './refusals.ts'

export const emailTemplates: Noun<EmailTemplate> = {
  create: async ({ store }, sent) => {
    const document = newDocument<EmailTemplate>(EMAIL_TEMPLATE, sent)
    const { template } = document
    if (await store.find('email_templates', { template })) {
      throw new ApiError(409, `Template ${template} already exists.`)
    }
    return { document, changes: [{ insert: 'email_templates', document }] }
  },

  update: async (_tenancy, before, sent) => {
    if (sent['template'] !== undefined && sent['template'] !== before.template) {
      throw invalidBody('It must be the template that the path names', 'template')
    }
    const after = changedDocument(EMAIL_TEMPLATE, before, sent)
    return { document: after, changes: [{ replace: 'email_templates', before, after }] }
  },
}
