// The page that asks to which organization somebody belongs.
import { textField } from './fields.ts'
import { html, type Html } from './html.ts'
import { layout, submitButton } from './layout.ts'
import type { PageContext } from './page.ts'
import { words } from './wording.ts'

export type OrganizationModel = {
  readonly action: string
  /** As it was typed. */
  readonly value: string
  readonly problem: string | undefined
}

export function renderOrganization(context: PageContext, { action, value, problem }: OrganizationModel): Html {
  const { texts, client } = context
  return layout(context, {
    title: texts.organizationTitle,
    lead: client && words(texts.organizationWhich, { app: client.name }),
    hasProblem: problem !== undefined,
    content: html`<form method="post" action="${action}" novalidate>
${textField({
  name: 'organization',
  label: texts.organizationLabel,
  type: 'text',
  autocomplete: 'organization',
  value,
  maxLength: 50,
  problem,
  focus: true,
})}
${submitButton(texts.continue)}
</form>`,
  })
}
