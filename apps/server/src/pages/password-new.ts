// The page behind the link in a mail, on which somebody chooses a new password.
import type { PasswordRule } from '@symbolon/texts/password-rules'
import { passwordField, rulesList } from './fields.ts'
import { html, type Html } from './html.ts'
import { alertBox, DONE_SIGN, layout, submitButton } from './layout.ts'
import type { PageContext } from './page.ts'
import { words } from './wording.ts'

export type PasswordNewModel = {
  readonly action: string
  readonly ticket: string
  readonly email: string
  readonly rules: readonly PasswordRule[]
  readonly passwordProblem?: string | undefined
  readonly repeatProblem?: string | undefined
  readonly problem?: string | undefined
}

export function renderPasswordNew(context: PageContext, model: PasswordNewModel): Html {
  const { texts } = context
  const problems = [model.problem, model.passwordProblem, model.repeatProblem]
  return layout(context, {
    title: texts.resetTitle,
    lead: words(texts.resetLead, { email: model.email }),
    hasProblem: problems.some((problem) => problem !== undefined),
    content: html`${alertBox(model.problem)}
<form method="post" action="${model.action}" novalidate>
<input type="hidden" name="ticket" value="${model.ticket}">
<input class="hidden" type="text" name="username" value="${model.email}" autocomplete="username" readonly tabindex="-1" aria-hidden="true">
${passwordField(context, {
  name: 'password',
  label: texts.newPasswordLabel,
  autocomplete: 'new-password',
  problem: model.passwordProblem,
  isDoubtful: model.problem !== undefined,
  focus: model.repeatProblem === undefined,
  rules: rulesList(context, model.rules),
})}
${passwordField(context, {
  name: 'password-again',
  label: texts.repeatPasswordLabel,
  autocomplete: 'new-password',
  problem: model.repeatProblem,
  focus: model.repeatProblem !== undefined,
})}
${submitButton(texts.resetButton)}
</form>`,
  })
}

export const renderPasswordChanged = (context: PageContext): Html =>
  layout(context, { title: context.texts.changedTitle, sign: DONE_SIGN, lead: context.texts.changedLead })
