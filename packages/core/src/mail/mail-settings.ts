// mail: what mails to people say, in the tenant's words or our own. This file: what a tenant has decided about one of them.
// reference: Management API, section 19.
import type { EmailTemplate } from '@symbolon/protocol/entities/email-template'
import type { TenantSettings } from '@symbolon/protocol/entities/tenant-settings'
import { TemplateBroken } from '../render-template.ts'
import type { Tenancy } from '../tenancy.ts'
import { variablesFor, type MailSubject } from './variables.ts'

export type MailName =
  | 'verify_email'
  | 'reset_email'
  | 'welcome_email'
  | 'blocked_account'
  | 'password_reset'
  | 'user_invitation'
  | 'test_email'
  | 'users_import_completed'
  | 'users_import_failed'

/** Sent only when the tenant has written and switched on a template, as with Auth0. */
const ON_DEMAND: readonly MailName[] = ['welcome_email', 'password_reset']

/** How long links work where the template says nothing, seconds: five days. */
const LIFETIME = 432_000

export type MailSettings = {
  readonly name: MailName
  readonly enabled: boolean
  /** The tenant's own; undefined: ours. */
  readonly template: EmailTemplate | undefined
  readonly lifetime: number
  /** Where the browser goes in the end. */
  readonly resultUrl: string | undefined
  readonly includeEmailInRedirect: boolean
  readonly tenant: TenantSettings | undefined
}

/** Also by an older name, under which tenants may have it. */
async function findTemplate({ store }: Tenancy, name: MailName): Promise<EmailTemplate | undefined> {
  const template = await store.find('email_templates', { template: name })
  return (
    template ?? (name === 'reset_email' ? store.find('email_templates', { template: 'change_password' }) : undefined)
  )
}

/** What holds for a mail about `subject`. */
export async function mailSettings(tenancy: Tenancy, name: MailName, subject: MailSubject): Promise<MailSettings> {
  const [template, tenant] = await Promise.all([findTemplate(tenancy, name), tenancy.store.find('tenant_settings', {})])
  const enabled = template?.enabled ?? (template !== undefined || !ON_DEMAND.includes(name))
  return {
    name,
    enabled,
    template,
    tenant,
    lifetime: subject.lifetime ?? template?.urlLifetimeInSeconds ?? LIFETIME,
    resultUrl: await resultUrlOf(tenancy, template, tenant, subject),
    includeEmailInRedirect: template?.includeEmailInRedirect ?? false,
  }
}

async function resultUrlOf(
  tenancy: Tenancy,
  template: EmailTemplate | undefined,
  tenant: TenantSettings | undefined,
  subject: MailSubject,
): Promise<string | undefined> {
  if (!template?.resultUrl) return undefined
  const url = await renderOrNothing(tenancy, template.resultUrl, await variablesFor(tenancy, tenant, subject))
  return /^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '') ? url : undefined
}

/** Without it the browser stays with us, which is better than no mail. */
async function renderOrNothing(
  { renderTemplate, tenant: { tenant_id } }: Tenancy,
  template: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<string> {
  try {
    return (await renderTemplate({ tenant_id, template, variables, escape: 'header' })).trim()
  } catch (error) {
    if (error instanceof TemplateBroken) return ''
    throw error
  }
}
