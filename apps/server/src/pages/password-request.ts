// The page for a forgotten password, and what it says afterwards, whoever asked.
import { identifierField } from './fields.ts'
import type { IdentifierStyle } from '@symbolon/texts/identifiers'
import { html, type Html } from './html.ts'
import { alertBox, aside, layout, MAIL_SIGN, submitButton } from './layout.ts'
import type { PageContext } from './page.ts'

export type PasswordRequestModel = {
  readonly action: string
  /** What people are known by here; the link goes to their address whichever it is. */
  readonly identifier: IdentifierStyle
  readonly email: string
  readonly emailProblem?: string | undefined
  readonly problem?: string | undefined
  readonly loginLink: string
}

export const renderPasswordRequest = (context: PageContext, model: PasswordRequestModel): Html =>
  layout(context, {
    title: context.texts.forgotTitle,
    lead: context.texts.forgotLead,
    hasProblem: model.emailProblem !== undefined || model.problem !== undefined,
    content: html`${alertBox(model.problem)}
<form method="post" action="${model.action}" novalidate>
${identifierField(context, {
  name: 'email',
  style: model.identifier,
  value: model.email,
  problem: model.emailProblem,
  isDoubtful: model.problem !== undefined,
  focus: true,
})}
${submitButton(context.texts.forgotButton)}
</form>
${aside(undefined, context.texts.backToLogin, model.loginLink)}`,
  })

/** The same for everybody: nothing in it says whether there is such an account. */
export const renderCheckMail = (context: PageContext, model: { readonly loginLink: string }): Html =>
  layout(context, {
    title: context.texts.sentTitle,
    sign: MAIL_SIGN,
    lead: context.texts.sentLead,
    content: aside(undefined, context.texts.backToLogin, model.loginLink),
  })
