// A mail, ready to go: the tenant's template, or our own text in the person's language.
import type { EmailTemplate } from '@symbolon/protocol/entities/email-template'
import type { Mail, MailServer } from '../ports.ts'
import { getSettings } from '../settings.ts'
import type { Escape } from '../render-template.ts'
import type { Tenancy } from '../tenancy.ts'
import { layOutHtml, layOutText, type LaidOut } from './layout.ts'
import type { MailSettings } from './mail-settings.ts'
import { plainTextOf } from './plain-text.ts'
import { openEmailCredentials } from './provider-credentials.ts'
import type { Letter } from './texts/letter.ts'
import { languageFor, type Language } from './texts/index.ts'
import { variablesFor, type MailSubject } from './variables.ts'

const DEFAULT_COLOR = '#0f5cc0'

const MAX_SUBJECT = 500

/** Somebody has asked for these, and it need not have been their reader. */
const ASKED_FOR: readonly MailSettings['name'][] = ['verify_email', 'reset_email']

type Written = Pick<Mail, 'subject' | 'text' | 'html'>

type Variables = Readonly<Record<string, unknown>>

/**
 * The mail about `subject` to the user's address, which must be there.
 *
 * @throws TemplateBroken when the tenant's template cannot be used; without `settings.template` it is ours
 */
export async function writeMail(
  tenancy: Tenancy,
  settings: MailSettings,
  subject: MailSubject & { readonly to: string },
): Promise<Mail> {
  const language = languageFor(subject.languages, settings.tenant?.enabled_locales ?? ['en'])
  const { template } = settings
  const variables = await variablesFor(tenancy, settings.tenant, { ...subject, languages: [language.tag] })
  const own = await ownMail(tenancy, settings, subject, language)
  const written = template ? { ...own, ...(await fromTemplate(tenancy, template, variables)) } : own
  const provider = await providerOf(tenancy)
  const from = template?.from ? await renderSender(tenancy, template.from, variables) : undefined
  return {
    to: subject.to,
    from: from || provider.from,
    ...written,
    subject: written.subject.replaceAll(/\p{Cc}+/gu, ' ').slice(0, MAX_SUBJECT),
    links: subject.url === undefined ? [] : [subject.url],
    code: subject.code,
    ...(provider.server ? { server: provider.server } : {}),
  }
}

/** Where `from` is written as "name <address>", only its variables are escaped. */
const renderSender = async (
  { renderTemplate, tenant: { tenant_id } }: Tenancy,
  template: string,
  variables: Variables,
): Promise<string> =>
  (await renderTemplate({ tenant_id, template, variables, escape: 'header' })).replaceAll(/\p{Cc}+/gu, ' ').trim()

/** What of the mail the tenant has written; an empty part is ours. */
async function fromTemplate(
  { renderTemplate, tenant: { tenant_id } }: Tenancy,
  { subject, body }: EmailTemplate,
  variables: Variables,
): Promise<Partial<Written>> {
  const render = (template: string, escape: Escape) => renderTemplate({ tenant_id, template, variables, escape })
  const html = body ? await render(body, 'html') : undefined
  return {
    ...(subject ? { subject: await render(subject, 'header') } : {}),
    ...(html === undefined ? {} : { html, text: plainTextOf(html) }),
  }
}

async function ownMail(
  tenancy: Tenancy,
  { name, tenant, lifetime }: MailSettings,
  { to, client, connection, url, further }: MailSubject & { readonly to: string },
  language: Language,
): Promise<Written> {
  const branding = await getSettings(tenancy, 'branding')
  const { texts } = language
  const letter: Letter = texts[name]
  const values: Readonly<Record<string, string>> = {
    tenant: tenant?.friendly_name || tenancy.tenant.name,
    application: client?.name ?? '',
    email: to,
    lifetime: spokenTime(language.tag, lifetime),
    ip: typeof further?.['ip'] === 'string' ? further['ip'] : '?',
    inviter: namedIn(further?.['inviter'], 'name'),
    organization: namedIn(further?.['organization'], 'display_name'),
    connection: connection?.name ?? '',
    ...textsOf(further?.['job']),
    support: tenant?.support_email ?? '',
  }
  const fill = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (found, key: string) => values[key] ?? found)
  const laidOut: LaidOut = {
    language,
    tenant: values['tenant'] ?? '',
    logo: branding.logo_url || tenant?.picture_url || undefined,
    color: branding.colors?.primary ?? DEFAULT_COLOR,
    title: fill(letter.title),
    paragraphs: letter.paragraphs.map(fill),
    link: url !== undefined && letter.button ? { url, label: letter.button, otherwise: texts.otherwise } : undefined,
    footer: [...(ASKED_FOR.includes(name) ? [texts.ignore] : []), ...(values['support'] ? [fill(texts.support)] : [])],
  }
  return { subject: fill(letter.subject), text: layOutText(laidOut), html: layOutHtml(laidOut) }
}

const namedIn = (value: unknown, member: string): string => {
  const name: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, member) : undefined
  return typeof name === 'string' ? name : ''
}

/** Those of a job: texts and numbers alone. */
const textsOf = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(value ?? {}).map(([name, said]) => [name, String(said)]))

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** In the largest unit that it is a whole number of, in the language of the mail. */
function spokenTime(tag: string, seconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => seconds % length === 0) ?? ['second', 1]
  return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / length)
}

/** Through whom the tenant's mail goes. SMTP is spoken; with another provider it goes the installation's own way. */
async function providerOf(tenancy: Tenancy): Promise<{ from: string | undefined; server: MailServer | undefined }> {
  const provider = await tenancy.store.find('email_provider', {})
  if (!provider?.enabled) return { from: undefined, server: undefined }
  const from = provider.default_from_address ?? undefined
  if (provider.name !== 'smtp') return { from, server: undefined }
  const { smtp_host: host, smtp_port: port = 587, smtp_user, smtp_pass } = openEmailCredentials(tenancy, provider)
  if (host === undefined) return { from, server: undefined }
  return { from, server: { host, port, user: smtp_user, password: smtp_pass } }
}
