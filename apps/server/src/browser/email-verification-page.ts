// /u/email-verification and /u/unblock: the links in mails that need no more than a person who presses a button.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { unblockAccount } from '@symbolon/core/login/blocked-account'
import { findTicket } from '@symbolon/core/login/tickets'
import { verifyEmail } from '@symbolon/core/login/verify-email'
import type { Html } from '../pages/html.ts'
import { renderEmailVerified, renderUnblock, renderUnblocked, renderVerifyEmail } from '../pages/mail-link.ts'
import { pageContext, sendPage, type PageContext } from '../pages/page.ts'
import { formOf, queryOf } from './form.ts'
import { sendBadLink, sendOnFromLink, ticketContext } from './mail-links.ts'
import { requireSameOrigin } from './same-origin.ts'
import { sendOn } from './send-on.ts'
import { visitorOf } from './visitor.ts'

const VERIFY = '/u/email-verification'
const UNBLOCK = '/u/unblock'

const PAGES = {
  verify_email: { action: VERIFY, render: renderVerifyEmail },
  unblock: { action: UNBLOCK, render: renderUnblock },
} as const

/** Shows the button, as long as the link can be used. */
const show =
  (kind: keyof typeof PAGES) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { ticket } = queryOf(request).values
    const kept = await findTicket(request.tenancy, kind, ticket)
    if (!kept || ticket === undefined) return sendBadLink(request, reply)
    const { action, render } = PAGES[kind]
    const { email, result_url } = kept.content
    const page = render(await ticketContext(request, kept.content), { action, ticket, email })
    return sendPage(reply, 200, page, { formActionOrigins: result_url === null ? [] : [result_url] })
  }

async function verify(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  requireSameOrigin(request)
  const verified = await verifyEmail(request.tenancy, formOf(request).values['ticket'], visitorOf(request))
  if (!verified) return sendBadLink(request, reply)
  const message = 'Your email was verified. You can continue using the application.'
  return sendOnFromLink(reply, verified, message, `${VERIFY}/done`)
}

async function unblock(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  requireSameOrigin(request)
  const isReleased = await unblockAccount(request.tenancy, formOf(request).values['ticket'], visitorOf(request))
  return isReleased ? sendOn(reply, `${UNBLOCK}/done`) : sendBadLink(request, reply)
}

const showDone =
  (render: (context: PageContext) => Html) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    sendPage(reply, 200, render(await pageContext(request, {})))

export const emailVerificationRoutes: FastifyPluginAsync = async (wing) => {
  wing.get(VERIFY, show('verify_email'))
  wing.post(VERIFY, verify)
  wing.get(`${VERIFY}/done`, showDone(renderEmailVerified))
  wing.get(UNBLOCK, show('unblock'))
  wing.post(UNBLOCK, unblock)
  wing.get(`${UNBLOCK}/done`, showDone(renderUnblocked))
}
