// The page that asks to which organization somebody belongs.
import { MAX_IDENTIFIER, textField } from './fields.ts'
import { html, type Html } from './html.ts'
import { layout, submitButton } from './layout.ts'
import type { PageContext } from './page.ts'
import { words } from './wording.ts'

export type OrganizationModel = {
  readonly action: string
  /** What may be typed. */
  readonly label: string
  readonly autocomplete: string
  /** As it was typed. */
  readonly value: string
  readonly problem: string | undefined
}

export function renderOrganization(
  context: PageContext,
  { action, label, autocomplete, value, problem }: OrganizationModel,
): Html {
  const { texts, client } = context
  return layout(context, {
    title: texts.organizationTitle,
    lead: client && words(texts.organizationWhich, { app: client.name }),
    hasProblem: problem !== undefined,
    content: html`<form method="post" action="${action}" novalidate>
${textField({
  name: 'organization',
  label,
  type: 'text',
  autocomplete,
  value,
  maxLength: MAX_IDENTIFIER,
  problem,
  focus: true,
})}
${submitButton(texts.continue)}
</form>`,
  })
}
