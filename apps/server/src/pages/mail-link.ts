// The pages behind the other links in mails. Programs that read mail open every link, so a link alone does nothing: a person presses
// the button.
import { html, type Html } from './html.ts'
import { BAD_SIGN, DONE_SIGN, layout, submitButton } from './layout.ts'
import type { PageContext } from './page.ts'
import { words } from './wording.ts'

export type MailLinkModel = { readonly action: string; readonly ticket: string; readonly email: string }

const confirmation = (
  { action, ticket }: MailLinkModel,
  label: string,
): Html => html`<form method="post" action="${action}" novalidate>
<input type="hidden" name="ticket" value="${ticket}">
${submitButton(label)}
</form>`

export const renderVerifyEmail = (context: PageContext, model: MailLinkModel): Html =>
  layout(context, {
    title: context.texts.verifyTitle,
    lead: words(context.texts.verifyLead, { email: model.email }),
    content: confirmation(model, context.texts.verifyButton),
  })

export const renderEmailVerified = (context: PageContext): Html =>
  layout(context, { title: context.texts.verifiedTitle, sign: DONE_SIGN, lead: context.texts.verifiedLead })

export const renderUnblock = (context: PageContext, model: MailLinkModel): Html =>
  layout(context, {
    title: context.texts.unblockTitle,
    lead: context.texts.unblockLead,
    content: confirmation(model, context.texts.unblockButton),
  })

export const renderUnblocked = (context: PageContext): Html =>
  layout(context, { title: context.texts.unblockedTitle, sign: DONE_SIGN, lead: context.texts.unblockedLead })

/** Of a link that has been used, has expired, or never was one. */
export const renderBadLink = (context: PageContext): Html =>
  layout(context, { title: context.texts.badLinkTitle, sign: BAD_SIGN, lead: context.texts.badLinkLead })
