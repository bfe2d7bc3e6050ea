// The page that asks which account to go on with: the one that is logged in here, or another.
import { html, type Html } from './html.ts'
import { initials, layout } from './layout.ts'
import type { PageContext } from './page.ts'
import { words } from './wording.ts'

export type SelectAccountModel = {
  readonly action: string
  readonly account: { readonly user_id: string; readonly name: string; readonly email?: string | undefined }
}

/** The form answers with `action`: `accept` for the account that is shown, `deny` for another. */
export function renderSelectAccount(context: PageContext, { action, account }: SelectAccountModel): Html {
  const { texts, client } = context
  const { user_id, name, email } = account
  return layout(context, {
    title: texts.selectTitle,
    lead: client && words(texts.selectLead, { app: client.name }),
    content: html`<form method="post" action="${action}" novalidate>
<input type="hidden" name="user_id" value="${user_id}">
<div class="buttons">
<button class="button quiet account" type="submit" name="action" value="accept">
<span class="tile round" aria-hidden="true">${initials(name)}</span>
<span><span class="name"><bdi>${name}</bdi></span>${email === undefined || email === name ? undefined : html`<span class="hint"><bdi>${email}</bdi></span>`}</span>
</button>
<button class="button quiet account" type="submit" name="action" value="deny">
<span class="tile round" aria-hidden="true">+</span>
<span class="name">${texts.selectOther}</span>
</button>
</div>
</form>`,
  })
}
