// The page on which somebody makes an account.
import type { PasswordRule } from '@symbolon/texts/password-rules'
import { passwordField, rulesList, textField } from './fields.ts'
import { html, type Html } from './html.ts'
import { alertBox, aside, layout, submitButton } from './layout.ts'
import type { PageContext } from './page.ts'
import { words } from './wording.ts'

/** A field of the form: whether it is there, what was typed, what is wrong with it. */
export type TypedField = { readonly value: string; readonly problem?: string | undefined }

export type SignUpModel = {
  readonly action: string
  /** The organization that somebody makes an account for. */
  readonly organization?: string | undefined
  readonly email: TypedField | undefined
  readonly username: TypedField | undefined
  readonly phone_number: TypedField | undefined
  readonly passwordProblem?: string | undefined
  readonly rules: readonly PasswordRule[]
  readonly problem?: string | undefined
  readonly loginLink: string
}

export function renderSignUp(context: PageContext, model: SignUpModel): Html {
  const { texts, client } = context
  const fields = [model.email, model.username, model.phone_number]
  const problems = [model.problem, model.passwordProblem, ...fields.map((field) => field?.problem)]
  const hasProblem = problems.some((problem) => problem !== undefined)
  return layout(context, {
    title: texts.signUpTitle,
    lead:
      client &&
      (model.organization === undefined
        ? words(texts.signUpLead, { app: client.name })
        : words(texts.organizationLead, { organization: model.organization, app: client.name })),
    hasProblem,
    content: html`${alertBox(model.problem)}
<form method="post" action="${model.action}" novalidate>
${nameFields(context, model)}
${passwordField(context, {
  name: 'password',
  label: texts.passwordLabel,
  autocomplete: 'new-password',
  problem: model.passwordProblem,
  focus: model.passwordProblem !== undefined && fields.every((field) => field?.problem === undefined),
  rules: rulesList(context, model.rules),
})}
${submitButton(texts.signUpButton)}
</form>
${aside(texts.haveAccount, texts.loginLink, model.loginLink)}`,
  })
}

function nameFields({ texts }: PageContext, model: SignUpModel): readonly (Html | undefined)[] {
  const described = [
    { name: 'email', label: texts.emailLabel, type: 'email', autocomplete: 'email', typed: model.email },
    { name: 'phone_number', label: texts.phoneLabel, type: 'tel', autocomplete: 'tel', typed: model.phone_number },
    { name: 'username', label: texts.usernameLabel, type: 'text', autocomplete: 'username', typed: model.username },
  ] as const
  const isFirstTime = model.passwordProblem === undefined && model.problem === undefined
  const first =
    described.find(({ typed }) => typed?.problem !== undefined) ??
    (isFirstTime ? described.find(({ typed }) => typed?.value === '') : undefined)
  return described.map((field) => {
    if (field.typed === undefined) return undefined
    const { value, problem } = field.typed
    return textField({
      ...field,
      value,
      problem,
      maxLength: field.type === 'email' ? 320 : 128,
      isDoubtful: model.problem !== undefined,
      focus: field === first,
    })
  })
}
