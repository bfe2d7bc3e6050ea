// The page that asks with which of somebody's organizations to go on.
import { html, type Html } from './html.ts'
import { initials, layout } from './layout.ts'
import type { PageContext } from './page.ts'
import { words } from './wording.ts'

export type SelectOrganizationModel = {
  readonly action: string
  readonly organizations: readonly { readonly id: string; readonly name: string }[]
}

/** The form answers with `organization`: the id of the one that was chosen. */
export function renderSelectOrganization(context: PageContext, model: SelectOrganizationModel): Html {
  const { texts, client } = context
  return layout(context, {
    title: texts.selectOrganizationTitle,
    lead: client && words(texts.selectOrganizationLead, { app: client.name }),
    content: html`<form method="post" action="${model.action}" novalidate>
<div class="buttons">
${model.organizations.map(
  ({ id, name }) => html`<button class="button quiet account" type="submit" name="organization" value="${id}">
<span class="tile" aria-hidden="true">${initials(name)}</span>
<span class="name"><bdi>${name}</bdi></span>
</button>`,
)}
</div>
</form>`,
  })
}
