// The mails of this room, each written when it is its turn: nobody waits for one, so that no answer tells by its time whether there
// was one to send.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { User } from '@symbolon/protocol/entities/user'
import { mailSettings, type MailName, type MailSettings } from '../mail/mail-settings.ts'
import type { MailSubject } from '../mail/variables.ts'
import { languageFor } from '../mail/texts/index.ts'
import { writeMail } from '../mail/write-mail.ts'
import type { Ticket, TicketAction } from '../one-time.ts'
import type { Mail } from '../ports.ts'
import { TemplateBroken } from '../render-template.ts'
import { byCustomProvider } from '../rules/custom-email-provider.ts'
import type { Tenancy } from '../tenancy.ts'
import { recordLogin } from './log.ts'
import { newTicket, ticketUrl } from './tickets.ts'

export type TicketMail = {
  readonly name: MailName
  readonly action: TicketAction
  readonly user: User
  /** The address of the user's identity at the connection; undefined: it has none, and there is no mail. */
  readonly to: string | undefined
  readonly connection: Connection
  readonly client: Client | undefined
  /** Language tags, what is wanted most first. */
  readonly languages: readonly string[]
  /** Where the browser goes in the end; over the template's own. */
  readonly result_url?: string | undefined
  readonly password_changed_at?: number | null
  /** Further variables of the template. */
  readonly further?: Readonly<Record<string, unknown>>
}

/** A mail with a link that works once. Undefined when the tenant does not send it, or the user has no address. */
export async function writeTicketMail(tenancy: Tenancy, wanted: TicketMail): Promise<Mail | undefined> {
  const { name, action, user, to, connection, client, languages, further } = wanted
  const settings = await mailSettings(tenancy, name, { user, client, connection, languages })
  if (!settings.enabled || to === undefined) return undefined
  const ticket: Ticket = {
    action,
    user_id: user.user_id,
    connection: connection.name,
    email: to,
    client_id: client?.client_id ?? null,
    result_url: wanted.result_url ?? settings.resultUrl ?? null,
    include_email_in_redirect: settings.includeEmailInRedirect,
    mark_email_as_verified: action === 'change_password',
    password_changed_at: wanted.password_changed_at ?? null,
  }
  const url = ticketUrl(tenancy, ticket, await newTicket(tenancy, ticket, settings.lifetime))
  return composeMail(tenancy, settings, {
    user,
    to,
    client,
    connection,
    url,
    languages,
    ...(further ? { further } : {}),
  })
}

/** A mail without a link, where the tenant sends it. */
export async function writePlainMail(tenancy: Tenancy, name: MailName, subject: Addressed): Promise<Mail | undefined> {
  const settings = await mailSettings(tenancy, name, subject)
  return settings.enabled ? composeMail(tenancy, settings, subject) : undefined
}

type Addressed = MailSubject & { readonly to: string }

/** In the tenant's words; in ours where those cannot be used, which the tenant's log says. */
async function composeMail(tenancy: Tenancy, settings: MailSettings, subject: Addressed): Promise<Mail> {
  const { tag: locale } = languageFor(subject.languages, settings.tenant?.enabled_locales ?? ['en'])
  const about = { name: settings.name, subject, locale }
  return byCustomProvider(tenancy, await writeSomehow(tenancy, settings, subject), about)
}

async function writeSomehow(tenancy: Tenancy, settings: MailSettings, subject: Addressed): Promise<Mail> {
  try {
    return await writeMail(tenancy, settings, subject)
  } catch (error) {
    if (!(error instanceof TemplateBroken)) throw error
    const { user, client, to } = subject
    const description = `The e-mail template ${settings.name} cannot be used: ${error.message}`
    const visitor = { ip: undefined, user_agent: undefined }
    recordLogin(
      tenancy,
      'fn',
      { client, connection: undefined, visitor, user_name: to },
      { user_id: user.user_id, description },
    )
    return writeMail(tenancy, { ...settings, template: undefined }, subject)
  }
}
