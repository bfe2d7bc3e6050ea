// The page on which somebody allows an application something, or does not.
import { html, picture, type Html } from './html.ts'
import { answerButton, initials, layout, MARK } from './layout.ts'
import type { PageContext } from './page.ts'
import type { TextKey } from '@symbolon/texts/en'
import { plainWords } from '@symbolon/texts/plain-words'
import { words } from './wording.ts'

export type ConsentModel = {
  readonly action: string
  /** Whom the tokens are for; undefined when only scopes of OpenID are asked for. */
  readonly api: { readonly name: string } | undefined
  /** As asked for; a description is the API's own text. */
  readonly scopes: readonly { readonly value: string; readonly description?: string | undefined }[]
  /** Where the answer goes: host and port, or the scheme of an application's own. */
  readonly redirectHost: string
  /** Who is logged in, by the name that they know: the e-mail address where there is one. */
  readonly account: string
  /** Id of whoever that is. */
  readonly user_id: string
}

export function renderConsent(context: PageContext, model: ConsentModel): Html {
  const { texts, brand, client } = context
  const app = client?.name ?? ''
  const identity = model.scopes.filter(({ value }) => OPENID_SCOPES.has(value))
  const further = model.scopes.filter(({ value }) => !OPENID_SCOPES.has(value))
  const intro = further.length > 0 && model.api ? words(texts.consentScopesOf, { api: model.api.name }) : undefined
  return layout(context, {
    title: plainWords(texts.consentTitle, { app }),
    heading: html`${texts.consentTitle.split('{app}').map((part, at) => (at === 0 ? part : html`<bdi>${app}</bdi>${part}`))}`,
    above: meeting(context),
    lead: words(texts.consentLead, { app, tenant: brand.name }),
    content: html`<div class="flow">
${identity.length === 0 && further.length > 0 ? undefined : scopeList(texts.consentScopes, openidLines(context, identity))}
${further.length === 0 ? undefined : scopeList(intro ?? texts.consentScopes, further.map(describe))}
<div class="fact">
<p>${words(texts.consentAccount, { account: model.account })}</p>
<p>${words(texts.consentReturn, { host: model.redirectHost })}</p>
</div>
</div>
<form method="post" action="${model.action}" novalidate>
<input type="hidden" name="user_id" value="${model.user_id}">
<div class="buttons">
${answerButton(texts.acceptButton, 'accept', false)}
${answerButton(texts.denyButton, 'deny', true)}
</div>
</form>`,
  })
}

const OPENID_SCOPES: ReadonlyMap<string, TextKey> = new Map([
  ['openid', 'scopeOpenid'],
  ['profile', 'scopeProfile'],
  ['email', 'scopeEmail'],
  ['address', 'scopeAddress'],
  ['phone', 'scopePhone'],
  ['offline_access', 'scopeOffline'],
])

const scopeList = (heading: Html | string, lines: readonly Html[]): Html =>
  html`<section><h2>${heading}</h2><ul class="scopes">${lines.map((line) => html`<li><span>${line}</span></li>`)}</ul></section>`

const describe = ({ value, description }: ConsentModel['scopes'][number]): Html =>
  description === undefined || description === ''
    ? html`<code dir="ltr">${value}</code>`
    : html`<bdi>${description}</bdi><code class="hint" dir="ltr">${value}</code>`

const openidLines = ({ texts }: PageContext, scopes: ConsentModel['scopes']): readonly Html[] => {
  const keys = scopes.flatMap(({ value }) => OPENID_SCOPES.get(value) ?? [])
  return keys.length === 0 ? [html`${texts.consentNothing}`] : keys.map((key) => html`${texts[key]}`)
}

/** The tenant and the application, about to be joined. */
function meeting({ brand, client }: PageContext): Html {
  const tenant = brand.logo === undefined ? MARK : picture(brand.logo, '', 'logo')
  const app = client?.logo === undefined ? html`${initials(client?.name ?? '')}` : picture(client.logo, '', 'logo')
  return html`<div class="meeting" aria-hidden="true"><span class="tile">${tenant}</span><span class="dots"></span><span class="tile">${app}</span></div>`
}
