// The page after a logout that leads nowhere else.
import type { Html } from './html.ts'
import { DONE_SIGN, layout } from './layout.ts'
import type { PageContext } from './page.ts'

export const renderLoggedOut = (context: PageContext): Html =>
  layout(context, { title: context.texts.loggedOutTitle, sign: DONE_SIGN, lead: context.texts.loggedOutLead })
