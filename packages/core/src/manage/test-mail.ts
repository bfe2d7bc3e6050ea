// POST /emails/provider/test: one mail on the way that the tenant's mails go, at once, so that who sets it up sees whether they arrive. Ours.
import type { Document } from '@symbolon/protocol/entities/entity'
import { record, string } from '@symbolon/protocol/entities/schema'
import { cutText } from '../audit/log-events.ts'
import { ApiError, isStoreUnavailable } from '../errors.ts'
import { languageFor } from '../mail/texts/index.ts'
import { writeMail } from '../mail/write-mail.ts'
import type { Mail } from '../ports.ts'
import { byCustomProvider } from '../rules/custom-email-provider.ts'
import type { Tenancy } from '../tenancy.ts'
import { normalizeEmail } from '../users/normalize.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { invalidBody } from './refusals.ts'

const TEST_MAIL: LoggedEntity = { name: 'test-mail', apart: [], writeOnly: [], guarded: {}, fields: {} }

const BODY = record({ to: string({ minLength: 1, maxLength: 320 }) })

/** Characters of what a mail server said. */
const MOST_SAID = 300

async function write(tenancy: Tenancy, to: string): Promise<Mail> {
  const subject = { to, user: { email: to }, client: undefined, connection: undefined, languages: [] }
  const tenant = await tenancy.store.find('tenant_settings', {})
  const mail = await writeMail(
    tenancy,
    {
      name: 'test_email',
      enabled: true,
      template: undefined,
      lifetime: 0,
      resultUrl: undefined,
      includeEmailInRedirect: false,
      tenant,
    },
    subject,
  )
  const { tag: locale } = languageFor([], tenant?.enabled_locales ?? ['en'])
  return byCustomProvider(tenancy, mail, { name: 'test_email', subject, locale })
}

const notSent = (why: string): ApiError => new ApiError(400, `The mail could not be sent: ${why}`, 'mail_not_sent')

/** What the tenant's own server, or code, said is for who has set it up. What the operator's said, and where that is, is for the operator. */
const refusalOf = ({ operatorLog }: Tenancy, { server, byCode }: Mail, error: unknown): ApiError => {
  if (!server && !byCode) {
    operatorLog('error', 'A test mail could not be sent', { cause: error })
    return notSent('the tenant has no mail server of its own, and the operator’s log says what is wrong with theirs')
  }
  const said = error instanceof Error ? error.message.replaceAll(/\p{Cc}+/gu, ' ') : 'nobody knows why'
  return notSent(cutText(said, MOST_SAID))
}

const send = async (tenancy: Tenancy, caller: Caller, { body }: Asked<{ readonly to: string }>): Promise<Document> => {
  const to = normalizeEmail(body.to)
  if (to === undefined) throw invalidBody('Expected an e-mail address', 'to')
  const mail = await write(tenancy, to)
  try {
    await tenancy.deliverMail(mail)
  } catch (error) {
    throw isStoreUnavailable(error) ? error : refusalOf(tenancy, mail, error)
  }
  recordWrite(tenancy, caller, TEST_MAIL, { changed: [] })
  return { to }
}

export const TEST_MAIL_ENDPOINTS = [
  endpoint({
    method: 'POST',
    path: '/emails/provider/test',
    status: 200,
    scopes: ['update:email_provider'],
    bodySchema: BODY,
    answers: BODY,
    act: send,
  }),
]
