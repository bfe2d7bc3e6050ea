// The page for what went wrong before there was anybody to send it to. What it shows is text, whoever wrote it.
import { html, type Html } from './html.ts'
import { aside, BAD_SIGN, layout } from './layout.ts'
import type { PageContext } from './page.ts'

export type ErrorModel = {
  /** The code of RFC 6749 or of Auth0. */
  readonly error: string
  readonly description?: string | undefined
}

export function renderError(context: PageContext, { error, description }: ErrorModel): Html {
  const { texts, brand, requestId } = context
  const detail = (term: string, value: Html): Html => html`<div><dt>${term}</dt><dd>${value}</dd></div>`
  return layout(context, {
    title: texts.errorTitle,
    sign: BAD_SIGN,
    lead: texts.errorLead,
    content: html`<dl class="details">
${detail(texts.errorCode, html`<code dir="ltr">${error}</code>`)}
${description === undefined ? undefined : detail(texts.errorDescription, html`<bdi lang="en">${description}</bdi>`)}
${detail(texts.errorRequest, html`<code dir="ltr">${requestId}</code>`)}
</dl>
${brand.support === undefined ? undefined : aside(undefined, texts.contactSupport, brand.support)}`,
  })
}
