// The tenant's own way for its mails, where its e-mail provider is called `custom`: actions are handed each mail, and send it.
// reference: extensibility, sections 14 and 16.
import type { EmailProvider } from '@symbolon/protocol/entities/email-provider'
import type { Document } from '@symbolon/protocol/entities/entity'
import { newLogEvent } from '../audit/log-events.ts'
import { isStoreUnavailable, OAuthError } from '../errors.ts'
import type { MailName } from '../mail/mail-settings.ts'
import type { MailSubject } from '../mail/variables.ts'
import type { Mail } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { tenantRightsOf } from '../users/tenant-rights.ts'
import type { Visitor } from '../visitor.ts'
import { boundActions, type ActionChain } from './bound-actions.ts'
import { eventClient, eventDomain } from './event.ts'
import { executionDetails } from './executions.ts'
import { maskOf, type Mask } from './masked.ts'
import { commandsOf, isBusy, refuseUnknown, runActions, wordsOf, type ActionsDone } from './run-actions.ts'

const TRIGGER = 'custom-email-provider'

/** What an action may ask for at this trigger. */
export const EMAIL_COMMANDS: ReadonlySet<string> = new Set(['notification.drop', 'notification.retry'])

type About = {
  readonly name: MailName
  readonly subject: MailSubject
  /** Language tag of the mail. */
  readonly locale: string
}

/** A mail that has not been sent. What is permanent is not tried again. Operators and the tenant read why: no secret is in it. */
class MailNotSent extends Error {
  override readonly name = 'MailNotSent'
  readonly permanent: boolean

  constructor(message: string, permanent: boolean, cause?: unknown) {
    super(message, { cause })
    this.permanent = permanent
  }
}

const isCustom = (provider: EmailProvider | undefined): boolean =>
  provider?.enabled === true && provider.name === 'custom'

/** Who writes actions is not to read the links by which those log in who run the tenant. */
const isAdministrator = async (tenancy: Tenancy, { user_id }: MailSubject['user']): Promise<boolean> =>
  user_id !== undefined && (await tenantRightsOf(tenancy, user_id)).length > 0

/** The mail, to be sent by the tenant's actions where it has some for that. */
export async function byCustomProvider(tenancy: Tenancy, mail: Mail, about: About): Promise<Mail> {
  if (!isCustom(await tenancy.store.find('email_provider', {}))) return mail
  if (!(await boundActions(tenancy, TRIGGER)) || (await isAdministrator(tenancy, about.subject.user))) return mail
  const { tenant_id } = tenancy.tenant
  return { ...mail, byCode: { tenant_id, send: () => send(tenancy, mail, about) } }
}

/** @throws MailNotSent after a line in the tenant's log */
async function send(tenancy: Tenancy, mail: Mail, about: About): Promise<void> {
  // Its executions are its own, whatever it was sent for.
  const visitor: Visitor = { ip: undefined, user_agent: undefined }
  let chain: ActionChain | undefined
  try {
    // Deployed anew or taken away since it was written: then nobody is asked who should not be.
    chain = await boundActions(tenancy, TRIGGER)
    if (!chain) throw new MailNotSent('No action sends mails any more', true)
    requireSent(
      await runActions(tenancy, chain, {
        trigger: TRIGGER,
        handler: 'onExecuteCustomEmailProvider',
        visitor,
        event: await eventOf(tenancy, mail, about),
        facts: {},
        unseen: secretsOf(mail),
      }),
    )
  } catch (cause) {
    const ofActions = chain?.actions.flatMap(({ secrets }) => Object.values(secrets)) ?? []
    const failure = asNotSent(cause, maskOf([...secretsOf(mail), ...ofActions]))
    record(tenancy, mail, about, visitor, failure)
    throw failure
  }
}

/** What a mail holds that nobody else may read: links, what they work by, a code. */
const secretsOf = ({ links, code }: Mail): readonly string[] => [
  ...links.flatMap((link) => [link, ...(URL.canParse(link) ? new URL(link).searchParams.values() : [])]),
  ...(code === undefined ? [] : [code]),
]

/** Code may say anything, the link that it was given included: its words are masked, and its error is not handed on. */
const asNotSent = (cause: unknown, mask: Mask): MailNotSent => {
  const message = mask(cause instanceof Error ? cause.message : String(cause))
  if (cause instanceof MailNotSent) return new MailNotSent(message, cause.permanent)
  // Code that has failed may have sent it before.
  const isPermanent = !isBusy(cause) && !isStoreUnavailable(cause)
  return new MailNotSent(message, isPermanent, cause instanceof OAuthError ? undefined : cause)
}

/** The last call counts. */
function requireSent(answer: ActionsDone): void {
  const commands = commandsOf(answer)
  refuseUnknown(commands, EMAIL_COMMANDS)
  const last = commands.at(-1)
  if (!last) return
  const reason = wordsOf(last.values[0])
  const isDropped = last.name === 'notification.drop'
  throw new MailNotSent(`${isDropped ? 'Dropped' : 'To be tried again'} by an action: ${reason}`, isDropped)
}

/** The event of a mail. */
export const emailNotification = ({ to, from, subject, html, text }: Mail, name: string, locale: string): Document => ({
  to,
  ...(from === undefined ? {} : { from }),
  subject,
  html,
  text,
  locale,
  message_type: name,
})

async function eventOf(
  tenancy: Tenancy,
  mail: Mail,
  { name, locale, subject: { user, client, connection } }: About,
): Promise<Document> {
  const { logins_count, last_login, last_ip, ...profile } = user
  void [logins_count, last_login, last_ip]
  return {
    tenant: { id: tenancy.tenant.name },
    ...(client ? { client: eventClient(client) } : {}),
    ...(connection ? { connection: { name: connection.name } } : {}),
    user: { ...profile, app_metadata: user.app_metadata ?? {}, user_metadata: user.user_metadata ?? {} },
    ...(await eventDomain(tenancy)),
    notification: emailNotification(mail, name, locale),
  }
}

function record(
  tenancy: Tenancy,
  { to }: Mail,
  { name, subject: { user, client } }: About,
  visitor: Visitor,
  { message }: MailNotSent,
): void {
  const event = newLogEvent(tenancy, {
    type: 'fn',
    description: `The mail ${name} has not been sent: ${message}`,
    user_id: user.user_id,
    user_name: to,
    client_id: client?.client_id,
    client_name: client?.name,
    details: { trigger: TRIGGER, ...executionDetails(visitor) },
  })
  tenancy.record(tenancy.tenant.tenant_id, event)
}
