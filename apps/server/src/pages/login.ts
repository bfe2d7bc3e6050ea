// The login page: name and password together, or first one and then the other.
import { identifierField, passwordField } from './fields.ts'
import type { IdentifierStyle } from '@symbolon/texts/identifiers'
import { html, type Html } from './html.ts'
import { alertBox, aside, layout, submitButton } from './layout.ts'
import type { PageContext } from './page.ts'
import { words } from './wording.ts'

export type LoginModel = {
  /** Where the form goes: the page's own path with its state. */
  readonly action: string
  /** Which fields: both, or one of them. */
  readonly step: 'whole' | 'identifier' | 'password'
  readonly identifier: IdentifierStyle
  /** The organization that somebody logs in to. */
  readonly organization?: string | undefined
  /** As it was typed, or as the request hinted. */
  readonly username: string
  /** About the form as a whole. */
  readonly problem?: string | undefined
  readonly usernameProblem?: string | undefined
  readonly passwordProblem?: string | undefined
  /** Where these are offered. */
  readonly links: {
    readonly signUp?: string | undefined
    readonly forgotten?: string | undefined
    /** From the password back to the name. */
    readonly identifier?: string | undefined
  }
}

export function renderLogin(context: PageContext, model: LoginModel): Html {
  const { texts } = context
  const { links, step } = model
  return layout(context, {
    title: texts.loginTitle,
    lead: leadOf(context, model),
    hasProblem: hasProblem(model),
    content: html`${alertBox(model.problem)}
<form method="post" action="${model.action}" novalidate>
${step === 'password' ? chosenName(context, model) : nameField(context, model)}
${step === 'identifier' ? undefined : passwordOf(context, model)}
${submitButton(step === 'identifier' ? texts.continue : texts.loginButton)}
</form>
${links.signUp === undefined ? undefined : aside(texts.noAccount, texts.signUpLink, links.signUp)}`,
  })
}

function leadOf({ texts, client }: PageContext, { organization }: LoginModel): Html | undefined {
  if (!client) return undefined
  return organization === undefined
    ? words(texts.loginLead, { app: client.name })
    : words(texts.organizationLead, { organization, app: client.name })
}

const hasProblem = ({ problem, usernameProblem, passwordProblem }: LoginModel): boolean =>
  [problem, usernameProblem, passwordProblem].some((text) => text !== undefined)

const nameField = (context: PageContext, model: LoginModel): Html =>
  identifierField(context, {
    name: 'username',
    style: model.identifier,
    value: model.username,
    problem: model.usernameProblem,
    isDoubtful: model.problem !== undefined,
    focus: model.username === '' || model.usernameProblem !== undefined,
  })

/** The name that was given on the page before, where password managers find it too. */
const chosenName = ({ texts }: PageContext, { username, links }: LoginModel): Html => html`<div class="chosen">
<span><bdi>${username}</bdi></span>
<a href="${links.identifier ?? ''}">${texts.changeIdentifier}</a>
<input class="hidden" type="text" name="username" value="${username}" autocomplete="username" readonly tabindex="-1" aria-hidden="true">
</div>`

const passwordOf = (context: PageContext, model: LoginModel): Html =>
  passwordField(context, {
    name: 'password',
    label: context.texts.passwordLabel,
    autocomplete: 'current-password',
    problem: model.passwordProblem,
    isDoubtful: model.problem !== undefined,
    focus: model.step === 'password' || (model.username !== '' && model.usernameProblem === undefined),
    beside:
      model.links.forgotten === undefined
        ? undefined
        : html`<div class="label-row"><a href="${model.links.forgotten}">${context.texts.forgotLink}</a></div>`,
  })
