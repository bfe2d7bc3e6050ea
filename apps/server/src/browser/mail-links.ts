// What the pages behind links in mails have in common. A link is opened by programs that read mail before any person does, so opening
// one only shows a form; the form uses it up.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isSafeUrl } from '@symbolon/core/clients/redirect-uris'
import type { Ticket } from '@symbolon/core/one-time'
import { renderBadLink } from '../pages/mail-link.ts'
import { pageContext, sendPage, type PageContext } from '../pages/page.ts'
import { sendOn } from './send-on.ts'

/** For a page about the application that the link came from. */
export async function ticketContext(request: FastifyRequest, { client_id }: Ticket): Promise<PageContext> {
  const client = client_id === null ? undefined : await request.tenancy.store.find('clients', { client_id })
  return pageContext(request, { client })
}

/** The same for a link that has been used, has expired, or never was one. */
export const sendBadLink = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
  sendPage(reply, 400, renderBadLink(await pageContext(request, {})))

/** After a link has done what it is for: on to where its maker wants the browser to go, or to `done`, a page of ours. */
export function sendOnFromLink(
  reply: FastifyReply,
  { ticket }: { readonly ticket: Ticket },
  message: string,
  done: string,
): FastifyReply {
  const { result_url, email, include_email_in_redirect } = ticket
  if (result_url === null || !isSafeUrl(result_url) || !URL.canParse(result_url)) return sendOn(reply, done)
  const target = new URL(result_url)
  if (include_email_in_redirect) target.searchParams.set('email', email)
  target.searchParams.set('success', 'true')
  target.searchParams.set('message', message)
  return sendOn(reply, target.href)
}
