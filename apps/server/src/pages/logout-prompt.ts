// The page that asks whether somebody really wants to log out, when a link alone is not proof of it.
import { html, type Html } from './html.ts'
import { answerButton, DONE_SIGN, layout } from './layout.ts'
import type { PageContext } from './page.ts'
import { words } from './wording.ts'

export type LogoutPromptModel = {
  readonly action: string
  /** What the form carries along. */
  readonly hidden?: Readonly<Record<string, string>>
}

export const renderLogoutPrompt = (context: PageContext, { action, hidden = {} }: LogoutPromptModel): Html =>
  layout(context, {
    title: context.texts.logoutTitle,
    lead: words(context.texts.logoutLead, { tenant: context.brand.name }),
    content: html`<form method="post" action="${action}" novalidate>
${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<div class="buttons">
${answerButton(context.texts.logoutButton, 'accept', false)}
${answerButton(context.texts.stayButton, 'deny', true)}
</div>
</form>`,
  })

/** For who would rather stay, and came from nowhere to go back to. */
export const renderStillLoggedIn = (context: PageContext): Html =>
  layout(context, { title: context.texts.stayedTitle, sign: DONE_SIGN, lead: context.texts.stayedLead })
